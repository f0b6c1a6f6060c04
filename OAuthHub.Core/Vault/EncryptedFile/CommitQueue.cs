using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using OAuthHub.Core.Vault.Rows;

namespace OAuthHub.Core.Vault.EncryptedFile;

/// <summary>
/// The one writer of this process. Whatever waits while a transaction is flushed goes into the next one together: a flush
/// costs the same for one record as for a hundred, and each of them still knows on its own whether it was written.
/// </summary>
internal sealed class CommitQueue : IDisposable
{
    private const int LargestBatch = 256;

    private readonly BlockingCollection<Item> items = [];
    private readonly SqliteConnection connection;
    private readonly Action<IReadOnlyList<Item>, IReadOnlyList<VaultWriteOutcome>, long> committed;
    private readonly Thread thread;
    private int stopped;

    /// <param name="committed">Called after each durable transaction with its items, their outcomes and the vault's sequence number.</param>
    public CommitQueue(SqliteConnection connection, Action<IReadOnlyList<Item>, IReadOnlyList<VaultWriteOutcome>, long> committed)
    {
        (this.connection, this.committed) = (connection, committed);
        thread = new Thread(Run) { IsBackground = true, Name = "vault writer" };
        thread.Start();
    }

    public Task<VaultWriteOutcome> EnqueueAsync(Item item)
    {
        try
        {
            items.Add(item);
        }
        catch (InvalidOperationException)
        {
            throw new VaultUnavailableException("The hub is stopping: the vault takes no more writes.");
        }
        return item.Done.Task;
    }

    /// <summary>Writes what is queued, then stops.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref stopped, 1) == 1) return;
        items.CompleteAdding();
        thread.Join();
        items.Dispose();
    }

    private void Run()
    {
        using var statements = new CommitStatements(connection);
        var batch = new List<Item>(LargestBatch);
        foreach (var first in items.GetConsumingEnumerable())
        {
            batch.Clear();
            batch.Add(first);
            while (batch.Count < LargestBatch && items.TryTake(out var more)) batch.Add(more);
            try
            {
                var outcomes = new List<VaultWriteOutcome>(batch.Count);
                var sequence = statements.Transaction(() =>
                {
                    if (statements.IsMoving()) Refuse(batch);
                    outcomes.AddRange(batch.Select(statements.Apply));
                });
                committed(batch, outcomes, sequence);
                for (var i = 0; i < outcomes.Count; i++) batch[i].Done.TrySetResult(outcomes[i]);
            }
            catch (SqliteException failure)
            {
                foreach (var item in batch) item.Done.TrySetException(SqliteFile.Translate(failure));
            }
        }
    }

    /// <summary>Whoever looked at the header before the move's last step began, and comes after it, belongs in the new vault.</summary>
    private static void Refuse(List<Item> batch)
    {
        foreach (var item in batch.Where(item => item.IsWork)) item.Done.TrySetException(new VaultIsMovingException());
        batch.RemoveAll(item => item.IsWork);
    }

    /// <summary>What is to be done to one row; nothing at all proves that the file can be written.</summary>
    internal sealed record Item(RowId Id)
    {
        public SealedStep? Step { get; init; }

        /// <summary>Record and answer go, if the record is at this generation.</summary>
        public long? Delete { get; init; }

        public Replacement? Replace { get; init; }

        /// <summary>True for what the hub writes; the mover's own writes go on.</summary>
        public bool IsWork => Step is not null || Delete is not null;

        public TaskCompletionSource<VaultWriteOutcome> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>The row becomes <paramref name="Next"/> (null: it goes) if it is <paramref name="Expected"/> (null: not there).</summary>
    internal sealed record Replacement(SealedRow? Expected, SealedRow? Next);
}
