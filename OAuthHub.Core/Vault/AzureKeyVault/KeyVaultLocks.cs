using OAuthHub.Core.Coordination;

namespace OAuthHub.Core.Vault.AzureKeyVault;

/// <summary>
/// One writer of a document at a time: within the process by a lock, among processes by a lease. That is what stands for the
/// conditional write that Key Vault does not have.
/// </summary>
/// <param name="leases">For rows. Made when the first is written: Redis' leases need the vault's own deployment id.</param>
/// <param name="opening">For the header, which is written before there are leases.</param>
internal sealed class KeyVaultLocks(Uri vault, string header, Func<ILeases> leases, IOpeningLeases opening, KeyVaultLimits limits, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);

    /// <summary>Names share them by their hash: nobody holds two at once.</summary>
    private readonly SemaphoreSlim[] gates = [.. Enumerable.Range(0, 256).Select(_ => new SemaphoreSlim(1))];

    /// <exception cref="VaultUnavailableException">Another writer has it for too long, or nobody can tell who has it.</exception>
    public async Task<Held> HoldAsync(string name, CancellationToken cancellationToken)
    {
        using var limit = new Limit(limits.Lease, time, cancellationToken);
        var gate = gates[(uint)StringComparer.Ordinal.GetHashCode(name) % (uint)gates.Length];
        try
        {
            await gate.WaitAsync(limit.Token);
            try
            {
                return new Held(gate, await LeaseAsync(name, limit.Token), limits);
            }
            catch
            {
                gate.Release();
                throw;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new VaultUnavailableException($"Another writer holds a record in Key Vault {vault} for longer than {limits.Lease.TotalSeconds} s. Nothing was written; it will be tried again.");
        }
        catch (CoordinationUnavailableException failure)
        {
            throw new VaultUnavailableException($"Nothing can be written to Key Vault {vault} while Redis is away: Key Vault has no conditional write, so that writers need Redis to take turns. Bring Redis back.", failure);
        }
    }

    public void Dispose()
    {
        foreach (var gate in gates) gate.Dispose();
    }

    private async Task<ILease> LeaseAsync(string name, CancellationToken cancellationToken)
    {
        while (true)
        {
            var lease = string.Equals(name, header, StringComparison.Ordinal)
                ? await opening.TryAcquireAsync($"{vault.Host}/{name}", cancellationToken)
                : await leases().TryAcquireAsync("vault:" + name, cancellationToken);
            if (lease is not null) return lease;
            await Task.Delay(Between, time, cancellationToken);
        }
    }

    /// <summary>Held by one writer.</summary>
    public sealed class Held(SemaphoreSlim gate, ILease lease, KeyVaultLimits limits) : IAsyncDisposable
    {
        /// <summary>Whether what is sent now arrives while it is still held.</summary>
        public bool MayWrite() => lease.Lasts(limits.LeftOfLease);

        public async ValueTask DisposeAsync()
        {
            try
            {
                await lease.DisposeAsync();
            }
            finally
            {
                gate.Release();
            }
        }
    }
}
