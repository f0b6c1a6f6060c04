using System.Runtime.CompilerServices;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.Rows;

namespace OAuthHub.Tests.Vault;

/// <summary>Any store behind a network that is slow, loses requests, and loses answers: then the write was done and nobody hears of it.</summary>
internal sealed class FaultInjectingStore(IRecordStore inner, FaultPlan plan) : IRecordStore
{
    public string Place => inner.Place;

    public bool ComparesAndSwaps => inner.ComparesAndSwaps;

    public bool KeepsProperties => inner.KeepsProperties;

    public Task<IReadOnlyDictionary<string, byte[]>> ReadHeaderAsync(CancellationToken cancellationToken) =>
        Read(() => inner.ReadHeaderAsync(cancellationToken));

    public Task<bool> CreateHeaderAsync(IReadOnlyDictionary<string, byte[]> entries, CancellationToken cancellationToken) =>
        Write(() => inner.CreateHeaderAsync(entries, cancellationToken));

    public Task<bool> ReplaceHeaderAsync(string name, byte[]? expected, byte[]? value, CancellationToken cancellationToken) =>
        Write(() => inner.ReplaceHeaderAsync(name, expected, value, cancellationToken));

    public async ValueTask<SealedRow?> ReadAsync(RowId id, CancellationToken cancellationToken) =>
        await Read(async () => await inner.ReadAsync(id, cancellationToken));

    public Task<VaultWriteOutcome> CommitAsync(SealedStep step, CancellationToken cancellationToken) =>
        Write(() => inner.CommitAsync(step, cancellationToken));

    public Task<bool> DeleteAsync(RowId id, long expectedGeneration, CancellationToken cancellationToken) =>
        Write(() => inner.DeleteAsync(id, expectedGeneration, cancellationToken));

    public Task<bool> ReplaceAsync(RowId id, SealedRow? expected, SealedRow? next, CancellationToken cancellationToken) =>
        Write(() => inner.ReplaceAsync(id, expected, next, cancellationToken));

    public Task CheckAsync(CancellationToken cancellationToken) => Write(async () =>
    {
        await inner.CheckAsync(cancellationToken);
        return true;
    });

    public async IAsyncEnumerable<SealedRow> ListAsync(bool whole, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Read(() => Task.FromResult(true));
        var listed = 0;
        await foreach (var row in inner.ListAsync(whole, cancellationToken))
        {
            if (listed++ == plan.ListsFailAfter) throw Failure();
            yield return row;
        }
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async Task<T> Read<T>(Func<Task<T>> read)
    {
        await Delay();
        return plan.FailsRead() ? throw Failure() : await read();
    }

    private async Task<T> Write<T>(Func<Task<T>> write)
    {
        if (plan.Gate is { } gate) await gate;
        await Delay();
        var fault = plan.Write();
        if (fault is WriteFault.Before) throw Failure();
        var result = await write();
        await Delay();
        return fault is WriteFault.After ? throw Failure() : result;
    }

    private async Task Delay()
    {
        if (plan.Delay() is var delay && delay > TimeSpan.Zero) await Task.Delay(delay, TimeProvider.System);
    }

    private static VaultUnavailableException Failure() => new("The network of this test has lost something.");
}
