using System.Runtime.CompilerServices;
using OAuthHub.Core.Vault.Rows;

namespace OAuthHub.Core.Vault.EncryptedFile;

/// <summary>The rows of the file for those who move, re-seal or copy them. What they write is witnessed like any other write.</summary>
public sealed partial class EncryptedFileVault
{
    internal IRecordStore Rows => new RowsOf(this);

    internal Sealing.RecordSeals Seals => seals;

    /// <summary>After the rows: what the witness keeps of them, under the newest master key.</summary>
    internal void SealWitnessAnew(string keyId) => Translated(() =>
    {
        witness.SealAnew(keyId);
        return true;
    });

    private sealed class RowsOf(EncryptedFileVault vault) : IRecordStore
    {
        public string Place => vault.path;

        public bool ComparesAndSwaps => true;

        /// <summary>The witness keeps them.</summary>
        public bool KeepsProperties => true;

        public Task<IReadOnlyDictionary<string, byte[]>> ReadHeaderAsync(CancellationToken cancellationToken)
        {
            using var connection = vault.OpenToRead();
            return Task.FromResult(Translated(() => VaultHeader.Read(connection)));
        }

        /// <summary>The file has had its header since it was opened.</summary>
        public Task<bool> CreateHeaderAsync(IReadOnlyDictionary<string, byte[]> entries, CancellationToken cancellationToken) => Task.FromResult(false);

        public Task<bool> ReplaceHeaderAsync(string name, byte[]? expected, byte[]? value, CancellationToken cancellationToken)
        {
            using var connection = vault.OpenToRead();
            return Task.FromResult(Translated(() => VaultHeader.Replace(connection, name, expected, value)));
        }

        public ValueTask<SealedRow?> ReadAsync(RowId id, CancellationToken cancellationToken) => ValueTask.FromResult(vault.Read(id, static (reader, id) => reader.ReadWhole(id.Bytes)));

        public Task<VaultWriteOutcome> CommitAsync(SealedStep step, CancellationToken cancellationToken) => vault.CommitAsync(step);

        public Task<bool> DeleteAsync(RowId id, long expectedGeneration, CancellationToken cancellationToken) => vault.DeleteAsync(id, expectedGeneration);

        public async Task<bool> ReplaceAsync(RowId id, SealedRow? expected, SealedRow? next, CancellationToken cancellationToken)
        {
            if (next?.Record is null && expected?.Record is not null) vault.witness.Forget(id, vault.Sequence());
            return await vault.queue.EnqueueAsync(new CommitQueue.Item(id) { Replace = new CommitQueue.Replacement(expected, next) }) is VaultWriteOutcome.Written;
        }

        public async IAsyncEnumerable<SealedRow> ListAsync(bool whole, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            using var connection = vault.OpenToRead();
            using var command = connection.CreateCommand();
            command.CommandText = RowSql.All;
            using var rows = Translated(command.ExecuteReader);
            while (Translated(rows.Read))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return RowSql.Read(rows);
            }
        }

        /// <summary>Freed pages are overwritten; what a write-ahead log still holds goes with it. A reader that is in the way leaves it to the next checkpoint.</summary>
        public Task TidyAsync(CancellationToken cancellationToken)
        {
            vault.witness.Flush();
            foreach (var file in (string[])[vault.path, vault.witness.Path])
            {
                using var connection = SqliteFile.Open(file);
                Translated(() => SqliteFile.Scalar(connection, "PRAGMA wal_checkpoint(TRUNCATE)"));
            }
            return Task.CompletedTask;
        }

        public Task CheckAsync(CancellationToken cancellationToken) => vault.CheckAsync(cancellationToken);

        public ValueTask DisposeAsync() => vault.DisposeAsync();
    }

    private static T Translated<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Microsoft.Data.Sqlite.SqliteException failure)
        {
            throw SqliteFile.Translate(failure);
        }
    }
}
