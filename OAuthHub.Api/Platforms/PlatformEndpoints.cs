using Microsoft.AspNetCore.Http.HttpResults;
using OAuthHub.Api.Audit;
using OAuthHub.Api.OpenApi;
using OAuthHub.Api.Problems;
using OAuthHub.Api.Session;
using OAuthHub.Core;
using OAuthHub.Core.Audit;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Platforms.Registration;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Api.Platforms;

/// <summary>The catalogue, and the app registrations that the operator enters.</summary>
internal static class PlatformEndpoints
{
    public static void MapPlatforms(this IEndpointRouteBuilder endpoints)
    {
        var platforms = endpoints.MapGroup("/api/platforms").RequireSession().WithTags("Platforms");
        platforms.MapGet("", List).Described("listPlatforms", "The catalogue").Answers(200, "The platforms.");
        var one = platforms.MapGroup("/{id}").Parameter("id", "The platform's id.").Problems("unknown_platform");
        one.MapGet("", Get).Described("getPlatform", "One platform").Answers(200, "The platform.");
        one.MapGet("/registration-guide", Guide).Described("getRegistrationGuide", "How this hub gets its client at the platform").Answers(200, "What to do there, what to copy, and what to enter here.");
        var changes = one.MapGroup("/registration").RequireOperator().RequireSameOrigin().AddEndpointFilter(Auditing.OfUser).OpensVault().Problems("invalid_request", "set_by_configuration");
        changes.MapPut("", Enter).Audited(AuditEvents.RegistrationChanged).Described("enterRegistration", "Enters the client that the platform gave").Answers(200, "The platform as it is now.");
        changes.MapDelete("", Remove).Audited(AuditEvents.RegistrationChanged).Described("removeRegistration", "Forgets the client")
            .Parameter("instance", "Only that of one server, where each server has its own.").Answers(200, "The platform as it is now.");
        endpoints.MapGet("/schemas/platform.json", SchemaFile.Send).WithTags("Platforms").Described("getPlatformSchema", "The JSON schema of platform files, for editors")
            .AnswersText(200, "The schema.", "application/schema+json", """{"$schema":"https://json-schema.org/draft/2020-12/schema","title":"…"}""");
    }

    private static Ok<PlatformList> List(PlatformCatalog catalog, AppRegistrations registrations, HubAddress hub) =>
        TypedResults.Ok(new PlatformList([.. catalog.All.Where(platform => IsShown(platform, registrations)).Select(platform => PlatformView.Of(platform, catalog, registrations, hub))]));

    private static Results<Ok<PlatformView>, ProblemHttpResult> Get(string id, PlatformCatalog catalog, AppRegistrations registrations, HubAddress hub) =>
        catalog.Find(id) is { } platform ? TypedResults.Ok(PlatformView.Of(platform, catalog, registrations, hub)) : HubProblem.Create("unknown_platform");

    private static Results<Ok<PlatformGuide>, ProblemHttpResult> Guide(string id, PlatformCatalog catalog, AppRegistrations registrations, HubAddress hub) =>
        catalog.Find(id) is { } platform
            ? TypedResults.Ok(PlatformGuides.Write(platform, registrations.Find(id), registrations.InstancesOf(id), catalog, hub))
            : HubProblem.Create("unknown_platform");

    private static async Task<Results<Ok<PlatformView>, ProblemHttpResult>> Enter(string id, RegistrationBody body, PlatformCatalog catalog, AppRegistrations registrations, HubAddress hub, CancellationToken cancellationToken)
    {
        if (catalog.Find(id) is not { Kind: PlatformKind.OAuth2 } platform) return HubProblem.Create("unknown_platform");
        if (!RegistrationInput.TryName(platform, body.Instance, registrations, out var name, out var wrongServer)) return HubProblem.Create("invalid_request", wrongServer);
        var known = Known(registrations, name);
        if (known is { Source: RegistrationSource.Configuration or RegistrationSource.BuiltIn }) return HubProblem.Create("set_by_configuration");
        if (RegistrationInput.Check(platform, body, known) is { } wrong) return HubProblem.Create("invalid_request", wrong);

        var secret = string.IsNullOrWhiteSpace(body.ClientSecret) ? null : new ClientSecret(body.ClientSecret.Trim());
        var key = string.IsNullOrWhiteSpace(body.PrivateKey) ? null : new PrivateKey(body.PrivateKey.Trim());
        await registrations.EnterAsync(name, body.ClientId!.Trim(), secret, key, body.Scopes is { Count: > 0 } ? body.Scopes : null, cancellationToken);
        return TypedResults.Ok(PlatformView.Of(platform, catalog, registrations, hub));
    }

    private static async Task<Results<Ok<PlatformView>, ProblemHttpResult>> Remove(string id, string? instance, PlatformCatalog catalog, AppRegistrations registrations, HubAddress hub, CancellationToken cancellationToken)
    {
        if (catalog.Find(id) is not { } platform) return HubProblem.Create("unknown_platform");
        if (!RegistrationInput.TryName(platform, instance, registrations, out var name, out var wrongServer)) return HubProblem.Create("invalid_request", wrongServer);
        if (Known(registrations, name) is { Source: not RegistrationSource.Dashboard }) return HubProblem.Create("set_by_configuration");
        await registrations.RemoveAsync(name, cancellationToken);
        return TypedResults.Ok(PlatformView.Of(platform, catalog, registrations, hub));
    }

    private static AppRegistration? Known(AppRegistrations registrations, RegistrationName name) => registrations.Find(name.PlatformId, name.Instance);

    /// <summary>The practice platform is shown only where it runs.</summary>
    private static bool IsShown(Platform platform, AppRegistrations registrations) =>
        !string.Equals(platform.Category, "practice", StringComparison.Ordinal) || registrations.Find(platform.Id) is not null;
}
