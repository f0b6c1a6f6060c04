using Microsoft.AspNetCore.Http.HttpResults;
using OAuthHub.Api.Audit;
using OAuthHub.Api.OpenApi;
using OAuthHub.Api.Problems;
using OAuthHub.Core.Audit;

namespace OAuthHub.Api.Session;

/// <summary>A person's sessions: listed, and ended from afar. An operator's may be everybody's.</summary>
internal static class SessionListEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder endpoints)
    {
        var sessions = endpoints.MapGroup("/api/sessions").RequireSession().WithTags("Session").OpensVault();
        sessions.MapGet("", List).Described("listSessions", "This person's sessions").Parameter("all", "true: everybody's, for operators.").Answers(200, "The sessions that stand, the one last seen first.").Problems("forbidden");
        var changes = sessions.MapGroup("").RequireSameOrigin().AddEndpointFilter(Auditing.OfUser);
        changes.MapDelete("", EndOthers).Audited(AuditEvents.SessionEnded).Described("endOtherSessions", "Ends all sessions of this person but this one").Answers(204, "They have ended, at every process of the hub within a second.");
        changes.MapDelete("/{id}", End).Audited(AuditEvents.SessionEnded).Described("endSession", "Ends a session", "One's own; an operator may end anybody's.").Parameter("id", "The session's id, as the list has it.")
            .Answers(204, "It has ended, at every process of the hub within a second.").Problems("not_found");
    }

    private static async Task<Results<Ok<SessionList>, ProblemHttpResult>> List(HttpContext context, OpenSessions sessions, CancellationToken cancellationToken, bool all = false)
    {
        if (all && !context.User.IsOperator) return HubProblem.Create("forbidden");
        var own = OwnHash(context);
        var found = all ? await sessions.OfAllAsync(cancellationToken) : await sessions.OfAsync(context.User.UserId, cancellationToken);
        return TypedResults.Ok(new SessionList([.. found.OrderByDescending(one => one.Session.LastSeenAt).ThenBy(one => one.Session.Id, StringComparer.Ordinal).Select(one => new ListedSession(
            one.Session.Id, one.User, one.Session.Way, one.Session.CreatedAt, one.Session.LastSeenAt, one.Session.EndsAt, one.Session.Address, one.Session.UserAgent, one.Session.Hash == own))]));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> End(string id, HttpContext context, OpenSessions sessions, CancellationToken cancellationToken)
    {
        var found = (await sessions.OfAsync(context.User.UserId, cancellationToken)).FirstOrDefault(IsIt)
            ?? (context.User.IsOperator ? (await sessions.OfAllAsync(cancellationToken)).FirstOrDefault(IsIt) : null);
        if (found is null) return HubProblem.Create("not_found");
        context.Audit().User = found.User;
        await sessions.EndAsync(found.User, [found.Session.Hash], cancellationToken);
        return TypedResults.NoContent();

        bool IsIt(UserSession one) => string.Equals(one.Session.Id, id, StringComparison.Ordinal);
    }

    private static async Task<NoContent> EndOthers(HttpContext context, OpenSessions sessions, CancellationToken cancellationToken)
    {
        var (user, own) = (context.User.UserId, OwnHash(context));
        context.Audit().User = user;
        await sessions.EndAsync(user, [.. (await sessions.OfAsync(user, cancellationToken)).Select(one => one.Session.Hash).Where(hash => hash != own)], cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>Null: this request stands for itself and belongs to no session.</summary>
    private static string? OwnHash(HttpContext context) => context.User.SessionIdOrNull is { } id ? KnownSession.HashOf(id) : null;
}

/// <param name="Items">The one last seen first.</param>
internal sealed record SessionList(IReadOnlyList<ListedSession> Items);

/// <param name="Id">By which it is ended.</param>
/// <param name="User">Whose it is.</param>
/// <param name="SignedInBy">How it began: <c>start_link</c> or <c>oidc</c>.</param>
/// <param name="CreatedAt">When they signed in.</param>
/// <param name="LastSeenAt">To about ten minutes.</param>
/// <param name="EndsAt">When it ends, however much it is used. Null: two weeks after its last use, and ninety days after it began at the latest.</param>
/// <param name="Address">Of the last request, as far as the hub sees.</param>
/// <param name="UserAgent">What the browser says of itself.</param>
/// <param name="Current">Whether this request came with it.</param>
internal sealed record ListedSession(string Id, string User, string SignedInBy, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt, DateTimeOffset? EndsAt, string? Address, string? UserAgent, bool Current);
