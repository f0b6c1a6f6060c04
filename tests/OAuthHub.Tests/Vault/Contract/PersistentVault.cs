using System.Runtime.CompilerServices;
using OAuthHub.Core.Vault;

namespace OAuthHub.Tests.Vault;

/// <summary>
/// Uses a vault as the hub does (<c>AnswerKeeper</c>): after a failure it reads back; what it finds as it wanted it is done, and anything else is
/// tried again.
/// </summary>
internal sealed class PersistentVault(IVault inner) : IVault, IAsyncDisposable
{
    public string DeploymentId => inner.DeploymentId;

    public bool ComparesAndSwaps => inner.ComparesAndSwaps;

    public bool IsRestoredCopy => inner.IsRestoredCopy;

    public async ValueTask<VaultRecord?> ReadAsync(VaultName name, CancellationToken cancellationToken) =>
        await Persisting.UntilKnownAsync<VaultRecord?>(async () => await inner.ReadAsync(name, cancellationToken));

    public async ValueTask<JournalEntry?> ReadJournalAsync(VaultName name, CancellationToken cancellationToken) =>
        await Persisting.UntilKnownAsync<JournalEntry?>(async () => await inner.ReadJournalAsync(name, cancellationToken));

    public Task<VaultWriteOutcome> CommitAsync(VaultCommit commit, CancellationToken cancellationToken) => Persisting.UntilKnownAsync<VaultWriteOutcome>(
        () => inner.CommitAsync(commit, cancellationToken),
        async () => commit switch
        {
            { Write: { } write } => await ReadBackAsync(write) is { } record ? new VaultWriteOutcome.Written(record.Generation) : null,
            { Journal: { } entry } => await ReadJournalAsync(entry.Name, CancellationToken.None) is { } kept && kept.TokenGeneration == entry.TokenGeneration && kept.Answer.Span.SequenceEqual(entry.Answer.Span)
                ? new VaultWriteOutcome.Written(0) : null,
            _ => null,
        });

    public async Task<bool> DeleteAsync(VaultName name, long expectedGeneration, CancellationToken cancellationToken)
    {
        var wasThere = await GenerationAsync(name) is { } before && (before == expectedGeneration || before == -1);
        return await Persisting.UntilKnownAsync<object>(
            async () => await inner.DeleteAsync(name, expectedGeneration, cancellationToken),
            async () => wasThere && await GenerationAsync(name) is null ? true : null) is true;
    }

    public async IAsyncEnumerable<VaultEntry> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var entries = await Persisting.UntilKnownAsync(async () =>
        {
            var found = new List<VaultEntry>();
            await foreach (var entry in inner.ListAsync(cancellationToken)) found.Add(entry);
            return found;
        });
        foreach (var entry in entries) yield return entry;
    }

    public Task CheckAsync(CancellationToken cancellationToken) => Persisting.UntilKnownAsync(async () =>
    {
        await inner.CheckAsync(cancellationToken);
        return true;
    });

    public Task AcceptRestoredCopyAsync(CancellationToken cancellationToken) => inner.AcceptRestoredCopyAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner is IAsyncDisposable closing ? closing.DisposeAsync() : ValueTask.CompletedTask;

    /// <summary>What was to be written, if it is there: later than what was expected, and the same in all that counts.</summary>
    private async Task<VaultRecord?> ReadBackAsync(VaultWrite write)
    {
        try
        {
            return await ReadAsync(write.Name, CancellationToken.None) is { } now && now.Generation > write.ExpectedGeneration && now.Secret.Span.SequenceEqual(write.Secret.Span) ? now : null;
        }
        catch (VaultIntegrityException)
        {
            return null;
        }
    }

    /// <summary>-1: there is a record that does not open.</summary>
    private async Task<long?> GenerationAsync(VaultName name)
    {
        try
        {
            return (await ReadAsync(name, CancellationToken.None))?.Generation;
        }
        catch (VaultIntegrityException)
        {
            return -1;
        }
    }
}

/// <summary>Tries until it is known how it ended.</summary>
internal static class Persisting
{
    private const int Tries = 60;

    /// <param name="readBack">How it ended, if that can be seen; null: it is to be tried again.</param>
    public static async Task<T> UntilKnownAsync<T>(Func<Task<T>> step, Func<Task<T?>>? readBack = null)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await step();
            }
            catch (VaultUnavailableException) when (tries < Tries)
            {
                if (readBack is not null && await readBack() is { } known) return known;
            }
        }
    }
}
