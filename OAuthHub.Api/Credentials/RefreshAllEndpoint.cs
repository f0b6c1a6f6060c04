using OAuthHub.Api.Audit;
using OAuthHub.Api.OpenApi;
using OAuthHub.Api.Problems;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Audit;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Refresh;

namespace OAuthHub.Api.Credentials;

/// <summary>For operators, such as the button in Aspire's dashboard: refresh all that this key may refresh, now.</summary>
internal static class RefreshAllEndpoint
{
    public static void MapRefreshAll(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/credentials/refresh", RefreshAll).RequireAgent().Audited(AuditEvents.TokenRefreshed).WithTags("Credentials").Produces<RefreshAllDocument>(StatusCodes.Status202Accepted)
            .Described("refreshAll", "Refreshes every connection that the key may refresh, behind the answer").Answers(202, "They are being refreshed.").Problems("forbidden");

    private static IResult RefreshAll(HttpContext context, ConnectionIndex index, RefreshOfMany refreshes)
    {
        var grant = context.Grant();
        if (!grant.Allows(AgentAction.RefreshToken)) return HubProblem.Create("forbidden");
        var ids = index.All
            .Where(entry => grant.AllowsUser(entry.User) && grant.AllowsPlatform(entry.PlatformId) && grant.AllowsConnection(entry.Id))
            .Where(entry => entry.State is ConnectionState.Active or ConnectionState.Degraded)
            .OrderBy(entry => entry.ExpiresAt)
            .Select(entry => entry.Id)
            .ToList();
        context.Audit().Detail = $"{ids.Count} connections";
        _ = refreshes.BeginAsync(ids);
        return TypedResults.Accepted((string?)null, new RefreshAllDocument(ids.Count));
    }
}

/// <param name="Connections">How many are refreshed now, behind this answer. Those that were refreshed a moment ago keep the token they have.</param>
internal sealed record RefreshAllDocument(int Connections);
