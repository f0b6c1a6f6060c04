using System.Collections.Concurrent;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Secrets;
using OAuthHub.Core.Vault;

namespace OAuthHub.Core.Moving.Importing;

/// <summary>Which tokens were brought in before, and which accounts are connected: what an import must not exchange again.</summary>
public sealed class KnownGrants(IVault vault, ConnectionStore connections, AppRegistrations registrations)
{
    private readonly ConcurrentDictionary<string, string> imported = new(StringComparer.Ordinal);

    /// <summary>One pass over the vault, for the index, the app registrations and the tokens that were brought in before.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var others = new List<VaultEntry>();
        await foreach (var entry in vault.ListAsync(cancellationToken))
        {
            if (entry.Name is { Kind: VaultKind.AppRegistration }) others.Add(entry);
            if (ConnectionSummary.Of(entry) is not { } summary) continue;
            connections.Index.Put(summary);
            if (summary.State is not ConnectionState.Revoked && entry.Properties.TryGetValue(ConnectionCodec.Imported, out var mark)) imported[mark] = summary.Id;
        }
        await registrations.LoadAsync(others, cancellationToken);
    }

    public void Add(string mark, Connection connection) => imported[mark] = connection.Id;

    /// <summary>Why nothing need be sent for this record; null: it is new.</summary>
    internal async Task<ImportResult?> FindAsync(GrantRecord record, ImportTerms terms, CancellationToken cancellationToken)
    {
        if (imported.TryGetValue(record.Fingerprint!.Value.ToString(), out var id))
            return IsOf(connections.Index.Find(id), record) ? ImportResult.Skipped(record, MovingCodes.AlreadyImported, id) : ImportResult.Failed(record, MovingCodes.DuplicateRecord);
        foreach (var summary in connections.Index.Find(record.User!, record.Platform!).ToList())
        {
            if (await HoldsAsync(summary.Id, record, cancellationToken)) return ImportResult.Skipped(record, MovingCodes.AlreadyImported, summary.Id);
            if (!terms.Replaces && IsInUse(summary.State) && record.Account is { } account && (Same(account, summary.Account.Id) || Same(account, summary.Account.Name)))
                return ImportResult.Skipped(record, MovingCodes.AlreadyConnected, summary.Id);
        }
        return null;
    }

    /// <summary>The user's connection of this account; null: there is none.</summary>
    internal ConnectionSummary? OfAccount(GrantRecord record, string accountId) =>
        connections.Index.Find(record.User!, record.Platform!).FirstOrDefault(summary => Same(summary.Account.Id, accountId) && summary.State is not (ConnectionState.Revoking or ConnectionState.Revoked));

    /// <summary>A connection whose grant is dead is no obstacle: what comes in is the way out.</summary>
    private static bool IsInUse(ConnectionState state) => state is ConnectionState.Active or ConnectionState.Degraded or ConnectionState.Quarantined;

    /// <summary>The very token is in use here: sending it would spend it behind the hub's back.</summary>
    private async Task<bool> HoldsAsync(string id, GrantRecord record, CancellationToken cancellationToken)
    {
        try
        {
            return (await connections.ReadAsync(id, cancellationToken))?.Connection.Tokens is { } tokens &&
                (record.RefreshToken is not null ? record.RefreshToken.Equals(tokens.RefreshToken) : tokens.AccessToken.Equals(record.AccessToken));
        }
        catch (Exception failure) when (failure is VaultIntegrityException or VaultKeyUnavailableException)
        {
            return false;
        }
    }

    private static bool IsOf(ConnectionSummary? summary, GrantRecord record) => summary is not null && Same(summary.User, record.User!) && Same(summary.PlatformId, record.Platform!);

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.Ordinal);
}
