using System.Security.Cryptography;
using System.Text;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Core.Refresh;

/// <summary>When a token is refreshed, and what a read does meanwhile. Pure: everything comes in, nothing is looked up.</summary>
public static class RefreshSchedule
{
    private const double DueAtShareOfLife = 0.75;
    private const double JitterShareOfLife = 0.05;
    private static readonly TimeSpan LongLife = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LatestBeforeExpiry = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ReadsWaitBelow = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestPauseBetweenExchanges = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestWarning = TimeSpan.FromDays(7);

    /// <summary>When the worker should look at the connection next, also to say that the grant ends; null: never.</summary>
    public static DateTimeOffset? DueAt(Connection connection, RefreshRules rules)
    {
        var due = DueAt(connection.Id, connection.Tokens!, rules);
        return connection.EndsSoonSince is null && CanRefresh(connection.Tokens!, rules) && GrantEnd.TellAt(connection, rules) is { } tell ? Earlier(due, tell) : due;
    }

    /// <summary>When its tokens want the worker next; null: never.</summary>
    public static DateTimeOffset? DueAt(string connectionId, TokenPair tokens, RefreshRules rules)
    {
        if (!CanRefresh(tokens, rules)) return WarnAt(tokens); // nothing to do but to say that it ends
        DateTimeOffset? due = null;
        if (tokens.ExpiresAt is { } expires)
        {
            var life = expires - tokens.IssuedAt;
            due = tokens.IssuedAt + life * (DueAtShareOfLife + JitterShareOfLife * StableJitter(connectionId));
            if (life > LongLife) due = Earlier(due, expires - LatestBeforeExpiry);
        }
        // A keep-alive at half the idle limit; a refresh token with an end of its own is renewed before it, if renewing moves it.
        if (rules.IdleSeconds is { } idle) due = Earlier(due, tokens.IssuedAt + TimeSpan.FromSeconds(idle / 2.0));
        if (tokens.RefreshExpiresAt is { } end && rules.Rotation is not Rotation.Static) due = Earlier(due, end - (end - tokens.IssuedAt) * 0.1);
        if (due is { } time && rules.MinAgeSeconds > 0 && time < tokens.IssuedAt.AddSeconds(rules.MinAgeSeconds)) due = tokens.IssuedAt.AddSeconds(rules.MinAgeSeconds);
        return due;
    }

    /// <summary>
    /// When the person is told that a token which nothing can renew will end: with a tenth of its life left, at most a week. Null: it has
    /// no known end.
    /// </summary>
    public static DateTimeOffset? WarnAt(TokenPair tokens) => tokens.ExpiresAt is { } end ? WarnAt(end, Life(tokens)) : null;

    /// <summary>The same for whatever ends after so long.</summary>
    internal static DateTimeOffset WarnAt(DateTimeOffset end, TimeSpan whole) => end - Shorter(LongestWarning, whole / 10);

    /// <summary>What a read does with this token now.</summary>
    /// <param name="minimumLife">The life that the caller asked for; more than a fresh token has is not waited for twice.</param>
    public static ReadDecision Decide(TokenPair tokens, DateTimeOffset? dueAt, RefreshRules rules, DateTimeOffset now, TimeSpan minimumLife)
    {
        if (tokens.ExpiresAt is not { } expires) return ReadDecision.Serve;
        var left = expires - now;
        if (!CanRefresh(tokens, rules)) return left > TimeSpan.Zero ? ReadDecision.Serve : ReadDecision.WaitForRefresh;
        if (left <= WaitBelow(tokens)) return ReadDecision.WaitForRefresh;
        if (left < minimumLife && now - tokens.IssuedAt >= PauseBetweenExchanges(tokens)) return ReadDecision.WaitForRefresh;
        return dueAt <= now ? ReadDecision.ServeAndRefresh : ReadDecision.Serve;
    }

    /// <summary>Before this time <see cref="Decide"/> says <see cref="ReadDecision.Serve"/> to whoever wants no certain life.</summary>
    public static DateTimeOffset ServedUntil(TokenPair tokens, DateTimeOffset? dueAt, RefreshRules rules)
    {
        if (tokens.ExpiresAt is not { } expires) return DateTimeOffset.MaxValue;
        if (!CanRefresh(tokens, rules)) return expires;
        var wait = WaitBelow(tokens);
        return Earlier(wait > TimeSpan.Zero ? expires - wait : expires, dueAt)!.Value;
    }

    /// <summary>With less life left than this, a read waits for the refresh: 60 s, or a tenth of a short life.</summary>
    public static TimeSpan WaitBelow(TokenPair tokens) => Shorter(ReadsWaitBelow, Life(tokens) / 10);

    /// <summary>The least time between two exchanges of one connection: 30 s, or a quarter of a short life.</summary>
    public static TimeSpan PauseBetweenExchanges(TokenPair tokens) => Shorter(LongestPauseBetweenExchanges, Life(tokens) / 4);

    public static bool CanRefresh(TokenPair tokens, RefreshRules rules) => rules.Supported && (tokens.HasRefreshToken || rules.UsesLiveAccessToken);

    /// <summary>Full jitter: anything up to the base doubled with each failure, at most 15 minutes (AWS's published advice).</summary>
    public static TimeSpan Backoff(int failures)
    {
        var ceiling = Math.Min(TimeSpan.FromMinutes(15).TotalMilliseconds, 2000 * Math.Pow(2, Math.Min(failures, 20)));
        return TimeSpan.FromMilliseconds(Math.Max(250, ceiling * RandomNumberGenerator.GetInt32(0, 1001) / 1000));
    }

    /// <summary>From -1 to 1, the same for a connection for ever, so that connections made together do not come due together.</summary>
    private static double StableJitter(string connectionId)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(connectionId));
        return BitConverter.ToUInt32(hash) / (double)uint.MaxValue * 2 - 1;
    }

    private static TimeSpan Life(TokenPair tokens) => tokens.ExpiresAt is { } expires ? expires - tokens.IssuedAt : TimeSpan.MaxValue;

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    /// <summary>An end that is not known is later than any.</summary>
    internal static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other : one;
}

public enum ReadDecision
{
    Serve,

    /// <summary>Serve it, and refresh behind the read.</summary>
    ServeAndRefresh,

    /// <summary>Too little life is left: wait for the refresh, then serve what is alive.</summary>
    WaitForRefresh,
}
