using OAuthHub.Core.Connections;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Core.Refresh;

/// <summary>
/// An intent without an answer: somebody was about to exchange this generation, and nobody knows whether the platform did it.
/// What may be tried next depends on what the platform does with a spent token. Pure.
/// </summary>
public static class OpenIntent
{
    /// <summary>Between an unknown outcome and the next try.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    /// <summary>To what the pause grows where no window runs out.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    public static IntentVerdict Judge(RefreshIntent intent, TokenPair tokens, RefreshRules rules, DateTimeOffset now, bool ownerIsGone)
    {
        var isMine = string.Equals(intent.Owner, ProcessIdentity.Own, StringComparison.Ordinal);
        if (!isMine && !ownerIsGone && now < intent.Deadline) return new IntentVerdict.Busy(intent.Deadline);

        // The window counts from the first exchange that may have been done; a retry must arrive inside it even when it takes all its time.
        var isInWindow = now < (intent.FirstSentAt ?? intent.SentAt).AddSeconds(rules.LeewaySeconds) - RefreshTimes.Call;
        var at = rules.Leeway switch
        {
            LeewayKind.Window or LeewayKind.Idempotent when isInWindow => intent.SentAt + Pause,
            // Whoever lost the answer has no successor to use, so the token stays good: there is no hurry, and no last try either.
            LeewayKind.UntilUsed => intent.SentAt + Growing(intent.Attempt),
            LeewayKind.Predecessor when isInWindow && intent.Attempt == 1 => intent.SentAt + Pause,
            LeewayKind.Unknown when intent.Attempt == 1 => intent.SentAt + Pause,
            LeewayKind.None when intent.Attempt == 1 && rules.KillsOldAccessToken => now,
            // No window, or one that is over: one last try, which costs nothing any more, when the access token is about to end.
            LeewayKind.None or LeewayKind.Predecessor when intent.Attempt == 1 => LastMoment(tokens, now),
            LeewayKind.Window or LeewayKind.Idempotent => LastMoment(tokens, now),
            // Once the access token is dead a try costs nothing more, and the token may well be unspent: only the platform's word ends the
            // grant, never a number of tries without an answer.
            LeewayKind.None or LeewayKind.Unknown => tokens.ExpiresAt ?? now,
            _ => DateTimeOffset.MaxValue,
        };
        if (at <= now) return new IntentVerdict.TryAgain(intent.Attempt + 1);
        if (at < DateTimeOffset.MaxValue) return new IntentVerdict.Wait(at);
        return tokens.ExpiresAt is { } end && end > now ? new IntentVerdict.Wait(end) : new IntentVerdict.Lost();
    }

    private static TimeSpan Growing(int attempt)
    {
        var pause = Pause * Math.Pow(2, Math.Min(attempt - 1, 10));
        return pause < LongestPause ? pause : LongestPause;
    }

    /// <summary>Shortly before the access token ends: until then it is served, and the try that may end the grant is put off.</summary>
    private static DateTimeOffset LastMoment(TokenPair tokens, DateTimeOffset now) =>
        tokens.ExpiresAt is { } end ? end - 2 * RefreshSchedule.WaitBelow(tokens) : now;
}

public abstract record IntentVerdict
{
    private IntentVerdict() { }

    /// <summary>Another owner may be sending until then.</summary>
    public sealed record Busy(DateTimeOffset Until) : IntentVerdict;

    /// <summary>Nothing may be sent before this time.</summary>
    public sealed record Wait(DateTimeOffset Until) : IntentVerdict;

    /// <summary>The same token may be tried again.</summary>
    public sealed record TryAgain(int Attempt) : IntentVerdict;

    /// <summary>All allowed tries are used up and the access token is dead.</summary>
    public sealed record Lost : IntentVerdict;
}

/// <summary>The times that a refresh works with; docs/refresh.md says how they hang together.</summary>
public static class RefreshTimes
{
    /// <summary>Everything of one call to the token endpoint, body included.</summary>
    public static readonly TimeSpan Call = TimeSpan.FromSeconds(20);

    /// <summary>Making the answer durable, when all is well.</summary>
    public static readonly TimeSpan Persist = TimeSpan.FromSeconds(5);

    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(2);

    /// <summary>How much lease must be left before a request may leave.</summary>
    public static readonly TimeSpan Guard = Call + Persist + Skew;

    /// <summary>
    /// How long an intent keeps others away. Longer than the guard by the time that writing it may take: whoever needs more than that to
    /// begin sends nothing, since others may act when it is over.
    /// </summary>
    public static readonly TimeSpan Intent = Guard + TimeSpan.FromSeconds(13);

    /// <summary>How long a caller waits for a refresh that somebody else runs.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromSeconds(25);
}
