using System.Runtime.CompilerServices;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.Rows;

namespace OAuthHub.Tests.Vault;

/// <summary>Uses rows as a move or a change of keys must: after a failure it looks what is there. No two seals are alike, so that it knows its own.</summary>
internal sealed class PersistentRows(IRecordStore inner) : IRecordStore
{
    public string Place => inner.Place;

    public bool ComparesAndSwaps => inner.ComparesAndSwaps;

    public bool KeepsProperties => inner.KeepsProperties;

    public Task<IReadOnlyDictionary<string, byte[]>> ReadHeaderAsync(CancellationToken cancellationToken) =>
        Persisting.UntilKnownAsync(() => inner.ReadHeaderAsync(cancellationToken));

    public Task<bool> CreateHeaderAsync(IReadOnlyDictionary<string, byte[]> entries, CancellationToken cancellationToken) => Decide(
        () => inner.CreateHeaderAsync(entries, cancellationToken),
        async () => await ReadHeaderAsync(CancellationToken.None) is var header && entries.All(entry => Same(entry.Value, header.GetValueOrDefault(entry.Key))));

    public Task<bool> ReplaceHeaderAsync(string name, byte[]? expected, byte[]? value, CancellationToken cancellationToken) => Decide(
        () => inner.ReplaceHeaderAsync(name, expected, value, cancellationToken),
        async () => !Same(expected, value) && Same(value, (await ReadHeaderAsync(CancellationToken.None)).GetValueOrDefault(name)));

    public async ValueTask<SealedRow?> ReadAsync(RowId id, CancellationToken cancellationToken) =>
        await Persisting.UntilKnownAsync<SealedRow?>(async () => await inner.ReadAsync(id, cancellationToken));

    public Task<VaultWriteOutcome> CommitAsync(SealedStep step, CancellationToken cancellationToken) => Persisting.UntilKnownAsync<VaultWriteOutcome>(
        () => inner.CommitAsync(step, cancellationToken),
        async () => step.Record is not null && Same(step.Record, (await ReadAsync(step.Id, CancellationToken.None))?.Record) ? new VaultWriteOutcome.Written(step.Expected + 1) : null);

    public Task<bool> DeleteAsync(RowId id, long expectedGeneration, CancellationToken cancellationToken) =>
        Decide(() => inner.DeleteAsync(id, expectedGeneration, cancellationToken), async () => await ReadAsync(id, CancellationToken.None) is null);

    public async Task<bool> ReplaceAsync(RowId id, SealedRow? expected, SealedRow? next, CancellationToken cancellationToken)
    {
        var before = await ReadAsync(id, CancellationToken.None);
        var couldDo = expected is null ? before is null : before?.HasContentOf(expected) is true;
        return await Decide(
            () => inner.ReplaceAsync(id, expected, next, cancellationToken),
            async () => couldDo && await ReadAsync(id, CancellationToken.None) is var now && (next is null ? now is null : now?.HasContentOf(next) is true));
    }

    public async IAsyncEnumerable<SealedRow> ListAsync(bool whole, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var rows = await Persisting.UntilKnownAsync(async () =>
        {
            var found = new List<SealedRow>();
            await foreach (var row in inner.ListAsync(whole, cancellationToken)) found.Add(row);
            return found;
        });
        foreach (var row in rows) yield return row;
    }

    public Task CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private static async Task<bool> Decide(Func<Task<bool>> step, Func<Task<bool>> isDone) =>
        await Persisting.UntilKnownAsync<object>(async () => await step(), async () => await isDone() ? true : null) is true;

    private static bool Same(byte[]? one, byte[]? other) => one is null || other is null ? ReferenceEquals(one, other) : one.AsSpan().SequenceEqual(other);
}
