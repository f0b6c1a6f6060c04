using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Coordination;
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
    ConnectionStore connections, AnswerJournal localJournal, OrphanedTokens orphans, DeadGrants deadGrants, PlatformGates gates, VaultOutage outage, HubMeter meter, TimeProvider time, ILogger<AnswerKeeper> logger)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Many times what a commit takes. One that takes longer waits for whoever holds the vault's file, perhaps a process that stands still.</summary>
    private static readonly TimeSpan SlowCommit = TimeSpan.FromMilliseconds(250);

    /// <summary>Platforms whose operator was alerted: one alert, however many connections meet the same refusal.</summary>
    private readonly ConcurrentDictionary<string, string> refusedApps = new();

    /// <param name="stored">The record as it was when the request left, its intent included.</param>
    /// <param name="earlier">An unknown outcome of the same generation before this try.</param>
    public async Task<RefreshOutcome> KeepAsync(Stored stored, PlatformClient client, TokenAnswer answer, RefreshIntent? earlier, RefreshReason why)
    {
        var gate = gates.For(client.Platform);
        var now = time.GetUtcNow();
        switch (answer)
        {
            case TokenAnswer.NotProcessed(var code, var retryAfter):
                if (string.Equals(code, "rate_limited", StringComparison.Ordinal)) gates.Pause(client.Platform, retryAfter ?? TimeSpan.FromSeconds(5));
                else if (code is not "blocked_address") gate.Failed(); // where one person's server leads says nothing of the others'
                return await StoreFailureAsync(stored, RefreshTransition.NotProcessed(stored.Connection, code, retryAfter, earlier, now, why), null, code);
            case TokenAnswer.Unknown(var code, var partial):
                gate.Failed();
                return await StoreFailureAsync(stored, RefreshTransition.Unknown(stored.Connection, code, client.Platform, now, why), Journal(stored, partial), code);
            case TokenAnswer.Received(var raw):
                gate.Succeeded();
                return UnlessEnded(await ReceivedAsync(stored, client, raw, earlier, why));
            default:
                throw new InvalidOperationException($"No rule for {answer.GetType().Name}.");
        }
    }

    /// <summary>Brings in what a process left behind that died while the vault could not be written.</summary>
    public Task RecoverAsync() => localJournal.RecoverAsync(CancellationToken.None);

    /// <summary>
    /// Finishes with an answer that an earlier run left in the journal. Null: it holds no tokens, so the outcome is unknown. The
    /// journal also keeps what came with a 5xx; its words are no answer, and taking them for one would forget the try.
    /// </summary>
    public async Task<RefreshOutcome?> ReplayAsync(Stored stored, PlatformClient client, JournalEntry entry)
    {
        if (RawAnswer.Deserialize(entry.Answer.Span) is not { } raw || TokenResponseParser.Read(client.Platform, raw, TokenCall.Refresh) is not (TokenReading.Success or TokenReading.UnusableType)) return null;
        LogReplayed(logger, stored.Connection.Id);
        return await ReceivedAsync(stored, client, raw, earlier: null, why: null);
    }

    /// <summary>Its own time is over, or all tries are used up.</summary>
    public async Task<RefreshOutcome> EndedAsync(Stored stored, Platform platform, string reason, RefreshReason why)
    {
        var outcome = await StoreFailureAsync(stored, RefreshTransition.Dead(stored.Connection, reason, StateCause.Expiry, time.GetUtcNow(), ConnectionReason.Explain(reason)!, why), null);
        if (outcome is RefreshOutcome.NeedsReconnect) meter.GrantLost(platform.Id, reason);
        return outcome;
    }

    private async Task<RefreshOutcome> ReceivedAsync(Stored stored, PlatformClient client, RawAnswer raw, RefreshIntent? earlier, RefreshReason? why)
    {
        var (connection, platform, now) = (stored.Connection, client.Platform, time.GetUtcNow());
        switch (TokenResponseParser.Read(platform, raw, TokenCall.Refresh))
        {
            case TokenReading.Success(var set):
                refusedApps.TryRemove(platform.Id, out _);
                return await StoreTokensAsync(stored, RefreshTransition.Success(connection, set, platform, now, why), Journal(stored, raw)!, client);
            case TokenReading.UnusableType:
                return await StoreTokensAsync(stored, RefreshTransition.Doubt(connection, ConnectionReason.TokenTypeChanged, now), Journal(stored, raw)!, client);
            case TokenReading.Failure(var error):
                if (error.Meaning is ErrorMeaning.AppRegistration or ErrorMeaning.Scope && refusedApps.TryAdd(platform.Id, error.Code)) LogAppRefused(logger, platform.Id, error.Code);
                var failed = RefreshTransition.Failure(connection, error, platform, earlier, now, why);
                return failed.State is ConnectionState.NeedsReconnect ? await BelieveAsync(stored, failed, platform, earlier) : await StoreFailureAsync(stored, failed, null);
            default:
                return await StoreFailureAsync(stored, RefreshTransition.Unknown(connection, "platform_bad_response", platform, now, why), Journal(stored, raw), "platform_bad_response");
        }
    }

    /// <summary>
    /// A dead grant is believed only when it stands alone, or when its answer died with an earlier run of the hub. One that died with many
    /// refreshes under way lost many answers at once: that is this hub's loss, not the platform's incident, and the people are told.
    /// </summary>
    private async Task<RefreshOutcome> BelieveAsync(Stored stored, Connection dead, Platform platform, RefreshIntent? earlier)
    {
        var diedWithItsOwner = earlier is not null && !string.Equals(earlier.Owner, ProcessIdentity.Own, StringComparison.Ordinal);
        var next = diedWithItsOwner ? dead : await deadGrants.JudgeAsync(stored.Connection with { Intent = earlier }, dead, platform);
        var outcome = await StoreFailureAsync(stored, next, null);
        return outcome is RefreshOutcome.NeedsReconnect && !await deadGrants.IsSureAsync(dead, platform, diedWithItsOwner)
            ? new RefreshOutcome.TryLater(DeadGrants.Pause, "platform_unavailable")
            : outcome;
    }

    /// <summary>Stores new tokens, whatever it takes: the platform has spent the old ones.</summary>
    private async Task<RefreshOutcome> StoreTokensAsync(Stored stored, Connection next, JournalEntry journal, PlatformClient client)
    {
        var isHeld = false; // beside the vault
        for (var attempt = 0; ; attempt++)
        {
            Stored? saved;
            try
            {
                var saving = connections.SaveAsync(next, stored.Generation, "refreshed", CancellationToken.None, journal);
                if (!isHeld && await IsSlowAsync(saving)) isHeld = localJournal.Hold(journal);
                saved = await saving;
            }
            catch (Exception failure)
            {
                // First of all beside the vault: whatever went wrong, the next start finds the answer.
                if (attempt == 0 && !isHeld && !(isHeld = localJournal.Hold(journal))) LogOnlyInMemory(logger, next.Id);
                if (failure is not (VaultUnavailableException or VaultIntegrityException or VaultKeyUnavailableException)) throw;
                outage.Failed(failure);
                if (attempt == 0) LogHeldInMemory(logger, next.Id);
                // It may have been written all the same.
                if (await FindStoredAsync(stored, next) is { } written)
                {
                    localJournal.Release(journal.Name);
                    await connections.AnnounceAsync(written, "refreshed");
                    return Kept(written.Connection);
                }
                if (next.IsUsable) connections.ServeUnsaved(next, stored.Generation, announce: attempt == 0);
                var pause = TimeSpan.FromMilliseconds(200 * Math.Pow(2, Math.Min(attempt, 5)));
                await Task.Delay(pause < LongestPause ? pause : LongestPause, time, CancellationToken.None);
                continue;
            }
            if (isHeld) localJournal.Release(journal.Name);
            return saved is not null ? Kept(saved.Connection) : await orphans.ReconcileAsync(stored.Connection, next, client);
        }
    }

    private async Task<bool> IsSlowAsync(Task saving)
    {
        if (saving.IsCompleted) return false;
        using var known = new CancellationTokenSource();
        var slow = Task.Delay(SlowCommit, time, known.Token);
        var isSlow = await Task.WhenAny(saving, slow) == slow;
        await known.CancelAsync();
        return isSlow;
    }

    private RefreshOutcome Kept(Connection connection)
    {
        if (connection.IsUsable) return new RefreshOutcome.Refreshed(connection);
        LogSetAside(logger, connection.Id, connection.PlatformId, connection.Reason!);
        return new RefreshOutcome.Quarantined(connection.Reason!);
    }

    /// <summary>A token that had ended when it arrived is kept, for the refresh token beside it; but it is nobody's to use.</summary>
    private RefreshOutcome UnlessEnded(RefreshOutcome outcome)
    {
        var now = time.GetUtcNow();
        return outcome is RefreshOutcome.Refreshed(var saved) && saved.Tokens!.ExpiresAt <= now
            ? new RefreshOutcome.TryLater(saved.NextAttemptAt > now ? saved.NextAttemptAt.Value - now : TimeSpan.FromSeconds(1), "platform_unavailable")
            : outcome;
    }

    /// <summary>What a write of unknown outcome has stored, if it has: later than what was there before, and the same in all that counts.</summary>
    private async Task<Stored?> FindStoredAsync(Stored before, Connection next)
    {
        try
        {
            return await connections.ReadAsync(next.Id, CancellationToken.None) is { } now && now.Generation > before.Generation &&
                now.Connection.State == next.State && now.Connection.TokenGeneration == next.TokenGeneration &&
                next.Tokens!.AccessToken.Equals(now.Connection.Tokens?.AccessToken) ? now : null;
        }
        catch (Exception failure) when (failure is VaultUnavailableException or VaultIntegrityException or VaultKeyUnavailableException)
        {
            return null;
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
            return (await connections.ReadAsync(next.Id, CancellationToken.None))?.Connection switch
            {
                { IsUsable: true } now => new RefreshOutcome.Fresh(now),
                { State: ConnectionState.NeedsReconnect, Reason: { } reason } => new RefreshOutcome.NeedsReconnect(reason),
                { State: ConnectionState.Quarantined, Reason: { } reason } => new RefreshOutcome.Quarantined(reason),
                _ => new RefreshOutcome.Gone(),
            };
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "{ConnectionId} ({Platform}) is set aside until an operator decides, and what the platform answered is kept: {Reason}")]
    private static partial void LogSetAside(ILogger logger, string connectionId, string platform, string reason);

    [LoggerMessage(Level = LogLevel.Critical, Message = "New tokens of {ConnectionId} are in memory only: the journal beside the vault cannot be written either")]
    private static partial void LogOnlyInMemory(ILogger logger, string connectionId);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Platform} refuses the hub's app registration ({Error}): correct the client id and secret in the dashboard; users need not do anything")]
    private static partial void LogAppRefused(ILogger logger, string platform, string error);

    [LoggerMessage(Level = LogLevel.Information, Message = "New tokens of {ConnectionId} cannot be stored now; they are served from memory until the vault can be written")]
    private static partial void LogHeldInMemory(ILogger logger, string connectionId);
}
