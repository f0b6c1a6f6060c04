using OAuthHub.Core.Connections;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Core.Refresh;

/// <summary>When what a person granted ends, however often its tokens are renewed; when to say so; and whether it is over. Pure.</summary>
public static class GrantEnd
{
    /// <summary>The earliest of the ends that the entry and the platform's answers name. Null: none.</summary>
    public static DateTimeOffset? Find(DateTimeOffset connectedAt, TokenPair tokens, RefreshRules rules)
    {
        var end = tokens.GrantExpiresAt;
        if (rules.AbsoluteSeconds is { } seconds) end = RefreshSchedule.Earlier(end, connectedAt.AddSeconds(seconds));
        // Where a refresh brings no new refresh token, it does not move this one's end either.
        if (rules.Rotation is Rotation.Static) end = RefreshSchedule.Earlier(end, tokens.RefreshExpiresAt);
        return RefreshSchedule.CanRefresh(tokens, rules) ? end : RefreshSchedule.Earlier(end, tokens.ExpiresAt);
    }

    /// <summary>When the person is told of it: with a tenth of the whole time left, at most a week. Null: no end is known.</summary>
    public static DateTimeOffset? TellAt(Connection connection, RefreshRules rules) =>
        Find(connection.ConnectedAt, connection.Tokens!, rules) is { } end ? RefreshSchedule.WarnAt(end, end - connection.ConnectedAt) : null;

    /// <summary>The end that is to be told of now. Null: none is near, or it was told.</summary>
    public static DateTimeOffset? ToTell(Connection connection, RefreshRules rules, DateTimeOffset now)
    {
        if (!connection.IsUsable || connection.EndsSoonSince is not null || connection.Tokens is not { } tokens || !RefreshSchedule.CanRefresh(tokens, rules)) return null;
        if (TellAt(connection, rules) <= now + SettledRefresh.SweepAhead) return Find(connection.ConnectedAt, tokens, rules);
        // A token that is renewed while it lives ends only where renewing keeps failing.
        return rules.UsesLiveAccessToken && connection.State is ConnectionState.Degraded && RefreshSchedule.WarnAt(tokens) <= now ? tokens.ExpiresAt : null;
    }

    /// <summary>
    /// Why nothing is to be sent any more: the access token is dead, and the grant is past its end or needed that token alive. Null: it may be
    /// refreshed. While the access token lives the platform is asked, since its own word is worth more than a date.
    /// </summary>
    public static string? WhyOver(Connection connection, RefreshRules rules, DateTimeOffset now)
    {
        if (connection.Tokens is not { } tokens || !(tokens.ExpiresAt <= now)) return null;
        if (Find(connection.ConnectedAt, tokens, rules) <= now) return ConnectionReason.ExpiredAbsolute;
        return rules.UsesLiveAccessToken ? ConnectionReason.ExpiredIdle : null;
    }
}
