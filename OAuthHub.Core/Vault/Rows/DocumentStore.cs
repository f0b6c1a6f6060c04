using System.Runtime.CompilerServices;

namespace OAuthHub.Core.Vault.Rows;

/// <summary>
/// A backend that keeps one document under a name and knows nothing larger: a record and its answer go into one, so that they are
/// written in one step, and any host can finish what another has begun. The header is a document too.
/// </summary>
internal abstract class DocumentStore : IRecordStore
{
    /// <summary>The name of the header's document; those of rows are 64 hex digits.</summary>
    protected const string HeaderName = "header";

    public abstract string Place { get; }

    public abstract bool ComparesAndSwaps { get; }

    public abstract bool KeepsProperties { get; }

    public async Task<IReadOnlyDictionary<string, byte[]>> ReadHeaderAsync(CancellationToken cancellationToken) =>
        DocumentCodec.ReadHeader((await GetAsync(HeaderName, cancellationToken))?.Content);

    public virtual async Task<bool> CreateHeaderAsync(IReadOnlyDictionary<string, byte[]> entries, CancellationToken cancellationToken)
    {
        var found = await GetAsync(HeaderName, cancellationToken);
        return DocumentCodec.ReadHeader(found?.Content).Count == 0 && await PutAsync(HeaderName, found, new DocumentContent(DocumentCodec.WriteHeader(entries), 0, null), cancellationToken);
    }

    public virtual async Task<bool> ReplaceHeaderAsync(string name, byte[]? expected, byte[]? value, CancellationToken cancellationToken)
    {
        for (var tried = false; ; tried = true)
        {
            var found = await GetAsync(HeaderName, cancellationToken);
            var entries = new Dictionary<string, byte[]>(DocumentCodec.ReadHeader(found?.Content), StringComparer.Ordinal);
            var current = entries.GetValueOrDefault(name);
            if (!Same(expected, current)) return tried && Same(value, current); // ours was done all the same
            if (value is not null) entries[name] = value;
            else if (!entries.Remove(name)) return true;
            if (await PutAsync(HeaderName, found, new DocumentContent(DocumentCodec.WriteHeader(entries), 0, null), cancellationToken)) return true;
        }
    }

    public async ValueTask<SealedRow?> ReadAsync(RowId id, CancellationToken cancellationToken) =>
        await GetAsync(id.ToString(), cancellationToken) is { } found ? DocumentCodec.ReadRow(id, found) : null;

    public virtual async Task<VaultWriteOutcome> CommitAsync(SealedStep step, CancellationToken cancellationToken)
    {
        for (SealedRow? tried = null; ;)
        {
            var found = await GetAsync(step.Id.ToString(), cancellationToken);
            var row = found is null ? null : DocumentCodec.ReadRow(step.Id, found);
            // Another write came between, or ours was done and its answer lost on the way. No two seals are alike, so this is ours.
            if (tried is not null && row?.HasContentOf(tried) is true) return new VaultWriteOutcome.Written(step.Expected == -1 ? 0 : tried.Generation);
            var generation = row?.Generation ?? 0;
            VaultWriteOutcome outcome =
                step.Expected == -1 ? new VaultWriteOutcome.Written(0) :
                step.Expected != generation ? new VaultWriteOutcome.Conflict(generation) : new VaultWriteOutcome.Written(generation + 1);
            var isWritten = step.Expected == generation;
            if (!isWritten && step.Answer is null) return outcome;
            var next = new SealedRow(
                step.Id, isWritten ? generation + 1 : generation, isWritten ? step.Record : row?.Record, isWritten ? step.Properties : row?.Properties, step.Answer ?? row?.Answer);
            if (await PutAsync(step.Id.ToString(), found, DocumentCodec.WriteRow(next), cancellationToken)) return outcome;
            tried = isWritten || step.Expected == -1 ? next : null;
        }
    }

    public virtual async Task<bool> DeleteAsync(RowId id, long expectedGeneration, CancellationToken cancellationToken)
    {
        for (var tried = false; ; tried = true)
        {
            if (await GetAsync(id.ToString(), cancellationToken) is not { } found) return tried;
            if (DocumentCodec.ReadRow(id, found).Generation != expectedGeneration) return false;
            if (await RemoveAsync(id.ToString(), found, cancellationToken)) return true;
        }
    }

    public virtual async Task<bool> ReplaceAsync(RowId id, SealedRow? expected, SealedRow? next, CancellationToken cancellationToken)
    {
        for (var tried = false; ; tried = true)
        {
            var found = await GetAsync(id.ToString(), cancellationToken);
            var row = found is null ? null : DocumentCodec.ReadRow(id, found);
            if (!Same(expected, row)) return tried && Same(next, row); // ours was done all the same
            if (next is null ? found is null || await RemoveAsync(id.ToString(), found, cancellationToken) : await PutAsync(id.ToString(), found, DocumentCodec.WriteRow(next), cancellationToken)) return true;
        }
    }

    public async IAsyncEnumerable<SealedRow> ListAsync(bool whole, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var found in ListDocumentsAsync(whole, cancellationToken))
            if (!string.Equals(found.Name, HeaderName, StringComparison.Ordinal)) yield return DocumentCodec.ReadRow(RowId.Parse(found.Name), found);
    }

    public abstract Task CheckAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();

    /// <summary>The document as it is now, or null.</summary>
    protected abstract ValueTask<Document?> GetAsync(string name, CancellationToken cancellationToken);

    /// <summary>Writes it if it still is at the version that was read (null: not there). False: it is not.</summary>
    protected abstract Task<bool> PutAsync(string name, Document? read, DocumentContent next, CancellationToken cancellationToken);

    /// <summary>Removes it, with all that it held before, if it still is at the version that was read. False: it is not.</summary>
    protected abstract Task<bool> RemoveAsync(string name, Document read, CancellationToken cancellationToken);

    /// <summary>All documents under this vault's names, the header among them.</summary>
    /// <param name="whole">False: those with properties may come without their content.</param>
    protected abstract IAsyncEnumerable<Document> ListDocumentsAsync(bool whole, CancellationToken cancellationToken);

    private static bool Same(byte[]? one, byte[]? other) => one is null || other is null ? ReferenceEquals(one, other) : one.AsSpan().SequenceEqual(other);

    private static bool Same(SealedRow? one, SealedRow? other) => one is null || other is null ? ReferenceEquals(one, other) : one.HasContentOf(other);
}

/// <summary>A document as it was read.</summary>
/// <param name="Content">Null: the listing left it out.</param>
/// <param name="Version">The backend's own name of this state of it.</param>
internal sealed record Document(string Name, byte[]? Content, long Generation, byte[]? Properties, string Version);

/// <summary>A document to be written.</summary>
/// <param name="Generation">Of the record, for backends that keep it where it can be listed.</param>
/// <param name="Properties">Sealed, where they are kept apart.</param>
internal sealed record DocumentContent(byte[] Content, long Generation, byte[]? Properties);
