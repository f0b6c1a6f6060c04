using OAuthHub.Core.Vault;

namespace OAuthHub.Tests.Vault;

/// <summary>Hands everything on to the vault behind it; tests override what they want to be different.</summary>
internal class PassingVault(IVault inner) : IVault
{
    public string DeploymentId => inner.DeploymentId;

    public virtual bool ComparesAndSwaps => inner.ComparesAndSwaps;

    public bool IsRestoredCopy => inner.IsRestoredCopy;

    public virtual ValueTask<VaultRecord?> ReadAsync(VaultName name, CancellationToken cancellationToken) => inner.ReadAsync(name, cancellationToken);

    public virtual Task<VaultWriteOutcome> CommitAsync(VaultCommit commit, CancellationToken cancellationToken) => inner.CommitAsync(commit, cancellationToken);

    public Task<bool> DeleteAsync(VaultName name, long expectedGeneration, CancellationToken cancellationToken) => inner.DeleteAsync(name, expectedGeneration, cancellationToken);

    public IAsyncEnumerable<VaultEntry> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    public virtual ValueTask<JournalEntry?> ReadJournalAsync(VaultName name, CancellationToken cancellationToken) => inner.ReadJournalAsync(name, cancellationToken);

    public Task CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);

    public Task AcceptRestoredCopyAsync(CancellationToken cancellationToken) => inner.AcceptRestoredCopyAsync(cancellationToken);
}

/// <summary>As a backend that cannot write on a condition.</summary>
internal sealed class VaultWithoutSwap(IVault inner) : PassingVault(inner)
{
    public override bool ComparesAndSwaps => false;
}
