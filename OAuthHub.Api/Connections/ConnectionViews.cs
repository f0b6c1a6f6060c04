using OAuthHub.Core.Agents;
using OAuthHub.Core.Audit;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Vault;

namespace OAuthHub.Api.Connections;

/// <summary>Puts together what is known of a person's connections: the record, or the index where it does not open; the default among several; who used it.</summary>
internal sealed class ConnectionViews(ConnectionStore store, ConnectionFinder finder, ConnectionUse use, AuditedUse audited, PlatformCatalog catalog)
{
    /// <summary>Without histories and agents, in no order.</summary>
    public async Task<IReadOnlyList<ConnectionView>> OfUserAsync(string user, CancellationToken cancellationToken)
    {
        var all = await finder.FindAsync(user, cancellationToken);
        await audited.LookAsync(cancellationToken);
        var defaults = all.GroupBy(summary => summary.PlatformId).Select(ConnectionSummary.DefaultOf).OfType<ConnectionSummary>().Select(summary => summary.Id).ToHashSet(StringComparer.Ordinal);
        var views = new List<ConnectionView>(all.Count);
        foreach (var summary in all) views.Add(await ViewAsync(summary, defaults.Contains(summary.Id), false, cancellationToken));
        return views;
    }

    /// <summary>As it is now, with its history and its agents.</summary>
    public async Task<ConnectionView> OfAsync(ConnectionSummary summary, CancellationToken cancellationToken)
    {
        var chosen = ConnectionSummary.DefaultOf(await finder.FindAsync(summary.User, summary.PlatformId, cancellationToken));
        await audited.LookAsync(cancellationToken);
        var view = await ViewAsync(store.Index.Find(summary.Id) ?? summary, string.Equals(chosen?.Id, summary.Id, StringComparison.Ordinal), true, cancellationToken);
        return view with { Agents = [.. use.Of(summary.Id).Select(LastUseView.Of)] };
    }

    private async Task<ConnectionView> ViewAsync(ConnectionSummary summary, bool isDefault, bool withHistory, CancellationToken cancellationToken) =>
        await ReadAsync(summary, withHistory, cancellationToken) with { IsDefault = isDefault, LastUsed = use.Find(summary.Id) is { } used ? LastUseView.Of(used) : null };

    private async Task<ConnectionView> ReadAsync(ConnectionSummary summary, bool withHistory, CancellationToken cancellationToken)
    {
        try
        {
            // What the index has set aside is not what the record says.
            return summary.Reason is not ConnectionReason.Integrity && await store.GetAsync(summary.Id, cancellationToken) is { } connection
                ? ConnectionView.Of(connection, catalog, withHistory)
                : ConnectionView.Of(summary, catalog);
        }
        catch (Exception failure) when (failure is VaultIntegrityException or VaultKeyUnavailableException)
        {
            return ConnectionView.Of(store.Index.Find(summary.Id) ?? summary, catalog);
        }
    }
}
