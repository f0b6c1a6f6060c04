using Microsoft.Extensions.DependencyInjection;
using OAuthHub.Core.Vault;

namespace OAuthHub.Tests.Vault;

/// <summary>A vault that counts what it is asked, in front of the real one.</summary>
internal sealed class CountingVault(IVault inner) : IVault
{
    private int calls, lists;

    public int Calls => Volatile.Read(ref calls);

    /// <summary>Passes over all records.</summary>
    public int Lists => Volatile.Read(ref lists);

    public string DeploymentId => inner.DeploymentId;

    public bool ComparesAndSwaps => inner.ComparesAndSwaps;

    public bool IsRestoredCopy => inner.IsRestoredCopy;

    /// <summary>Puts one in front of the hub's vault.</summary>
    public static void Decorate(IServiceCollection services, Action<CountingVault> made) => Decorate(services, inner =>
    {
        var vault = new CountingVault(inner);
        made(vault);
        return vault;
    });

    public static void Decorate(IServiceCollection services, Func<IVault, IVault> wrap)
    {
        var registered = services.Last(service => service.ServiceType == typeof(IVault));
        services.Remove(registered);
        services.AddSingleton(provider => wrap((IVault)registered.ImplementationFactory!(provider)));
    }

    public ValueTask<VaultRecord?> ReadAsync(VaultName name, CancellationToken cancellationToken) => Counted().ReadAsync(name, cancellationToken);

    public Task<VaultWriteOutcome> CommitAsync(VaultCommit commit, CancellationToken cancellationToken) => Counted().CommitAsync(commit, cancellationToken);

    public Task<bool> DeleteAsync(VaultName name, long expectedGeneration, CancellationToken cancellationToken) => Counted().DeleteAsync(name, expectedGeneration, cancellationToken);

    public IAsyncEnumerable<VaultEntry> ListAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref lists);
        return Counted().ListAsync(cancellationToken);
    }

    public ValueTask<JournalEntry?> ReadJournalAsync(VaultName name, CancellationToken cancellationToken) => Counted().ReadJournalAsync(name, cancellationToken);

    public Task CheckAsync(CancellationToken cancellationToken) => Counted().CheckAsync(cancellationToken);

    public Task AcceptRestoredCopyAsync(CancellationToken cancellationToken) => Counted().AcceptRestoredCopyAsync(cancellationToken);

    private IVault Counted()
    {
        Interlocked.Increment(ref calls);
        return inner;
    }
}
