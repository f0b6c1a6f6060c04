using OAuthHub.Core.Connections;
using OAuthHub.Core.Vault;

namespace OAuthHub.Core.Connecting;

/// <summary>Brings what this process holds of connections in step with the vault, after somebody wrote there who tells nobody: a command.</summary>
public sealed class CatchingUp(IVault vault, ConnectionStore connections)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var entry in vault.ListAsync(cancellationToken))
        {
            if (entry.Problem is not VaultProblem.None || ConnectionSummary.Of(entry) is not { } summary) continue;
            var known = connections.Index.Find(summary.Id);
            if (known is null ? summary.State is not ConnectionState.Revoked : known.Generation < summary.Generation) await connections.LearnAsync(summary, cancellationToken);
        }
    }
}
