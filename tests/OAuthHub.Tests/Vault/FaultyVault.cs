using OAuthHub.Core.Vault;

namespace OAuthHub.Tests.Vault;

/// <summary>A vault that fails as it is told, in front of the real one.</summary>
internal sealed class FaultyVault(IVault inner) : IVault
{
    public bool FailsReads { get; set; }

    /// <summary>Which commits fail before anything is written.</summary>
    public Predicate<VaultCommit> FailsWrites { get; set; } = _ => false;

    /// <summary>Which commits are done, and yet look failed.</summary>
    public Predicate<VaultCommit> LosesOutcomes { get; set; } = _ => false;

    public string DeploymentId => inner.DeploymentId;

    public bool IsRestoredCopy => inner.IsRestoredCopy;

    public static bool HoldsAnAnswer(VaultCommit commit) => commit is { Journal: not null, Write: not null };

    public ValueTask<VaultRecord?> ReadAsync(VaultName name, CancellationToken cancellationToken) =>
        FailsReads ? throw Failure() : inner.ReadAsync(name, cancellationToken);

    public async Task<VaultWriteOutcome> CommitAsync(VaultCommit commit, CancellationToken cancellationToken)
    {
        if (FailsWrites(commit)) throw Failure();
        var loses = LosesOutcomes(commit);
        var outcome = await inner.CommitAsync(commit, cancellationToken);
        return loses ? throw Failure() : outcome;
    }

    public Task<bool> DeleteAsync(VaultName name, long expectedGeneration, CancellationToken cancellationToken) => inner.DeleteAsync(name, expectedGeneration, cancellationToken);

    public IAsyncEnumerable<VaultEntry> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    public ValueTask<JournalEntry?> ReadJournalAsync(VaultName name, CancellationToken cancellationToken) =>
        FailsReads ? throw Failure() : inner.ReadJournalAsync(name, cancellationToken);

    public Task CheckAsync(CancellationToken cancellationToken) => FailsWrites(new VaultCommit(null)) ? throw Failure() : inner.CheckAsync(cancellationToken);

    public Task AcceptRestoredCopyAsync(CancellationToken cancellationToken) => inner.AcceptRestoredCopyAsync(cancellationToken);

    private static VaultUnavailableException Failure() => new("The disk is full, says the test.");
}
