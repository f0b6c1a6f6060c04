using Microsoft.AspNetCore.Http.HttpResults;
using OAuthHub.Api.Audit;
using OAuthHub.Api.Credentials;
using OAuthHub.Api.Problems;
using OAuthHub.Api.Session;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Audit;
using OAuthHub.Core.Connecting;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Api.Agents;

/// <summary>Agent keys: made, listed, limited and revoked, by the dashboard and by keys that may manage the hub.</summary>
internal static class KeyEndpoints
{
    public static void MapKeys(this IEndpointRouteBuilder endpoints)
    {
        var pages = endpoints.MapGroup("/api/agents/keys").RequireAuthorization().WithTags("Agents");
        Map(pages, pages.MapGroup("").AddEndpointFilter(SameOrigin.Require).AddEndpointFilter(Auditing.OfUser).AddEndpointFilter(TellAsync));
        var admins = endpoints.MapGroup("/admin/keys").AddEndpointFilter(AgentAuthentication.Require).AddEndpointFilter(AdminAccess.Any).WithTags("Agents");
        Map(admins, admins.MapGroup("").AddEndpointFilter(TellAsync));
    }

    /// <summary>Other processes, and pages that show keys, hear of a change at once.</summary>
    private static async ValueTask<object?> TellAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var result = await next(context);
        if (HubProblem.CodeOf(result) is null) context.HttpContext.RequestServices.GetRequiredService<IChangeEvents>().Publish(new HubChange(SignalListener.KeysChanged, "", null, "", "keys"));
        return result;
    }

    private static void Map(RouteGroupBuilder reads, RouteGroupBuilder changes)
    {
        reads.MapGet("", List);
        reads.MapGet("/{id}", Get);
        changes.MapPost("", Create).Audited(AuditEvents.KeyMade);
        changes.MapPut("/{id}", Change).Audited(AuditEvents.KeyChanged);
        changes.MapDelete("/{id}", Revoke).Audited(AuditEvents.KeyRevoked);
    }

    private static async Task<Ok<KeyList>> List(HttpContext context, AgentKeys keys, KeyUse use, TimeProvider time, CancellationToken cancellationToken) =>
        TypedResults.Ok(new KeyList([.. (await keys.ListAsync(cancellationToken)).Where(key => Reaches(context, key)).OrderBy(key => key.CreatedAt).Select(key => KeyView.Of(key, use, time.GetUtcNow()))]));

    private static async Task<Results<Ok<KeyView>, ProblemHttpResult>> Get(string id, HttpContext context, AgentKeys keys, KeyUse use, TimeProvider time, CancellationToken cancellationToken) =>
        await FindAsync(id, context, keys, cancellationToken) is { } key ? TypedResults.Ok(KeyView.Of(key, use, time.GetUtcNow())) : HubProblem.Create("no_such_key");

    private static async Task<Results<Created<MadeKey>, ProblemHttpResult>> Create(KeyBody body, HttpContext context, AgentKeys keys, KeyUse use, PlatformCatalog catalog, TimeProvider time, CancellationToken cancellationToken)
    {
        var (limits, now) = (body.Limits, time.GetUtcNow());
        if (AgentLimitsCheck.Check(body.Name, limits, catalog, now).FirstOrDefault() is { } wrong) return HubProblem.Create("invalid_request", wrong);
        if (!Reaches(context, limits)) return HubProblem.Create("forbidden", "A key can be given no more than the key that makes it.");
        var (key, grant) = await keys.CreateAsync(body.Name!.Trim(), limits, cancellationToken);
        context.Audit().Detail = grant.Id;
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created((string?)null, new MadeKey(key.RevealSecret(), KeyView.Of(grant, use, now)));
    }

    private static async Task<Results<Ok<KeyView>, ProblemHttpResult>> Change(string id, KeyBody body, HttpContext context, AgentKeys keys, KeyUse use, PlatformCatalog catalog, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, context, keys, cancellationToken) is not { } known) return HubProblem.Create("no_such_key");
        var (limits, now) = (body.Limits, time.GetUtcNow());
        if (AgentLimitsCheck.Check(body.Name, limits, catalog, now, known).FirstOrDefault() is { } wrong) return HubProblem.Create("invalid_request", wrong);
        if (!Reaches(context, limits)) return HubProblem.Create("forbidden", "A key can be given no more than the key that changes it.");
        return await keys.ChangeAsync(id, body.Name!.Trim(), limits, cancellationToken) is { } changed ? TypedResults.Ok(KeyView.Of(changed, use, now)) : HubProblem.Create("no_such_key");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Revoke(string id, HttpContext context, AgentKeys keys, CancellationToken cancellationToken) =>
        await FindAsync(id, context, keys, cancellationToken) is not null && await keys.RevokeAsync(id, cancellationToken) ? TypedResults.NoContent() : HubProblem.Create("no_such_key");

    private static async Task<AgentGrant?> FindAsync(string id, HttpContext context, AgentKeys keys, CancellationToken cancellationToken) =>
        await keys.FindAsync(id, cancellationToken) is { } key && Reaches(context, key) ? key : null;

    /// <summary>A person at the dashboard manages all keys; a key only those that reach no further than itself.</summary>
    private static bool Reaches(HttpContext context, AgentLimits limits) => context.GrantOrNull() is not { } own || AgentLimitsCheck.Covers(own, limits);
}
