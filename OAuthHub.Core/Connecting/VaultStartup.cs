using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OAuthHub.Core.Connections;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Refresh;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.LocalJournal;

namespace OAuthHub.Core.Connecting;

/// <summary>Before the first request: opens the vault, fills the index, and sets aside what an older copy of the vault may have wrong.</summary>
public sealed partial class VaultStartup(
    IVault vault, AnswerJournal localJournal, ConnectionStore connections, IndexFilling filling, AppRegistrations registrations, Agents.AgentKeys agentKeys, Webhooks.WebhookStore webhooks, PlatformCatalog catalog, TokenRefresher refresher, TimeProvider time, ILogger<VaultStartup> logger) : IHostedService
{
    private static readonly TimeSpan FinishWithin = TimeSpan.FromSeconds(25);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        localJournal.Open();
        await RecoverAsync(cancellationToken);
        // One pass for all of them: it opens every record, and that is what a start with many connections costs.
        var others = new List<VaultEntry>();
        await filling.LoadAsync(cancellationToken, others: others.Add);
        await registrations.LoadAsync(others, cancellationToken);
        await agentKeys.LoadAsync(others, cancellationToken);
        await webhooks.LoadAsync(others, cancellationToken);
        if (vault.IsRestoredCopy)
        {
            foreach (var summary in connections.Index.All.Where(entry => catalog.Find(entry.PlatformId)?.Refresh.Rotates ?? true)) await SetAsideAsync(summary.Id, cancellationToken);
            await vault.AcceptRestoredCopyAsync(cancellationToken);
        }
        var aside = connections.Index.All.Count(entry => entry.State is ConnectionState.Quarantined);
        LogOpened(logger, connections.Index.Count, aside);
    }

    /// <summary>Answers that an earlier run left beside the vault. Whoever finds its intent looks for them again before anything is sent.</summary>
    private async Task RecoverAsync(CancellationToken cancellationToken)
    {
        try
        {
            await localJournal.RecoverAsync(cancellationToken);
        }
        catch (VaultUnavailableException failure)
        {
            LogNotRecovered(logger, failure); // reading works, so there is something to start for
        }
    }

    /// <summary>Refreshes that are under way finish: their answers must be stored.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var end = Task.Delay(FinishWithin, time, cancellationToken);
        while (!end.IsCompleted && refresher.Running is { Count: > 0 } running) await Task.WhenAny(Task.WhenAll(running), end);
    }

    private async Task SetAsideAsync(string id, CancellationToken cancellationToken)
    {
        while (await connections.ReadAsync(id, cancellationToken) is { } stored && stored.Connection.State is not (ConnectionState.Quarantined or ConnectionState.Revoking or ConnectionState.Revoked))
        {
            var aside = RefreshTransition.Doubt(stored.Connection, ConnectionReason.Restored, time.GetUtcNow());
            if (await connections.SaveAsync(aside, stored.Generation, "state", cancellationToken) is not null) return;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What an earlier run left beside the vault cannot be brought in now: the vault cannot be written")]
    private static partial void LogNotRecovered(ILogger logger, Exception failure);

    [LoggerMessage(Level = LogLevel.Information, Message = "The vault is open: {Count} connections, {Aside} of them set aside")]
    private static partial void LogOpened(ILogger logger, int count, int aside);
}
