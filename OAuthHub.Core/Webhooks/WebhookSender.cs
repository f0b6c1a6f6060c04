using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using OAuthHub.Core.Audit;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Vault;

namespace OAuthHub.Core.Webhooks;

/// <summary>
/// Delivers what is due. A claim of the due queue gives a message to one worker at a time; a worker that dies loses it after a minute, so a
/// message arrives at least once, and carries the same id each time.
/// </summary>
public sealed partial class WebhookSender(WebhookStore endpoints, WebhookCall call, IVault vault, IDueQueue due, AuditLog audit, TimeProvider time, ILogger<WebhookSender> logger)
{
    private const int AtOnce = 16, AtOnceOfOne = 4;

    /// <summary>Longer than a call can take.</summary>
    private static readonly TimeSpan ClaimFor = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Task> running = new(StringComparer.Ordinal);

    /// <summary>Begins what is due, and returns the ends of all that are under way. A slow endpoint holds up its own messages only.</summary>
    public async Task<Task> StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (id, delivery) in running)
            if (delivery.IsCompleted) running.TryRemove(id, out _);
        var now = time.GetUtcNow();
        foreach (var id in await due.ClaimAsync(DueQueues.Webhooks, now, now + ClaimFor, AtOnce - running.Count, cancellationToken))
        {
            var endpoint = id.Split('.')[0];
            if (running.Keys.Count(one => one.StartsWith(endpoint + ".", StringComparison.Ordinal)) >= AtOnceOfOne) await due.ScheduleAsync(DueQueues.Webhooks, id, now + Busy, CancellationToken.None);
            else if (!running.ContainsKey(id)) running[id] = RunAsync(id, cancellationToken);
        }
        return Task.WhenAll(running.Values);
    }

    /// <summary>Sends a test now. Null: there is no such endpoint.</summary>
    public async Task<WebhookResult?> TestAsync(string endpointId, CancellationToken cancellationToken)
    {
        if (await endpoints.ReadAsync(endpointId, cancellationToken) is not { } endpoint) return null;
        var (id, now) = (WebhookMessage.NewId(), time.GetUtcNow());
        var result = await call.SendAsync(endpoint, id, WebhookMessage.Test(now), cancellationToken);
        await endpoints.ChangeAsync(endpointId, before => before with { Log = Logged(before, new WebhookAttempt(id, WebhookTypes.Test, now, 1, result.Outcome, result.Status, null)) }, isNews: false, cancellationToken);
        return result;
    }

    private async Task RunAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            await DeliverAsync(id, cancellationToken);
        }
        catch (Exception failure) when (failure is OperationCanceledException or VaultUnavailableException or CoordinationUnavailableException)
        {
            // The claim ends, and it comes round again.
        }
        catch (Exception failure) when (failure is VaultIntegrityException or VaultKeyUnavailableException)
        {
            await due.ScheduleAsync(DueQueues.Webhooks, id, null, CancellationToken.None);
            LogNotReadable(logger, id);
        }
    }

    private async Task DeliverAsync(string id, CancellationToken cancellationToken)
    {
        if (await vault.ReadAsync(WebhookCodec.DeliveryName(id), cancellationToken) is not { } record || WebhookCodec.ReadDelivery(record.Secret) is not { } delivery || endpoints.Find(delivery.Endpoint) is not { IsEnabled: true } endpoint)
        {
            await ForgetAsync(id);
            return;
        }
        var at = time.GetUtcNow();
        var result = await call.SendAsync(endpoint, delivery.Id, delivery.Body, cancellationToken);
        var failures = delivery.Attempts + 1;
        var pause = result.IsDelivered || result.IsGone ? null : WebhookSchedule.PauseAfter(failures, RandomNumberGenerator.GetInt32(0, 1001) / 1000.0, result.RetryAfter);
        var next = time.GetUtcNow() + pause;
        if (next is { } again)
        {
            var later = delivery with { Attempts = failures, DueAt = again };
            if (await vault.CommitAsync(new VaultCommit(WebhookCodec.Write(later, record.Generation)), CancellationToken.None) is VaultWriteOutcome.Written) await due.ScheduleAsync(DueQueues.Webhooks, id, again, CancellationToken.None);
        }
        else
        {
            await ForgetAsync(id);
        }
        await NoteAsync(delivery, result, new WebhookAttempt(delivery.Id, delivery.Type, at, failures, result.Outcome, result.Status, next));
    }

    /// <summary>Keeps what became of it, and switches off an endpoint that does not come back.</summary>
    private async Task NoteAsync(PendingDelivery delivery, WebhookResult result, WebhookAttempt attempt)
    {
        var isSwitchedOff = false;
        var after = await endpoints.ChangeAsync(delivery.Endpoint, before =>
        {
            var since = result.IsDelivered ? (DateTimeOffset?)null : before.FailingSince ?? attempt.At;
            var reason = !before.IsEnabled ? null : result.IsGone ? "gone" : attempt.At - since >= WebhookSchedule.GivenUpAfter ? "failing" : null;
            isSwitchedOff = reason is not null;
            return before with { Log = Logged(before, attempt), FailingSince = since, IsEnabled = before.IsEnabled && !isSwitchedOff, DisabledReason = reason ?? before.DisabledReason };
        }, isNews: false, CancellationToken.None);
        if (!isSwitchedOff || after is null) return;
        LogSwitchedOff(logger, after.Id, after.Url.Host, after.DisabledReason!);
        audit.Write(new AuditEntry(AuditEvents.WebhookChanged, AuditEntry.Ok, AuditActor.Hub) { Detail = $"{after.Id} switched off: {after.DisabledReason}" });
    }

    private static List<WebhookAttempt> Logged(WebhookEndpoint endpoint, WebhookAttempt attempt) => [.. endpoint.Log.TakeLast(WebhookEndpoint.LogLimit - 1), attempt];

    private async Task ForgetAsync(string id)
    {
        var name = WebhookCodec.DeliveryName(id);
        while (await vault.ReadAsync(name, CancellationToken.None) is { } record && !await vault.DeleteAsync(name, record.Generation, CancellationToken.None)) { }
        await due.ScheduleAsync(DueQueues.Webhooks, id, null, CancellationToken.None);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The webhook {EndpointId} ({Host}) is switched off: {Reason}. Switch it on again in the dashboard once it answers")]
    private static partial void LogSwitchedOff(ILogger logger, string endpointId, string host, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The webhook message {Id} in the vault does not open and is not sent")]
    private static partial void LogNotReadable(ILogger logger, string id);
}
