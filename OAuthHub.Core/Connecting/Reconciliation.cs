using System.Globalization;
using Microsoft.Extensions.Logging;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Vault;

namespace OAuthHub.Core.Connecting;

/// <summary>Brings the index back in step with the vault, which is the only truth, and removes tombstones that have served their time.</summary>
public sealed partial class Reconciliation(IVault vault, ConnectionStore connections, IndexFilling filling, TimeProvider time, ILogger<Reconciliation> logger)
{
    /// <summary>How long a tombstone keeps a late refresh from bringing a connection back.</summary>
    public static readonly TimeSpan KeepTombstones = TimeSpan.FromDays(30);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await filling.LoadAsync(cancellationToken, rebuild: true);
        var removed = 0;
        await foreach (var entry in vault.ListAsync(cancellationToken))
        {
            if (IsOldImport(entry)) await vault.DeleteAsync(entry.Name!.Value, entry.Generation, cancellationToken);
            if (entry is not { Name: { Kind: VaultKind.Connection } name, Problem: VaultProblem.None } || entry.Properties.GetValueOrDefault("state") is not nameof(ConnectionState.Revoked)) continue;
            if (await connections.ReadAsync(name.Id, cancellationToken) is not { Connection.DisconnectedAt: { } since } stored || time.GetUtcNow() - since < KeepTombstones) continue;
            if (await connections.DeleteAsync(name.Id, stored.Generation, cancellationToken)) removed++;
        }
        LogDone(logger, connections.Index.Count, removed);
    }

    /// <summary>Tokens whose import was begun and never finished; see docs/moving.md.</summary>
    private bool IsOldImport(VaultEntry entry) =>
        entry is { Name.Kind: VaultKind.PendingGrant, Problem: VaultProblem.None } && entry.Properties.TryGetValue("at", out var at) &&
        time.GetUtcNow() - DateTimeOffset.Parse(at, CultureInfo.InvariantCulture) >= KeepTombstones;

    [LoggerMessage(Level = LogLevel.Information, Message = "Reconciled the index with the vault: {Count} connections, {Removed} tombstones removed")]
    private static partial void LogDone(ILogger logger, int count, int removed);
}
