using OAuthHub.Core.Connections;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Core.Refresh;

/// <summary>What an answer makes of a connection. Pure: connection and answer in, connection out.</summary>
public static class RefreshTransition
{
    private static readonly TimeSpan ConfirmAfter = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan OperatorPause = TimeSpan.FromMinutes(5);

    /// <summary>New tokens: generation + 1. A field that is missing or odd never costs a token.</summary>
    /// <param name="why">Here and below: for what the refresh was wanted. Null: nobody remembers.</param>
    public static Connection Success(Connection connection, TokenSet set, Platform platform, DateTimeOffset now, RefreshReason? why = null)
    {
        var old = connection.Tokens!;
        var tokens = Tokens(set.Living(connection.LearnedLife), old);
        if (set.AccountId is { } account && connection.TokenAccountId is { } known && !string.Equals(account, known, StringComparison.Ordinal))
            return Doubt(connection, ConnectionReason.AccountChanged, now);
        var next = connection with
        {
            Tokens = tokens,
            TokenAccountId = connection.TokenAccountId ?? set.AccountId,
            TokenGeneration = connection.TokenGeneration + 1,
            GrantedScopes = set.Scopes ?? connection.GrantedScopes,
            Stored = set.Stored.Count == 0 ? connection.Stored : KeptValues.Merge(connection.Stored, set.Stored),
            LastRefreshedAt = now,
            GrantEndsAt = GrantEnd.Find(connection.ConnectedAt, tokens, platform.Refresh),
            NextAttemptAt = null,
            FailedAttempts = 0,
            Intent = null,
        };
        // What was told of an end that this answer has moved away is told anew when the time comes.
        next = next with { EndsSoonSince = GrantEnd.TellAt(next, platform.Refresh) <= now + SettledRefresh.SweepAhead ? connection.EndsSoonSince : null };
        next = (next with { DueAt = RefreshSchedule.DueAt(next, platform.Refresh) }).Become(ConnectionState.Active, next.ReasonWhenWell, StateCause.Refreshed);
        next = Note(next, old, why, new HistoryEvent(now, "refreshed", set.RefreshToken is null && platform.Refresh.Rotation is Rotation.Rotates
            ? "New access token; the platform sent no new refresh token, so the old one is kept."
            : "New access token.") { Generation = next.TokenGeneration });
        // Ended on arrival, twice in a row: what comes at once a third time is no better, so the platform gets its peace.
        return IsOver(tokens, now) && IsOver(old, old.IssuedAt)
            ? Degraded(next with { FailedAttempts = connection.FailedAttempts }, ConnectionReason.PlatformUnavailable, RefreshSchedule.Backoff(connection.FailedAttempts), now, "The platform gives tokens that have ended already.")
            : next;
    }

    private static bool IsOver(TokenPair tokens, DateTimeOffset at) => tokens.ExpiresAt <= at;

    /// <summary>The tokens of an answer; what it leaves out is kept from the old ones (RFC 6749 section 6).</summary>
    public static TokenPair Tokens(TokenSet set, TokenPair? old) => new()
    {
        AccessToken = set.AccessToken,
        RefreshToken = set.RefreshToken ?? old?.RefreshToken,
        HasRefreshToken = set.RefreshToken is not null || old?.HasRefreshToken is true,
        TokenType = set.TokenType,
        IssuedAt = set.IssuedAt,
        ExpiresAt = set.ExpiresAt,
        RefreshExpiresAt = set.RefreshExpiresAt ?? (set.RefreshToken is null ? old?.RefreshExpiresAt : null),
        GrantExpiresAt = set.GrantExpiresAt ?? old?.GrantExpiresAt,
        Others = Others(set, old),
    };

    /// <summary>Those of the answer; one that it leaves out lives on.</summary>
    private static Dictionary<string, OtherTokenPair> Others(TokenSet set, TokenPair? old)
    {
        var others = new Dictionary<string, OtherTokenPair>(old?.Others ?? new Dictionary<string, OtherTokenPair>());
        foreach (var (name, other) in set.OtherTokens) others[name] = new OtherTokenPair(other.AccessToken, other.RefreshToken, other.ExpiresAt, other.Scopes);
        return others;
    }

    /// <summary>A definite refusal. Only the platform's own words end a grant; whatever else is tried again.</summary>
    /// <param name="earlier">An unknown outcome of the same generation that came before this try.</param>
    public static Connection Failure(Connection connection, TokenError error, Platform platform, RefreshIntent? earlier, DateTimeOffset now, RefreshReason? why = null)
    {
        connection = connection with { Intent = earlier };
        return error.Meaning switch
        {
            ErrorMeaning.GrantGone when platform.Refresh.FlakyInvalidGrant && connection.Reason != ConnectionReason.GrantSuspected && earlier is null =>
                Degraded(connection, ConnectionReason.GrantSuspected, ConfirmAfter, now, "The platform refused the refresh token once; asking again in a minute.", why: why),
            ErrorMeaning.GrantGone when platform.Refresh.Rotates && (earlier is not null || connection.Reason is ConnectionReason.UnknownOutcome) =>
                Dead(connection, ConnectionReason.RotationLost, StateCause.DefiniteAnswer, now, "The platform's last answer was lost, and it does not accept the old refresh token again.", why),
            ErrorMeaning.GrantGone => Dead(connection, WhyGone(connection, platform, now), StateCause.DefiniteAnswer, now, $"The platform refused the {(platform.Refresh.UsesLiveAccessToken ? "token" : "refresh token")} ({error.Code}).", why),
            ErrorMeaning.ReauthRequired => Dead(connection, ConnectionReason.ReauthRequired, StateCause.DefiniteAnswer, now, $"The platform asks the person to sign in again ({error.Code}).", why),
            ErrorMeaning.AppRegistration or ErrorMeaning.Scope =>
                Degraded(connection, ConnectionReason.AppRegistration, OperatorPause, now, $"The platform refused the hub's app registration ({error.Code}). The operator must correct it.", why: why),
            _ => Degraded(connection, ConnectionReason.PlatformUnavailable, error.RetryAfter ?? RefreshSchedule.Backoff(connection.FailedAttempts), now, $"The platform could not refresh now ({error.Code}).", why: why),
        };
    }

    /// <summary>The request was certainly not processed: free to try again.</summary>
    public static Connection NotProcessed(Connection connection, string code, TimeSpan? retryAfter, RefreshIntent? earlier, DateTimeOffset now, RefreshReason? why = null) =>
        Degraded(connection with { Intent = earlier }, ConnectionReason.PlatformUnavailable, retryAfter ?? RefreshSchedule.Backoff(connection.FailedAttempts), now, $"The platform was not reached ({code}).", why: why);

    /// <summary>Nobody knows whether the platform did it. The intent stays; what follows depends on the platform's leeway.</summary>
    public static Connection Unknown(Connection connection, string code, Platform platform, DateTimeOffset now, RefreshReason? why = null)
    {
        var pause = connection.Intent is { } intent && OpenIntent.Judge(intent, connection.Tokens!, platform.Refresh, now, ownerIsGone: true) is IntentVerdict.Wait(var until)
            ? until - now
            : RefreshSchedule.Backoff(connection.FailedAttempts);
        return Degraded(connection, ConnectionReason.UnknownOutcome, pause, now, $"The refresh ended without a usable answer ({code}).", why: why);
    }

    /// <param name="cause">The platform's own word, or a time that is over; nothing else ends a grant.</param>
    public static Connection Dead(Connection connection, string reason, StateCause cause, DateTimeOffset now, string text, RefreshReason? why = null) =>
        Note(connection.Become(ConnectionState.NeedsReconnect, reason, cause) with { DueAt = null, NextAttemptAt = null, Intent = null }, connection.Tokens, why, new HistoryEvent(now, "state", text));

    public static Connection Doubt(Connection connection, string reason, DateTimeOffset now) =>
        (connection.Become(ConnectionState.Quarantined, reason, StateCause.Doubt) with { DueAt = null, NextAttemptAt = null }).WithEvent(now, "state", ConnectionReason.Explain(reason)!);

    public static Connection Degraded(Connection connection, string reason, TimeSpan pause, DateTimeOffset now, string text, StateCause cause = StateCause.TemporaryFailure, RefreshReason? why = null)
    {
        if (IsOutweighed(connection, reason)) reason = ConnectionReason.EndsSoon;
        var next = connection.Become(ConnectionState.Degraded, reason, cause) with
        {
            FailedAttempts = connection.FailedAttempts + 1,
            NextAttemptAt = now + pause,
            DueAt = now + pause,
        };
        // A platform that is away for hours must not push everything else out of the history.
        return connection.Reason == reason && connection.FailedAttempts > 3 ? next : Note(next, connection.Tokens, why, new HistoryEvent(now, "refresh_failed", text));
    }

    /// <summary>Writes down what happened, why, and with how much life left; before it, that somebody had seen the token refused.</summary>
    /// <param name="tokens">Those that were there before.</param>
    private static Connection Note(Connection next, TokenPair? tokens, RefreshReason? why, HistoryEvent happened)
    {
        var left = tokens?.ExpiresAt - happened.At;
        if (why is RefreshReason.Rejected) next = next.WithEvent(new HistoryEvent(happened.At, "token_rejected", "The platform answered an agent's call with a 401: it refuses this token.") { LifeLeft = left });
        return next.WithEvent(happened with { Why = why?.Word(), LifeLeft = left });
    }

    /// <summary>The person is told that the sign-in ends soon: with that they can do something, and nothing about trouble that passes by itself.</summary>
    public static Connection Told(Connection connection, Platform platform, DateTimeOffset end, DateTimeOffset now)
    {
        var told = connection with { EndsSoonSince = now, GrantEndsAt = GrantEnd.Find(connection.ConnectedAt, connection.Tokens!, platform.Refresh) };
        var isWell = connection.State is ConnectionState.Active || IsOutweighed(told, connection.Reason);
        return (told.Become(connection.State, isWell ? told.ReasonWhenWell : connection.Reason, StateCause.Expiry) with { DueAt = connection.NextAttemptAt ?? RefreshSchedule.DueAt(told, platform.Refresh) })
            .WithEvent(now, "state", $"This sign-in ends at {end:u}, and the hub cannot prolong it. Reconnect the account before then.");
    }

    /// <summary>An intent's fate is read from the reason, so that one stays.</summary>
    private static bool IsOutweighed(Connection connection, string? reason) =>
        connection.EndsSoonSince is not null && (reason is ConnectionReason.PlatformUnavailable || (reason is ConnectionReason.UnknownOutcome && connection.Intent is null));

    private static string WhyGone(Connection connection, Platform platform, DateTimeOffset now)
    {
        if (GrantEnd.Find(connection.ConnectedAt, connection.Tokens!, platform.Refresh) <= now) return ConnectionReason.ExpiredAbsolute;
        if (connection.Tokens!.RefreshExpiresAt <= now) return ConnectionReason.ExpiredIdle;
        if (platform.Refresh.IdleSeconds is { } idle && now >= connection.Tokens!.IssuedAt.AddSeconds(idle)) return ConnectionReason.ExpiredIdle;
        return ConnectionReason.GrantRevoked;
    }
}
