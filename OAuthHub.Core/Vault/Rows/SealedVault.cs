using System.Runtime.CompilerServices;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Core.Vault.Rows;

/// <summary>A vault in any backend beyond the file: seals what is written, opens what is read, and recognises a backend that was put back.</summary>
internal sealed class SealedVault(IRecordStore store, RecordSeals seals, HighWaterMark mark) : IVault, IAsyncDisposable
{
    public IRecordStore Rows => store;

    public HighWaterMark Mark => mark;

    public string DeploymentId => seals.DeploymentId;

    public bool ComparesAndSwaps => store.ComparesAndSwaps;

    public bool IsRestoredCopy => mark.IsRestoredCopy;

    public async ValueTask<VaultRecord?> ReadAsync(VaultName name, CancellationToken cancellationToken)
    {
        var id = seals.Id(name);
        if (await store.ReadAsync(id, cancellationToken) is not { Record: { } sealedRecord } row) return null;
        var record = seals.Open(id, row.Generation, sealedRecord);
        return record.Name == name ? record : throw new VaultIntegrityException("A record of the vault stands under another name.");
    }

    public async Task<VaultWriteOutcome> CommitAsync(VaultCommit commit, CancellationToken cancellationToken)
    {
        var outcome = await store.CommitAsync(seals.Seal(commit, store.KeepsProperties), cancellationToken);
        mark.Wrote();
        return outcome;
    }

    public Task<bool> DeleteAsync(VaultName name, long expectedGeneration, CancellationToken cancellationToken) =>
        store.DeleteAsync(seals.Id(name), expectedGeneration, cancellationToken);

    public async ValueTask<JournalEntry?> ReadJournalAsync(VaultName name, CancellationToken cancellationToken)
    {
        var id = seals.Id(name);
        return await store.ReadAsync(id, cancellationToken) is { Answer: { } answer } ? seals.OpenAnswer(name, id, answer) : null;
    }

    public async IAsyncEnumerable<VaultEntry> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in store.ListAsync(whole: false, cancellationToken))
            if (row.Generation > 0) yield return await EntryAsync(row, cancellationToken);
    }

    public Task CheckAsync(CancellationToken cancellationToken) => store.CheckAsync(cancellationToken);

    public Task AcceptRestoredCopyAsync(CancellationToken cancellationToken) => mark.AcceptAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await mark.DisposeAsync();
        await store.DisposeAsync();
    }

    private async ValueTask<VaultEntry> EntryAsync(SealedRow row, CancellationToken cancellationToken)
    {
        var kept = seals.OpenProperties(row.Id, row.Generation, row.Properties);
        if (row.Record is null)
        {
            if (kept is not null) return new VaultEntry(kept.Name, row.Generation, kept.Properties);
            // The properties alone do not say it: the record itself has the last word.
            if (await store.ReadAsync(row.Id, cancellationToken) is not { Record: not null } whole) return Problem(VaultProblem.Damaged);
            row = whole;
        }
        try
        {
            var record = seals.Open(row.Id, row.Generation, row.Record!);
            return new VaultEntry(record.Name, row.Generation, record.Properties);
        }
        catch (VaultIntegrityException failure)
        {
            return Problem(failure.Problem);
        }
        catch (VaultKeyUnavailableException)
        {
            return Problem(VaultProblem.KeyUnavailable);
        }

        VaultEntry Problem(VaultProblem problem) => new(kept?.Name, row.Generation, kept?.Properties ?? new Dictionary<string, string>(), problem);
    }
}
