using OAuthHub.Core.Coordination;

namespace OAuthHub.Api.Session;

/// <summary>The sessions that stand, and how one that somebody else has is ended.</summary>
internal sealed class OpenSessions(SessionRecords records, SessionUse use, EndedSessions ended, IChangeEvents changes, TimeProvider time)
{
    public async Task<IReadOnlyList<UserSession>> OfAsync(string user, CancellationToken cancellationToken) =>
        await StandingAsync([.. Of(await records.ReadAsync(user, cancellationToken)), .. use.All.Where(one => string.Equals(one.User, user, StringComparison.Ordinal))], cancellationToken);

    public async Task<IReadOnlyList<UserSession>> OfAllAsync(CancellationToken cancellationToken)
    {
        var all = new List<UserSession>();
        await foreach (var user in records.AllAsync(cancellationToken)) all.AddRange(Of(user));
        return await StandingAsync([.. all, .. use.All], cancellationToken);
    }

    /// <summary>Ends them everywhere. Whoever looks at their sessions hears of it.</summary>
    public async Task EndAsync(string user, IReadOnlyCollection<string> hashes, CancellationToken cancellationToken)
    {
        if (hashes.Count == 0) return;
        await ended.EndAsync(hashes, cancellationToken);
        await records.ForgetAsync(user, hashes, cancellationToken);
        changes.Publish(new HubChange(EndedSessions.Changed, "", user, "", "ended"));
    }

    private static IEnumerable<UserSession> Of(UserSessions kept) => kept.Sessions.Select(session => new UserSession(kept.User, session));

    /// <param name="known">As the vault has them and as this process saw them: of one session, what was seen last counts.</param>
    private async Task<IReadOnlyList<UserSession>> StandingAsync(IReadOnlyList<UserSession> known, CancellationToken cancellationToken)
    {
        var standing = new List<UserSession>();
        foreach (var one in known.GroupBy(one => one.Session.Hash))
        {
            var (user, last) = one.MaxBy(each => each.Session.LastSeenAt)!;
            var session = last with { CreatedAt = one.Min(each => each.Session.CreatedAt) };
            if (!session.IsOver(time.GetUtcNow()) && !await ended.HasHashAsync(session.Hash, cancellationToken)) standing.Add(new UserSession(user, session));
        }
        return standing;
    }
}

internal sealed record UserSession(string User, KnownSession Session);
