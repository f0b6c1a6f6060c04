using Microsoft.AspNetCore.Http.HttpResults;
using OAuthHub.Api.Problems;
using OAuthHub.Api.Session;
using OAuthHub.Core;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Api.Platforms;

/// <summary>The catalogue, and the app registrations that the operator enters.</summary>
internal static class PlatformEndpoints
{
    private const int LongestValue = 2048;
    private const int MostScopes = 200;

    public static void MapPlatforms(this IEndpointRouteBuilder endpoints)
    {
        var platforms = endpoints.MapGroup("/api/platforms").RequireAuthorization().WithTags("Platforms");
        platforms.MapGet("", List);
        platforms.MapGet("/{id}", Get);
        var changes = platforms.MapGroup("").AddEndpointFilter(SameOrigin.Require);
        changes.MapPut("/{id}/registration", Enter);
        changes.MapDelete("/{id}/registration", Remove);
    }

    private static Ok<PlatformList> List(PlatformCatalog catalog, AppRegistrations registrations, HubAddress hub) =>
        TypedResults.Ok(new PlatformList([.. catalog.All.Where(platform => IsShown(platform, registrations)).Select(platform => PlatformView.Of(platform, catalog, registrations, hub))]));

    private static Results<Ok<PlatformView>, ProblemHttpResult> Get(string id, PlatformCatalog catalog, AppRegistrations registrations, HubAddress hub) =>
        catalog.Find(id) is { } platform ? TypedResults.Ok(PlatformView.Of(platform, catalog, registrations, hub)) : HubProblem.Create("unknown_platform");

    private static async Task<Results<Ok<PlatformView>, ProblemHttpResult>> Enter(string id, RegistrationBody body, PlatformCatalog catalog, AppRegistrations registrations, HubAddress hub, CancellationToken cancellationToken)
    {
        if (catalog.Find(id) is not { Kind: PlatformKind.OAuth2 } platform) return HubProblem.Create("unknown_platform");
        var known = registrations.Find(id);
        if (known is { Source: RegistrationSource.Configuration or RegistrationSource.BuiltIn }) return HubProblem.Create("set_by_configuration");
        if (Check(platform, body, known) is { } wrong) return HubProblem.Create("invalid_request", wrong);

        var secret = string.IsNullOrWhiteSpace(body.ClientSecret) ? null : new ClientSecret(body.ClientSecret.Trim());
        await registrations.EnterAsync(new RegistrationName(id, null), body.ClientId!.Trim(), secret, body.Scopes is { Count: > 0 } ? body.Scopes : null, cancellationToken);
        return TypedResults.Ok(PlatformView.Of(platform, catalog, registrations, hub));
    }

    private static async Task<Results<Ok<PlatformView>, ProblemHttpResult>> Remove(string id, PlatformCatalog catalog, AppRegistrations registrations, HubAddress hub, CancellationToken cancellationToken)
    {
        if (catalog.Find(id) is not { } platform) return HubProblem.Create("unknown_platform");
        if (registrations.Find(id) is { Source: not RegistrationSource.Dashboard }) return HubProblem.Create("set_by_configuration");
        await registrations.RemoveAsync(new RegistrationName(id, null), cancellationToken);
        return TypedResults.Ok(PlatformView.Of(platform, catalog, registrations, hub));
    }

    private static string? Check(Platform platform, RegistrationBody body, AppRegistration? known)
    {
        if (string.IsNullOrWhiteSpace(body.ClientId) || !IsPlain(body.ClientId)) return "client_id is needed: 1 to 2048 printable characters.";
        if (!string.IsNullOrEmpty(body.ClientSecret) && !IsPlain(body.ClientSecret)) return "client_secret is 1 to 2048 printable characters.";
        if (platform.Client.NeedsSecret && string.IsNullOrWhiteSpace(body.ClientSecret) && known?.ClientSecret is null) return $"{platform.Name} needs a client_secret.";
        if (body.Scopes is { Count: > MostScopes } || body.Scopes?.Any(scope => string.IsNullOrWhiteSpace(scope) || !IsPlain(scope) || scope.Contains(' ', StringComparison.Ordinal)) is true) return "scopes is a list of at most 200 scopes without spaces.";
        return null;
    }

    private static bool IsPlain(string text) => text.Length <= LongestValue && text.Trim().All(c => c is >= ' ' and <= '~');

    /// <summary>The practice platform is shown only where it runs.</summary>
    private static bool IsShown(Platform platform, AppRegistrations registrations) =>
        !string.Equals(platform.Category, "practice", StringComparison.Ordinal) || registrations.Find(platform.Id) is not null;
}
