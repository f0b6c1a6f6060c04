using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OAuthHub.Core.Audit;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Secrets;
using OAuthHub.Core.Telemetry;
using OAuthHub.Core.Vault;

namespace OAuthHub.Core.Refresh;

/// <summary>
/// The only way a token is refreshed, whoever asks. Read it from top to bottom; the numbers are those of docs/refresh.md.
/// A refresh token is never sent twice by accident: nothing here repeats a request blindly.
/// </summary>
public sealed partial class TokenRefresher(
    ConnectionStore connections, RefreshLeases leases, PlatformClients platforms, PlatformGates gates, TokenEndpoint tokenEndpoint,
    AnswerKeeper answers, EndingTokens ending, OtherRefresher others, VaultOutage outage, HubMeter meter, AuditLog audit, TimeProvider time, ILogger<TokenRefresher> logger)
{
    private readonly SingleFlight<(RefreshOutcome Outcome, ActivityContext Trace)> flights = new();

    /// <summary>Intents that may stand in the vault although nothing was sent: their write failed, and perhaps it was done. With what stood there before.</summary>
    private readonly ConcurrentDictionary<string, (RefreshIntent Intent, RefreshIntent? Before)> unsent = new();

    /// <summary>Refreshes that run in this process now.</summary>
    public IReadOnlyList<Task> Running => flights.Running;

    /// <param name="cancellationToken">Ends the caller's wait. The refresh goes on: its answer must be stored.</param>
    public async Task<RefreshOutcome> RefreshAsync(string connectionId, RefreshRequest request, CancellationToken cancellationToken)
    {
        for (var joined = 0; ; joined++)
        {
            // 1. Join a refresh of this connection that this process already runs.
            var (outcome, trace) = await flights.Join(connectionId, () => FlyAsync(connectionId, request), out var began).WaitAsync(cancellationToken);
            if (!began) Activity.Current.LinkTo(trace);
            // One that began for a milder reason may have found that nothing was to be done.
            if (began || joined == 2 || outcome is not RefreshOutcome.Fresh || request.Reason is RefreshReason.Due or RefreshReason.Read) return outcome;
        }
    }

    /// <summary>A run as traces and metrics see it.</summary>
    private async Task<(RefreshOutcome Outcome, ActivityContext Trace)> FlyAsync(string connectionId, RefreshRequest request)
    {
        var (platform, began) = (connections.Index.Find(connectionId)?.PlatformId, time.GetTimestamp());
        using var span = HubTraces.Refresh(platform, request.Reason.Word());
        var outcome = await RunAsync(connectionId, request);
        span.Done(outcome.Word, isError: outcome is not (RefreshOutcome.Fresh or RefreshOutcome.Refreshed or RefreshOutcome.Gone));
        // A refresh that the hub itself prevented never came to where the others are counted.
        if (platform is not null && outcome is RefreshOutcome.TryLater(_, "vault_unavailable" or "key_unavailable" or "internal")) meter.Refreshed(platform, outcome.Word, time.GetElapsedTime(began), null);
        WriteDown(connectionId, request, outcome);
        return (outcome, span?.Context ?? default);
    }

    /// <summary>What came of it, once for all who waited. That nothing had to be done, or that another did it, is no news.</summary>
    private void WriteDown(string connectionId, RefreshRequest request, RefreshOutcome outcome)
    {
        if (outcome is RefreshOutcome.Fresh or RefreshOutcome.Gone or RefreshOutcome.TryLater(_, "refresh_in_progress")) return;
        var about = connections.Index.Find(connectionId);
        var left = outcome is RefreshOutcome.Refreshed({ Tokens.ExpiresAt: { } end }) ? (long?)Math.Max(0, (long)(end - time.GetUtcNow()).TotalSeconds) : null;
        audit.Write(new AuditEntry(AuditEvents.TokenRefreshed, outcome is RefreshOutcome.Refreshed ? AuditEntry.Ok : outcome.Word, AuditActor.Hub)
        {
            User = about?.User, Platform = about?.PlatformId, Connection = connectionId, RemainingSeconds = left, Detail = request.Reason.Word(),
        });
    }

    private async Task<RefreshOutcome> RunAsync(string connectionId, RefreshRequest request)
    {
        try
        {
            // 2. Take the lease; if another owner has it, wait for its result, or for the lease of one that died.
            for (RefreshWatch? watch = null; ;)
            {
                await using (var lease = await leases.TryAcquireAsync(connectionId, CancellationToken.None))
                {
                    if (lease is not null) return await TryAsync(connectionId, request, lease);
                }
                if (request.Reason is RefreshReason.Due) return OtherRefresher.LookAgain;
                watch ??= await others.BeginAsync(connectionId);
                if (await others.NextAsync(watch) is { } outcome) return outcome;
            }
        }
        catch (CoordinationUnavailableException)
        {
            return new RefreshOutcome.TryLater(TimeSpan.FromSeconds(5), "lease_unavailable");
        }
        catch (VaultIntegrityException)
        {
            return new RefreshOutcome.Quarantined(ConnectionReason.Integrity);
        }
        catch (VaultKeyUnavailableException)
        {
            return new RefreshOutcome.TryLater(TimeSpan.FromMinutes(1), "key_unavailable");
        }
        catch (VaultUnavailableException failure)
        {
            outage.Failed(failure);
            return new RefreshOutcome.TryLater(TimeSpan.FromSeconds(5), "vault_unavailable");
        }
        catch (Exception surprise)
        {
            // Many a refresh has nobody waiting for it: what is not logged here would be lost.
            LogSurprise(logger, connectionId, surprise);
            return new RefreshOutcome.TryLater(TimeSpan.FromMinutes(1), "internal");
        }
    }

    private async Task<RefreshOutcome> TryAsync(string connectionId, RefreshRequest request, ILease lease)
    {
        RefreshOutcome? outcome = null;
        for (var start = 0; outcome is null && start < 5; start++) outcome = await TryOnceAsync(connectionId, request, lease);
        return outcome ?? new RefreshOutcome.TryLater(TimeSpan.FromSeconds(1), "refresh_in_progress");
    }

    /// <summary>One pass; null means that something moved underneath, so start over.</summary>
    private async Task<RefreshOutcome?> TryOnceAsync(string connectionId, RefreshRequest request, ILease lease)
    {
        var began = time.GetTimestamp();

        // 3. Read the vault again: whoever held the lease before may have done it all.
        if (await connections.ReadAsync(connectionId, CancellationToken.None) is not { } stored) return new RefreshOutcome.Gone();
        if (platforms.Find(stored.Connection) is not { } client) return new RefreshOutcome.TryLater(TimeSpan.FromMinutes(1), "platform_not_configured");
        var rules = client.Platform.Refresh;
        // Not while an exchange may be out: its owner writes to what it has read.
        if (stored.Connection.Intent is null && GrantEnd.ToTell(stored.Connection, rules, time.GetUtcNow()) is { } end)
        {
            if (await ending.TellAsync(stored, client.Platform, end) is not { } told) return null;
            stored = told;
        }
        var connection = stored.Connection;
        if (SettledRefresh.Find(connection, request, rules, time.GetUtcNow()) is { } settled) return settled;
        if (!RefreshSchedule.CanRefresh(connection.Tokens!, rules)) return await ending.LookAsync(stored, client.Platform, request);

        // 4. Finish what the journal holds for this generation, or judge an intent without an answer.
        var earlier = unsent.TryGetValue(connectionId, out var own) && own.Intent == connection.Intent ? own.Before : connection.Intent;
        connection = connection with { Intent = earlier };
        var attempt = 1;
        if (earlier is not null && !string.Equals(earlier.Owner, ProcessIdentity.Own, StringComparison.Ordinal)) await answers.RecoverAsync();
        if (await connections.ReadJournalAsync(connectionId, CancellationToken.None) is { } entry && entry.TokenGeneration == connection.TokenGeneration &&
            await answers.ReplayAsync(stored, client, entry) is { } replayed)
            return replayed is RefreshOutcome.Refreshed { Connection.Tokens.ExpiresAt: { } ended } && ended <= time.GetUtcNow() ? null : replayed;
        if (earlier is not null)
        {
            switch (OpenIntent.Judge(earlier, connection.Tokens!, rules, time.GetUtcNow(), ProcessIdentity.IsGone(earlier.Owner)))
            {
                case IntentVerdict.Busy: return request.Reason is RefreshReason.Due ? OtherRefresher.LookAgain : await others.WaitAsync(connection);
                case IntentVerdict.Wait(var until): return await others.PutOffAsync(connection, until);
                case IntentVerdict.Lost: return await answers.EndedAsync(stored, client.Platform, ConnectionReason.RotationLost, request.Reason);
                case IntentVerdict.TryAgain(var next): attempt = next; break;
            }
        }

        if (GrantEnd.WhyOver(connection, rules, time.GetUtcNow()) is { } over) return await answers.EndedAsync(stored, client.Platform, over, request.Reason);

        // 5. Take a slot: concurrency, rate, Retry-After, circuit breaker.
        var gate = gates.For(client.Platform);
        using var slot = await gate.EnterAsync(CancellationToken.None);
        if (slot is null) return new RefreshOutcome.TryLater(gate.ClosedFor, "platform_unavailable");

        // 6. Write the intent. It proves that the vault can be written, and it is the lease of record.
        var intentClock = new LeaseClock(time);
        if (rules.Rotates)
        {
            var now = time.GetUtcNow();
            var intent = new RefreshIntent(ProcessIdentity.Own, connection.TokenGeneration, now, now + RefreshTimes.Intent, attempt) { FirstSentAt = earlier?.FirstSentAt ?? earlier?.SentAt };
            unsent[connectionId] = (intent, earlier);
            if (await connections.SaveAsync(connection with { Intent = intent }, stored.Generation, what: null, CancellationToken.None) is not { } written)
            {
                unsent.TryRemove(connectionId, out _); // certainly not written: what stands there is another's
                return null;
            }
            stored = written;
        }

        // 7. Enough lease and enough intent for the whole call, on both clocks, and no jump between them? Else let go and start over.
        if (!MaySend()) return await LetGoAsync();

        unsent.TryRemove(connectionId, out _);

        // 8. One call. From here on nobody's cancellation counts: the answer must be stored. It is asked once more when the first byte
        // leaves: a process that was stopped in between may have been given up by the others.
        var answer = await tokenEndpoint.RefreshAsync(client, connection.Tokens!.RefreshToken, connection.Tokens.AccessToken, CancellationToken.None, MaySend);
        if (answer is TokenAnswer.NotSent) return await LetGoAsync();

        // 9. and 10. Make the answer durable before anything depends on it, then say what it means.
        var outcome = await answers.KeepAsync(stored, client, answer, earlier, request.Reason);
        var ahead = outcome is RefreshOutcome.Refreshed ? connection.Tokens.ExpiresAt - time.GetUtcNow() : null;
        meter.Refreshed(client.Platform.Id, outcome.Word, time.GetElapsedTime(began), ahead);
        LogOutcome(logger, connectionId, client.Platform.Id, request.Reason, outcome.GetType().Name);
        return outcome;

        async Task<RefreshOutcome?> LetGoAsync()
        {
            LogLeaseTooShort(logger, connectionId);
            // Somebody else has gone on meanwhile: start over, and see what there is.
            if (rules.Rotates && await connections.SaveAsync(connection, stored.Generation, what: null, CancellationToken.None) is null) return null;
            return new RefreshOutcome.TryLater(TimeSpan.FromSeconds(1), "refresh_in_progress");
        }

        bool MaySend() => lease.Lasts(RefreshTimes.Guard) && intentClock.Lasts(RefreshTimes.Intent, RefreshTimes.Guard) && IsStillGood();

        // A token that is renewed by itself may have ended while the slot was waited for.
        bool IsStillGood() => !rules.UsesLiveAccessToken || !(connection.Tokens!.ExpiresAt <= time.GetUtcNow());
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Refresh of {ConnectionId} at {Platform} ({Reason}): {Outcome}")]
    private static partial void LogOutcome(ILogger logger, string connectionId, string platform, RefreshReason reason, string outcome);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease of {ConnectionId} is too short for a call, or the clocks disagree: nothing was sent")]
    private static partial void LogLeaseTooShort(ILogger logger, string connectionId);

    [LoggerMessage(Level = LogLevel.Error, Message = "{ConnectionId} could not be refreshed: the hub itself failed")]
    private static partial void LogSurprise(ILogger logger, string connectionId, Exception surprise);
}
