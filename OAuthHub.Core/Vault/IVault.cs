namespace OAuthHub.Core.Vault;

/// <summary>
/// Where everything lives that must survive: connections, app registrations, agent keys. The only truth; whatever else knows
/// something (index, caches, Redis) can be rebuilt from here. Every backend passes the same contract suite.
/// </summary>
/// <remarks>
/// All members throw <see cref="VaultUnavailableException"/> when the store cannot be reached (nothing is known to have changed),
/// <see cref="VaultIntegrityException"/> when a record does not verify, and <see cref="VaultKeyUnavailableException"/> when it
/// was sealed with a master key that is not configured.
/// </remarks>
public interface IVault
{
    /// <summary>The id made when the vault was created. It is bound into every record, so that a record of another vault is refused.</summary>
    string DeploymentId { get; }

    /// <summary>
    /// True when the expected generation is compared and the record written in one step, whatever other processes do. Where it is
    /// false, nothing is refreshed without a lease.
    /// </summary>
    bool ComparesAndSwaps { get; }

    /// <summary>The record, or null when there is none.</summary>
    ValueTask<VaultRecord?> ReadAsync(VaultName name, CancellationToken cancellationToken);

    /// <summary>
    /// One durable step: the record, the journal entry, or both together. The record is written only if its generation is the
    /// expected one; the journal entry is written in any case.
    /// </summary>
    /// <remarks>When this throws, the step may or may not have happened: read back before deciding.</remarks>
    Task<VaultWriteOutcome> CommitAsync(VaultCommit commit, CancellationToken cancellationToken);

    /// <summary>Removes the record, and its journal entry, if its generation is the expected one. False: it is not.</summary>
    Task<bool> DeleteAsync(VaultName name, long expectedGeneration, CancellationToken cancellationToken);

    /// <summary>
    /// Every record with its properties and without its secret; a record that cannot be opened is listed with its
    /// <see cref="VaultEntry.Problem"/> and what is known of it from elsewhere.
    /// </summary>
    IAsyncEnumerable<VaultEntry> ListAsync(CancellationToken cancellationToken);

    /// <summary>The last journaled answer for this record, or null.</summary>
    ValueTask<JournalEntry?> ReadJournalAsync(VaultName name, CancellationToken cancellationToken);

    /// <summary>Proves that the vault can be written now: one durable step that changes no record. Throws when it cannot.</summary>
    Task CheckAsync(CancellationToken cancellationToken);

    /// <summary>True when the records are older than what this deployment has already seen: a backup was put back.</summary>
    bool IsRestoredCopy { get; }

    /// <summary>Called when all that follows from <see cref="IsRestoredCopy"/> is done: what is stored now counts as seen.</summary>
    Task AcceptRestoredCopyAsync(CancellationToken cancellationToken);
}
