using Microsoft.AspNetCore.Http.HttpResults;
using OAuthHub.Api.Audit;
using OAuthHub.Api.Credentials;
using OAuthHub.Api.OpenApi;
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
        var pages = endpoints.MapGroup("/api/agents/keys").RequireSession().WithTags("Agents").OpensVault();
        Map("", pages, pages.MapGroup("").RequireSameOrigin().AddEndpointFilter(Auditing.OfUser).AddEndpointFilter(TellAsync));
        var admins = endpoints.MapGroup("/admin/keys").RequireAgent().AddEndpointFilter(AdminAccess.Any).WithTags("Agents").OpensVault().Problems("forbidden");
        Map("AsAdmin", admins, admins.MapGroup("").AddEndpointFilter(TellAsync));
    }

    /// <summary>Other processes, and pages that show keys, hear of a change at once.</summary>
    private static async ValueTask<object?> TellAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var result = await next(context);
        if (HubProblem.CodeOf(result) is null) context.HttpContext.RequestServices.GetRequiredService<IChangeEvents>().Publish(new HubChange(SignalListener.KeysChanged, "", null, "", "keys"));
        return result;
    }

    /// <param name="whose">Tells apart the ids of the operations that there are twice.</param>
    private static void Map(string whose, RouteGroupBuilder reads, RouteGroupBuilder changes)
    {
        const string Id = "The key's id: not the key itself.";
        reads.MapGet("", List).Described("listKeys" + whose, "The agent keys, the oldest first").Answers(200, "The keys; never the secrets.");
        reads.MapGet("/{id}", Get).Described("getKey" + whose, "One agent key").Parameter("id", Id).Answers(200, "The key; never its secret.").Problems("no_such_key");
        changes.MapPost("", Create).Audited(AuditEvents.KeyMade).Described("createKey" + whose, "Makes an agent key", "The secret is in this answer and in no other.").Answers(201, "The key and its secret.").Problems("forbidden");
        changes.MapPut("/{id}", Change).Audited(AuditEvents.KeyChanged).Described("changeKey" + whose, "Changes what an agent key may do", "The body is whole: what is left out is no longer limited.")
            .Parameter("id", Id).Answers(200, "The key as it is now.").Problems("no_such_key", "forbidden");
        changes.MapDelete("/{id}", Revoke).Audited(AuditEvents.KeyRevoked).Described("revokeKey" + whose, "Ends an agent key, everywhere within a second").Parameter("id", Id).Answers(204, "It has ended.").Problems("no_such_key");
    }

    private static async Task<Ok<KeyList>> List(HttpContext context, AgentKeys keys, KeyUse use, TimeProvider time, CancellationToken cancellationToken) =>
        TypedResults.Ok(new KeyList([.. (await keys.ListAsync(cancellationToken)).Where(key => Reaches(context, key)).OrderBy(key => key.CreatedAt).Select(key => KeyView.Of(key, use, time.GetUtcNow()))]));

    private static async Task<Results<Ok<KeyView>, ProblemHttpResult>> Get(string id, HttpContext context, AgentKeys keys, KeyUse use, TimeProvider time, CancellationToken cancellationToken) =>
        await FindAsync(id, context, keys, cancellationToken) is { } key ? TypedResults.Ok(KeyView.Of(key, use, time.GetUtcNow())) : HubProblem.Create("no_such_key");

    private static async Task<Results<Created<MadeKey>, ProblemHttpResult>> Create(KeyBody body, HttpContext context, AgentKeys keys, KeyUse use, PlatformCatalog catalog, TimeProvider time, CancellationToken cancellationToken)
    {
        var (limits, now) = (LimitsOf(body, context), time.GetUtcNow());
        if (AgentLimitsCheck.Check(body.Name, limits, catalog, now).FirstOrDefault() is { } wrong) return HubProblem.Create("invalid_request", wrong);
        if (!Reaches(context, limits)) return HubProblem.Create("forbidden", "A key can be given no more than whoever makes it may do.");
        var (key, grant) = await keys.CreateAsync(body.Name!.Trim(), limits, cancellationToken);
        context.Audit().Detail = grant.Id;
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created((string?)null, new MadeKey(key.RevealSecret(), KeyView.Of(grant, use, now)));
    }

    private static async Task<Results<Ok<KeyView>, ProblemHttpResult>> Change(string id, KeyBody body, HttpContext context, AgentKeys keys, KeyUse use, PlatformCatalog catalog, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, context, keys, cancellationToken) is not { } known) return HubProblem.Create("no_such_key");
        var (limits, now) = (LimitsOf(body, context), time.GetUtcNow());
        if (AgentLimitsCheck.Check(body.Name, limits, catalog, now, known).FirstOrDefault() is { } wrong) return HubProblem.Create("invalid_request", wrong);
        if (!Reaches(context, limits)) return HubProblem.Create("forbidden", "A key can be given no more than whoever changes it may do.");
        return await keys.ChangeAsync(id, body.Name!.Trim(), limits, cancellationToken) is { } changed ? TypedResults.Ok(KeyView.Of(changed, use, now)) : HubProblem.Create("no_such_key");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Revoke(string id, HttpContext context, AgentKeys keys, CancellationToken cancellationToken) =>
        await FindAsync(id, context, keys, cancellationToken) is not null && await keys.RevokeAsync(id, cancellationToken) ? TypedResults.NoContent() : HubProblem.Create("no_such_key");

    private static async Task<AgentGrant?> FindAsync(string id, HttpContext context, AgentKeys keys, CancellationToken cancellationToken) =>
        await keys.FindAsync(id, cancellationToken) is { } key && Reaches(context, key) ? key : null;

    /// <summary>An operator at the dashboard manages all keys; everybody else only those that reach no further than they do.</summary>
    private static bool Reaches(HttpContext context, AgentLimits limits) => OwnReach(context) is not { } own || AgentLimitsCheck.Covers(own, limits);

    /// <summary>Of the key that asks, or of the person: their own accounts. Null: there is no limit.</summary>
    private static AgentLimits? OwnReach(HttpContext context) =>
        context.GrantOrNull() ?? (context.PersonOnly() is { } person ? new AgentLimits { Users = [person], Actions = AgentAction.All } : null);

    /// <summary>What is asked for; a person's key is for that person, whom they need not name.</summary>
    private static AgentLimits LimitsOf(KeyBody body, HttpContext context) =>
        body.Limits is { Users.Count: 0 } open && context.PersonOnly() is { } person ? open with { Users = [person] } : body.Limits;
}
