using Microsoft.Extensions.Logging;

namespace OAuthHub.Core.Vault;

/// <summary>
/// Tells that the vault is away, and that it is back. While it is, everything that falls due fails, again and again, and whoever asks
/// <c>/health</c> does too: one line says it all, once a minute.
/// </summary>
public sealed partial class VaultOutage(TimeProvider time, ILogger<VaultOutage> logger)
{
    private static readonly TimeSpan TellEvery = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private volatile Away? away;

    /// <summary>Something could not be read or written. What it was belongs to whoever tried; the reason is told here.</summary>
    public void Failed(Exception failure)
    {
        lock (gate)
        {
            var now = time.GetTimestamp();
            var known = away ?? new Away(now, null, 0);
            var isTold = known.ToldAt is { } at && time.GetElapsedTime(at, now) < TellEvery;
            away = known with { Failures = known.Failures + 1, ToldAt = isTold ? known.ToldAt : now };
            var seconds = (int)time.GetElapsedTime(known.Since, now).TotalSeconds;
            if (!isTold) LogAway(logger, seconds, away.Failures, failure.Message);
        }
        LogCause(logger, failure);
    }

    /// <summary>Something was written.</summary>
    public void Worked()
    {
        if (away is null) return;
        lock (gate)
        {
            if (away is not { } over) return;
            away = null;
            var seconds = (int)time.GetElapsedTime(over.Since).TotalSeconds;
            LogBack(logger, seconds, over.Failures);
        }
    }

    private sealed record Away(long Since, long? ToldAt, int Failures);

    [LoggerMessage(Level = LogLevel.Error, Message = "The vault cannot be used (for {Seconds} s now, {Failures} attempts). Live tokens are served from memory, and nothing is refreshed until it works again. {Reason}")]
    private static partial void LogAway(ILogger logger, int seconds, int failures, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "An attempt at the vault failed")]
    private static partial void LogCause(ILogger logger, Exception failure);

    [LoggerMessage(Level = LogLevel.Information, Message = "The vault works again: it was away for {Seconds} s, {Failures} attempts failed")]
    private static partial void LogBack(ILogger logger, int seconds, int failures);
}
