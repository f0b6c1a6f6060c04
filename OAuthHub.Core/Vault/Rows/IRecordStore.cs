namespace OAuthHub.Core.Vault.Rows;

/// <summary>
/// A backend as it is underneath: sealed rows and a few header entries. It knows nothing of keys, names or tokens, so that whoever
/// administers it learns nothing of them either. To add one: implement this, and an <see cref="IVaultBackend"/> that opens it.
/// </summary>
/// <remarks>
/// Throws <see cref="VaultUnavailableException"/>, whose message names the remedy, when the backend cannot be reached or refuses. A write
/// ends within ten seconds, and when it throws it may or may not have happened.
/// </remarks>
internal interface IRecordStore : IAsyncDisposable
{
    /// <summary>What messages call it: the backend and its address, without secrets.</summary>
    string Place { get; }

    /// <summary>See <see cref="IVault.ComparesAndSwaps"/>.</summary>
    bool ComparesAndSwaps { get; }

    /// <summary>True when rows carry their sealed properties apart, which is then given with every write.</summary>
    bool KeepsProperties { get; }

    /// <summary>All header entries; empty for a vault that nobody has made yet.</summary>
    Task<IReadOnlyDictionary<string, byte[]>> ReadHeaderAsync(CancellationToken cancellationToken);

    /// <summary>Makes the vault: writes the first entries in one step. False: it has a header already.</summary>
    Task<bool> CreateHeaderAsync(IReadOnlyDictionary<string, byte[]> entries, CancellationToken cancellationToken);

    /// <summary>Writes one entry (null: removes it) if it still is what was expected (null: not there). False: it is not.</summary>
    Task<bool> ReplaceHeaderAsync(string name, byte[]? expected, byte[]? value, CancellationToken cancellationToken);

    /// <summary>The row, or null when there is neither record nor answer.</summary>
    ValueTask<SealedRow?> ReadAsync(RowId id, CancellationToken cancellationToken);

    /// <summary>See <see cref="IVault.CommitAsync"/>: the record if its generation is the expected one, the answer in any case.</summary>
    Task<VaultWriteOutcome> CommitAsync(SealedStep step, CancellationToken cancellationToken);

    /// <summary>Removes record and answer if the record's generation is the expected one. False: it is not.</summary>
    Task<bool> DeleteAsync(RowId id, long expectedGeneration, CancellationToken cancellationToken);

    /// <summary>
    /// Writes a row as it is (null: removes it) if the stored one still is the expected one (null: not there). False: it is not. For
    /// moving, re-sealing and restoring: the generation stays what the row says.
    /// </summary>
    /// <param name="expected">As this store has given it out, whole.</param>
    Task<bool> ReplaceAsync(RowId id, SealedRow? expected, SealedRow? next, CancellationToken cancellationToken);

    /// <summary>Every row. One that changes meanwhile is listed before or after its change; one that is made meanwhile may be left out.</summary>
    /// <param name="whole">False: where properties are kept apart, record and answer may be left out.</param>
    IAsyncEnumerable<SealedRow> ListAsync(bool whole, CancellationToken cancellationToken);

    /// <summary>Lets go of what is left of rows as they were before, as far as the backend keeps any and can. Called when old seals must not stay.</summary>
    Task TidyAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>One durable write that changes no row. Throws when it cannot be made.</summary>
    Task CheckAsync(CancellationToken cancellationToken);
}
