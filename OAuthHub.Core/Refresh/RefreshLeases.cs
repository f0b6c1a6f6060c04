using OAuthHub.Core.Coordination;
using OAuthHub.Core.Vault;

namespace OAuthHub.Core.Refresh;

/// <summary>The lease under which one owner at a time changes a connection's record: for a refresh, and for what must not meet one.</summary>
public sealed class RefreshLeases(ILeases leases, IVault vault, TimeProvider time)
{
    /// <summary>Null: another owner has it. While leases cannot be had, a vault that compares before it writes keeps others away.</summary>
    /// <exception cref="CoordinationUnavailableException">They cannot be had, and the vault does not compare.</exception>
    public async ValueTask<ILease?> TryAcquireAsync(string connectionId, CancellationToken cancellationToken)
    {
        try
        {
            return await leases.TryAcquireAsync("refresh:" + connectionId, cancellationToken);
        }
        catch (CoordinationUnavailableException) when (vault.ComparesAndSwaps)
        {
            return new UncoordinatedLease(time);
        }
    }
}
