using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OAuthHub.Core.Connections;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Telemetry;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.LocalJournal;

namespace OAuthHub.Core.Refresh;

/// <summary>
/// Makes an answer durable and says what it means. A token that came from the platform is never dropped: it is stored, or kept
/// in the journal, or held in memory until the vault takes it.
/// </summary>
public sealed partial class AnswerKeeper(
    ConnectionStore connections, AnswerJournal localJournal, OrphanedTokens orphans, GrantIncidents incidents, HubMeter meter, TimeProvider time, ILogger<AnswerKeeper> logger)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Platforms whose operator was alerted: one alert, however many connections meet the same refusal.</summary>
    private readonly ConcurrentDictionary<string, string> refusedApps = new();

    /// <param name="stored">The record as it was when the request left, its intent included.</param>
    /// <param name="earlier">An unknown outcome of the same generation before this try.</param>
    public async Task<RefreshOutcome> KeepAsync(Stored stored, PlatformClient client, TokenAnswer answer, RefreshIntent? earlier, PlatformGate gate)
    {
        var now = time.GetUtcNow();
        switch (answer)
        {
            case TokenAnswer.NotProcessed(var code, var retryAfter):
                if (string.Equals(code, "rate_limited", StringComparison.Ordinal)) gate.Pause(retryAfter ?? TimeSpan.FromSeconds(5));
                else gate.Failed();
                return await StoreFailureAsync(stored, RefreshTransition.NotProcessed(stored.Connection, code, retryAfter, earlier, now), null, code);
            case TokenAnswer.Unknown(var code, var partial):
                gate.Failed();
                return await StoreFailureAsync(stored, RefreshTransition.Unknown(stored.Connection, code, client.Platform, now), Journal(stored, partial), code);
            case TokenAnswer.Received(var raw):
                gate.Succeeded();
                return await ReceivedAsync(stored, client, raw, earlier);
            default:
                throw new InvalidOperationException($"No rule for {answer.GetType().Name}.");
        }
    }

    /// <summary>Finishes with an answer that an earlier run left in the journal. Null: it cannot be read, so the outcome is unknown.</summary>
    public async Task<RefreshOutcome?> ReplayAsync(Stored stored, PlatformClient client, JournalEntry entry)
    {
        if (RawAnswer.Deserialize(entry.Answer.Span) is not { } raw || TokenResponseParser.Read(client.Platform, raw, TokenCall.Refresh) is TokenReading.Unreadable) return null;
        LogReplayed(logger, stored.Connection.Id);
        return await ReceivedAsync(stored, client, raw, earlier: null);
    }

    /// <summary>Its own time is over, or all tries are used up.</summary>
    public async Task<RefreshOutcome> EndedAsync(Stored stored, Platform platform, string reason)
    {
        if (string.Equals(reason, ConnectionReason.RotationLost, StringComparison.Ordinal)) meter.GrantLost(platform.Id, "unknown_outcome");
        return await StoreFailureAsync(stored, RefreshTransition.Dead(stored.Connection, reason, StateCause.Expiry, time.GetUtcNow(), ConnectionReason.Explain(reason)!), null);
    }

    private async Task<RefreshOutcome> ReceivedAsync(Stored stored, PlatformClient client, RawAnswer raw, RefreshIntent? earlier)
    {
        var (connection, platform, now) = (stored.Connection, client.Platform, time.GetUtcNow());
        switch (TokenResponseParser.Read(platform, raw, TokenCall.Refresh))
        {
            case TokenReading.Success(var set):
                refusedApps.TryRemove(platform.Id, out _);
                return await StoreTokensAsync(stored, RefreshTransition.Success(connection, set, platform, now), Journal(stored, raw)!, client);
            case TokenReading.UnusableType:
                return await StoreFailureAsync(stored, RefreshTransition.Doubt(connection, ConnectionReason.TokenTypeChanged, now), Journal(stored, raw));
            case TokenReading.Failure(var error):
                if (error.Meaning is ErrorMeaning.AppRegistration or ErrorMeaning.Scope && refusedApps.TryAdd(platform.Id, error.Code)) LogAppRefused(logger, platform.Id, error.Code);
                var failed = RefreshTransition.Failure(connection, error, platform, earlier, now);
                if (failed.State is ConnectionState.NeedsReconnect) failed = await BelieveAsync(stored, failed, platform, now);
                return await StoreFailureAsync(stored, failed, null);
            default:
                return await StoreFailureAsync(stored, RefreshTransition.Unknown(connection, "platform_bad_response", platform, now), Journal(stored, raw), "platform_bad_response");
        }
    }

    /// <summary>A dead grant is believed only when it stands alone; when many die at once, those of the last minute are taken back.</summary>
    private async Task<Connection> BelieveAsync(Stored stored, Connection dead, Platform platform, DateTimeOffset now)
    {
        var ofPlatform = connections.Index.All.Count(entry => string.Equals(entry.PlatformId, platform.Id, StringComparison.Ordinal));
        var believed = incidents.Note(platform.Id, dead.Id, ofPlatform);
        if (believed.Count == 0)
        {
            meter.GrantLost(platform.Id, dead.Reason!);
            LogGrantGone(logger, dead.Id, platform.Id, dead.Reason!);
            return dead;
        }
        LogIncident(logger, platform.Id, believed.Count);
        foreach (var id in believed.Where(id => !string.Equals(id, dead.Id, StringComparison.Ordinal)))
        {
            if (await connections.ReadAsync(id, CancellationToken.None) is not { Connection.State: ConnectionState.NeedsReconnect } other) continue;
            await connections.SaveAsync(Incident(other.Connection, now), other.Generation, "state", CancellationToken.None);
        }
        return Incident(stored.Connection with { Intent = dead.Intent }, now);
    }

    private static Connection Incident(Connection connection, DateTimeOffset now) =>
        RefreshTransition.Degraded(connection, ConnectionReason.PlatformIncident, TimeSpan.FromMinutes(5), now, ConnectionReason.Explain(ConnectionReason.PlatformIncident)!, StateCause.Incident);

    /// <summary>Stores new tokens, whatever it takes: the platform has spent the old ones.</summary>
    private async Task<RefreshOutcome> StoreTokensAsync(Stored stored, Connection next, JournalEntry journal, PlatformClient client)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                var saved = await connections.SaveAsync(next, stored.Generation, "refreshed", CancellationToken.None, journal);
                if (attempt > 0) localJournal.Release(journal.Name);
                if (saved is not null)
                    return Kept(saved.Connection);
                return await orphans.ReconcileAsync(stored.Connection, next, client);
            }
            catch (VaultUnavailableException failure)
            {
                // It may have been written all the same.
                if (await WasStoredAsync(next))
                {
                    localJournal.Release(journal.Name);
                    return Kept(next);
                }
                if (attempt == 0)
                {
                    LogHeldInMemory(logger, next.Id, failure);
                    localJournal.Hold(journal);
                }
                if (next.IsUsable) connections.ServeUnsaved(next, stored.Generation);
                var pause = TimeSpan.FromMilliseconds(200 * Math.Pow(2, Math.Min(attempt, 5)));
                await Task.Delay(pause < LongestPause ? pause : LongestPause, time, CancellationToken.None);
            }
        }
    }

    private RefreshOutcome Kept(Connection saved)
    {
        if (!saved.IsUsable) return new RefreshOutcome.Quarantined(saved.Reason!);
        var now = time.GetUtcNow();
        // Kept, for its refresh token; but a token that had ended when it arrived is nobody's to use.
        return saved.Tokens!.ExpiresAt <= now
            ? new RefreshOutcome.TryLater(saved.NextAttemptAt > now ? saved.NextAttemptAt.Value - now : TimeSpan.FromSeconds(1), "platform_unavailable")
            : new RefreshOutcome.Refreshed(saved);
    }

    private async Task<bool> WasStoredAsync(Connection next)
    {
        try
        {
            return await connections.ReadAsync(next.Id, CancellationToken.None) is { } stored &&
                stored.Connection.TokenGeneration == next.TokenGeneration && next.Tokens!.AccessToken.Equals(stored.Connection.Tokens?.AccessToken);
        }
        catch (VaultUnavailableException)
        {
            return false;
        }
    }

    /// <summary>Stores a change of state. If somebody else wrote meanwhile, theirs stands: a state is found again, a token is not.</summary>
    /// <param name="code">What went wrong on the way to the platform, for whoever waits and has no live token left.</param>
    private async Task<RefreshOutcome> StoreFailureAsync(Stored stored, Connection next, JournalEntry? journal, string code = "platform_unavailable")
    {
        // The platform's limit is the hub's to keep: an agent that waits once is not the one that asked too often.
        if (code is "rate_limited") code = "platform_unavailable";
        if (await connections.SaveAsync(next, stored.Generation, "state", CancellationToken.None, journal) is null)
        {
            return await connections.ReadAsync(next.Id, CancellationToken.None) is { Connection.IsUsable: true } now
                ? new RefreshOutcome.Fresh(now.Connection)
                : new RefreshOutcome.Gone();
        }
        return next.State switch
        {
            ConnectionState.NeedsReconnect => new RefreshOutcome.NeedsReconnect(next.Reason!),
            ConnectionState.Quarantined => new RefreshOutcome.Quarantined(next.Reason!),
            _ => new RefreshOutcome.TryLater(next.NextAttemptAt!.Value - time.GetUtcNow(), code),
        };
    }

    private static JournalEntry? Journal(Stored stored, RawAnswer? raw) =>
        raw is null ? null : ConnectionStore.Journal(stored.Connection.Id, stored.Connection.TokenGeneration, raw.Serialize());

    [LoggerMessage(Level = LogLevel.Warning, Message = "Finished the refresh of {ConnectionId} from the journal: an earlier run had its answer and could not store it")]
    private static partial void LogReplayed(ILogger logger, string connectionId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The grant of {ConnectionId} at {Platform} is gone: {Reason}")]
    private static partial void LogGrantGone(ILogger logger, string connectionId, string platform, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Platform} refused {Count} grants within a minute: taken as the platform's incident, nobody is asked to reconnect")]
    private static partial void LogIncident(ILogger logger, string platform, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Platform} refuses the hub's app registration ({Error}): correct the client id and secret in the dashboard; users need not do anything")]
    private static partial void LogAppRefused(ILogger logger, string platform, string error);

    [LoggerMessage(Level = LogLevel.Critical, Message = "New tokens of {ConnectionId} cannot be stored now; they are served from memory until the vault can be written")]
    private static partial void LogHeldInMemory(ILogger logger, string connectionId, Exception failure);
}
