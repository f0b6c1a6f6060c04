using OAuthHub.Core.Connections;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Core.Refresh;

/// <summary>Whether what the vault holds already answers a request. Pure.</summary>
internal static class SettledRefresh
{
    /// <summary>The answer, or null when an exchange is wanted.</summary>
    public static RefreshOutcome? Find(Connection connection, RefreshRequest request, RefreshRules rules, DateTimeOffset now)
    {
        switch (connection.State)
        {
            case ConnectionState.Revoking or ConnectionState.Revoked: return new RefreshOutcome.Gone();
            case ConnectionState.Quarantined: return new RefreshOutcome.Quarantined(connection.Reason ?? ConnectionReason.Integrity);
            case ConnectionState.NeedsReconnect: return new RefreshOutcome.NeedsReconnect(connection.Reason ?? ConnectionReason.GrantRevoked);
        }
        var tokens = connection.Tokens!;
        var isAlive = tokens.ExpiresAt is not { } expires || expires > now;
        if (request.Rejected is { } rejected && rejected != tokens.AccessToken.Fingerprint() && isAlive) return new RefreshOutcome.Fresh(connection);
        if (IsWanted(connection, request, rules, now) is false && isAlive) return new RefreshOutcome.Fresh(connection);

        // Backing off after a failure: the platform is not asked sooner because somebody is impatient.
        if (connection.NextAttemptAt is { } next && next > now && GrantEnd.WhyOver(connection, rules, now) is null) return new RefreshOutcome.TryLater(next - now, "platform_unavailable");

        if (tokens.IssuedAt.AddSeconds(rules.MinAgeSeconds) is var oldEnough && oldEnough > now && isAlive)
            return request.Rejected is null ? new RefreshOutcome.Fresh(connection) : new RefreshOutcome.TryLater(oldEnough - now, "token_too_young");
        var young = RefreshSchedule.PauseBetweenExchanges(tokens) - (now - (connection.LastRefreshedAt ?? DateTimeOffset.MinValue));
        if (isAlive && young > TimeSpan.Zero && RefreshSchedule.CanRefresh(tokens, rules))
            return request.Rejected is null ? new RefreshOutcome.Fresh(connection) : new RefreshOutcome.TryLater(young, "rate_limited");
        return null;
    }

    private static bool IsWanted(Connection connection, RefreshRequest request, RefreshRules rules, DateTimeOffset now) => request.Reason switch
    {
        RefreshReason.Asked => RefreshSchedule.CanRefresh(connection.Tokens!, rules),
        RefreshReason.Rejected => true,
        RefreshReason.Due => connection.DueAt <= now + SweepAhead,
        _ => RefreshSchedule.Decide(connection.Tokens!, connection.DueAt, rules, now, request.MinimumLife) is not ReadDecision.Serve,
    };

    /// <summary>The worker claims what falls due before its next round; more would cost short-lived tokens a good part of their life.</summary>
    public static readonly TimeSpan SweepAhead = TimeSpan.FromMilliseconds(500);
}
