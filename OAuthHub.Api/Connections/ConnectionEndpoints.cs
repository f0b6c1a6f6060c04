using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using OAuthHub.Api.Audit;
using OAuthHub.Api.OpenApi;
using OAuthHub.Api.Problems;
using OAuthHub.Api.Session;
using OAuthHub.Core.Audit;
using OAuthHub.Core.Connecting;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Refresh;
using OAuthHub.Core.Vault;

namespace OAuthHub.Api.Connections;

/// <summary>A person's connections, for the dashboard. What belongs to somebody else does not exist here.</summary>
internal static class ConnectionEndpoints
{
    public static void MapConnections(this IEndpointRouteBuilder endpoints)
    {
        var connections = endpoints.MapGroup("/api/connections").RequireSession().WithTags("Connections").OpensVault();
        connections.MapGet("", List).Described("listConnections", "This person's connections").Answers(200, "The connections, by platform and account.");
        var one = connections.MapGroup("/{id}").Parameter("id", "The connection's id.").Problems("not_connected");
        one.MapGet("", Get).Described("getConnection", "One connection, with its history").Answers(200, "The connection.");
        var changes = one.MapGroup("").RequireSameOrigin().AddEndpointFilter(Auditing.OfUser);
        changes.MapPost("/refresh", Refresh).Audited(AuditEvents.TokenRefreshed).Described("refreshConnection", "Refreshes the connection's token now").Answers(200, "How it went; an answer of this status does not say that it went well.");
        changes.MapPost("/release", Release).RequireOperator().Audited(AuditEvents.Released).Described("releaseConnection", "The operator says that a connection set aside may be used again").Answers(200, "The connection as it is now.").Problems("not_quarantined");
        changes.MapPatch("", Change).Audited(AuditEvents.Changed).Described("changeConnection", "Names the account, or makes it the platform's default").Answers(200, "The connection as it is now.").Problems("invalid_request", "lease_unavailable", "refresh_in_progress");
        changes.MapDelete("", Disconnect).Audited(AuditEvents.Disconnected).Described("disconnect", "Ends the connection, here and at the platform")
            .Answers(200, "It has ended.").Answers(202, "It has ended here; the platform could not be told yet, and will be.");
    }

    private static async Task<Ok<ConnectionList>> List(ClaimsPrincipal user, ConnectionViews views, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ConnectionList([.. (await views.OfUserAsync(user.UserId, cancellationToken)).OrderBy(view => view.PlatformName, StringComparer.OrdinalIgnoreCase).ThenBy(view => view.Account.Name, StringComparer.OrdinalIgnoreCase)]));

    private static async Task<Results<Ok<ConnectionView>, ProblemHttpResult>> Get(string id, ClaimsPrincipal user, ConnectionFinder finder, ConnectionViews views, CancellationToken cancellationToken) =>
        await OwnAsync(id, user, finder, cancellationToken) is { } summary ? TypedResults.Ok(await views.OfAsync(summary, cancellationToken)) : HubProblem.Create("not_connected");

    private static async Task<Results<Ok<RefreshView>, ProblemHttpResult>> Refresh(string id, HttpContext context, ClaimsPrincipal user, ConnectionFinder finder, ConnectionViews views, TokenRefresher refresher, PlatformCatalog catalog, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await OwnAsync(id, user, finder, cancellationToken) is not { } summary) return HubProblem.Create("not_connected");
        context.Audit().About(summary);
        RefreshOutcome outcome;
        try
        {
            outcome = await refresher.RefreshAsync(id, new RefreshRequest(RefreshReason.Asked), cancellationToken).WaitAsync(RefreshTimes.Wait, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            outcome = new RefreshOutcome.TryLater(TimeSpan.FromSeconds(5), "refresh_in_progress");
        }
        if (outcome is RefreshOutcome.Gone) return HubProblem.Create("not_connected");
        if (outcome is not (RefreshOutcome.Refreshed or RefreshOutcome.Fresh)) context.Audit().Outcome = outcome.Word;
        var view = await views.OfAsync(summary, cancellationToken);
        return TypedResults.Ok(Explain(outcome, view, RenewableFrom(outcome, catalog, time.GetUtcNow())));
    }

    private static async Task<Results<Ok<ConnectionView>, ProblemHttpResult>> Release(string id, HttpContext context, ClaimsPrincipal user, ConnectionFinder finder, ConnectionViews views, Releasing releasing, CancellationToken cancellationToken)
    {
        if (await OwnAsync(id, user, finder, cancellationToken) is not { } summary) return HubProblem.Create("not_connected");
        context.Audit().About(summary);
        try
        {
            if (!await releasing.ReleaseAsync(id, cancellationToken)) return HubProblem.Create("not_quarantined");
        }
        catch (VaultIntegrityException)
        {
            return HubProblem.Create("not_quarantined");
        }
        return TypedResults.Ok(await views.OfAsync(summary, cancellationToken));
    }

    private static async Task<Results<Ok<ConnectionView>, ProblemHttpResult>> Change(string id, ConnectionChange? body, HttpContext context, ClaimsPrincipal user, ConnectionFinder finder, ConnectionViews views, PersonalSettings settings, CancellationToken cancellationToken)
    {
        if (await OwnAsync(id, user, finder, cancellationToken) is not { } summary) return HubProblem.Create("not_connected");
        context.Audit().About(summary);
        var label = body?.Label?.Trim();
        if (body is null || (label is null && body.IsDefault is null)) return HubProblem.Create("invalid_request", "Give a label, or is_default, or both.");
        if (label is { Length: > PersonalSettings.LongestLabel } || label?.Any(char.IsControl) is true) return HubProblem.Create("invalid_request", $"A label has at most {PersonalSettings.LongestLabel} characters, and no control characters.");
        try
        {
            if (await settings.ChangeAsync(summary, label, body.IsDefault, cancellationToken) is null) return HubProblem.Create("not_connected");
        }
        catch (CoordinationUnavailableException)
        {
            return HubProblem.Create("lease_unavailable");
        }
        catch (TimeoutException)
        {
            return HubProblem.Create("refresh_in_progress");
        }
        return TypedResults.Ok(await views.OfAsync(summary, cancellationToken));
    }

    private static async Task<Results<Ok<DisconnectView>, Accepted<DisconnectView>, ProblemHttpResult>> Disconnect(string id, HttpContext context, ClaimsPrincipal user, ConnectionFinder finder, Disconnecting disconnecting, CancellationToken cancellationToken)
    {
        if (await OwnAsync(id, user, finder, cancellationToken) is not { } summary) return HubProblem.Create("not_connected");
        context.Audit().About(summary);
        if (await disconnecting.DisconnectAsync(id, cancellationToken) is not { } end) return HubProblem.Create("not_connected");
        var view = new DisconnectView(end.State, end.RevokedAtProvider, end.ManualUrl);
        return end.State is ConnectionState.Revoked ? TypedResults.Ok(view) : TypedResults.Accepted((string?)null, view);
    }

    private static async ValueTask<ConnectionSummary?> OwnAsync(string id, ClaimsPrincipal user, ConnectionFinder finder, CancellationToken cancellationToken) =>
        (await finder.FindAsync(user.UserId, cancellationToken)).FirstOrDefault(summary => string.Equals(summary.Id, id, StringComparison.Ordinal));

    /// <summary>When the platform renews the token at the earliest, if that is still to come.</summary>
    private static DateTimeOffset? RenewableFrom(RefreshOutcome outcome, PlatformCatalog catalog, DateTimeOffset now) =>
        outcome is RefreshOutcome.Fresh({ Tokens: { } tokens } connection) && catalog.Find(connection.PlatformId) is { Refresh.MinAgeSeconds: var age } && tokens.IssuedAt.AddSeconds(age) is var from && from > now ? from : null;

    private static RefreshView Explain(RefreshOutcome outcome, ConnectionView view, DateTimeOffset? renewableFrom) => outcome switch
    {
        RefreshOutcome.Refreshed => new RefreshView("refreshed", "A new token was issued.", null, view),
        RefreshOutcome.Fresh when !view.CanRefresh => new RefreshView("fresh", "This platform gives tokens that are not refreshed.", null, view),
        RefreshOutcome.Fresh when renewableFrom is { } from => new RefreshView("fresh", $"The platform does not renew so young a token. It can be renewed from {from:u} on, and until then it is served.", null, view),
        RefreshOutcome.Fresh => new RefreshView("fresh", "The token is still new, so the platform was not asked again.", null, view),
        RefreshOutcome.NeedsReconnect(var reason) => new RefreshView("needs_reconnect", ConnectionReason.Explain(reason)!, null, view),
        RefreshOutcome.Quarantined(var reason) => new RefreshView("quarantined", ConnectionReason.Explain(reason)!, null, view),
        RefreshOutcome.TryLater(var after, "platform_not_configured") => new RefreshView("try_later", "The platform's client id is missing. Enter it on the platform's page.", (long)after.TotalSeconds, view),
        RefreshOutcome.TryLater(var after, _) => new RefreshView("try_later", "The platform could not be asked now. The hub tries again by itself, and serves the token while it lives.", Math.Max(1, (long)Math.Ceiling(after.TotalSeconds)), view),
        _ => throw new InvalidOperationException($"No text for {outcome.GetType().Name}."),
    };
}
