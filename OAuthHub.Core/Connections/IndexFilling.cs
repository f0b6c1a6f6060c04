using System.Globalization;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Vault;

namespace OAuthHub.Core.Connections;

/// <summary>Fills the indexes from the vault, which is the only truth: this process's own, and the one that the processes share.</summary>
public sealed class IndexFilling(IVault vault, ConnectionIndex index, ISharedIndex shared, TimeProvider time)
{
    /// <summary>Connections that are added in one step.</summary>
    private const int AtOnce = 1000;

    /// <summary>Fills this process's index from the vault's listing, and the shared one if it is not complete. Safe at any time; costs one pass over the vault.</summary>
    /// <param name="rebuild">True: the shared one is filled in any case.</param>
    /// <param name="others">Called with each entry that is no connection.</param>
    public async Task LoadAsync(CancellationToken cancellationToken, bool rebuild = false, Action<VaultEntry>? others = null)
    {
        var isShared = !rebuild && await IsSharedAsync(cancellationToken);
        var filling = isShared ? null : await BeginAsync();
        var entries = new List<IndexEntry>();
        await foreach (var entry in vault.ListAsync(cancellationToken))
        {
            if (entry.Name is { Kind: not VaultKind.Connection }) others?.Invoke(entry);
            if (entry is { Name: { Kind: VaultKind.WebhookDelivery } message, Problem: VaultProblem.None })
                entries.Add(new IndexEntry(message.Id, null, DueQueues.Webhooks, DateTimeOffset.Parse(entry.Properties["due"], CultureInfo.InvariantCulture)));
            if (ConnectionSummary.Of(entry) is not { } summary) continue;
            index.Put(summary);
            if (summary.State is ConnectionState.Revoked) continue;
            entries.Add(summary.State is ConnectionState.Revoking
                ? new IndexEntry(summary.Id, null, DueQueues.Ending, time.GetUtcNow())
                : new IndexEntry(summary.Id, summary.User, summary.PlatformId, summary.DueAt));
            if (entries.Count == AtOnce) await AddAsync();
        }
        await AddAsync();
        if (!isShared) await MarkCompleteAsync();

        async Task<string?> BeginAsync()
        {
            try
            {
                return await shared.BeginAsync(cancellationToken);
            }
            catch (CoordinationUnavailableException) when (!rebuild)
            {
                isShared = true; // gone since it was asked; who starts must not fail for that
                return null;
            }
        }

        async Task MarkCompleteAsync()
        {
            try
            {
                await shared.MarkCompleteAsync(filling!, cancellationToken);
            }
            catch (CoordinationUnavailableException) when (!rebuild)
            {
                // It does not pass for complete, so it is filled again when it can be.
            }
        }

        async Task AddAsync()
        {
            try
            {
                await shared.AddAsync(entries, isShared, cancellationToken);
            }
            catch (CoordinationUnavailableException)
            {
                isShared = true; // not marked complete, so it is filled when it can be
            }
            entries.Clear();
        }
    }

    private async Task<bool> IsSharedAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await shared.IsCompleteAsync(cancellationToken);
        }
        catch (CoordinationUnavailableException)
        {
            return true; // it is not ours to fill now; whoever notices that it is empty does it
        }
    }
}
