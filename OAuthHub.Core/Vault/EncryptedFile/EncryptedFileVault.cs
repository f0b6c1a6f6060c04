using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using OAuthHub.Core.Vault.Rows;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Core.Vault.EncryptedFile;

/// <summary>
/// The default vault: one SQLite file. A row is a keyed hash of the name, a generation, and one sealed blob that holds
/// everything else, so the file tells nothing but the number and size of its rows. Several processes may use it at once.
/// </summary>
public sealed partial class EncryptedFileVault : IVault, IDisposable, IAsyncDisposable
{
    private readonly string path;
    private readonly RecordSeals seals;
    private readonly SqliteConnection writer;
    private readonly Witness witness;
    private readonly CommitQueue queue;
    private readonly ConcurrentBag<RecordReader> readers = [];

    /// <param name="firstHeader">What a new file says about itself, in place of what another may have known; null: it is a vault of its own. Of no account for one that is there.</param>
    /// <exception cref="HubStartException">The file must not be used like this; the message says why.</exception>
    public EncryptedFileVault(HubPaths paths, KeyRing keys, ILogger<EncryptedFileVault> logger, IReadOnlyDictionary<string, byte[]>? firstHeader = null)
    {
        path = paths.VaultFile;
        PrivateFile.CreateDirectory(paths.DataDirectory);
        var isNew = !File.Exists(path) || new FileInfo(path).Length == 0;
        if (isNew && firstHeader is null && Witness.CountRecords(paths.WitnessFile) is var known and > 0)
            throw new HubStartException($"{path} is missing or empty, but {known} records were seen in it before. Put back a backup of it. To begin with an empty vault instead, move {paths.WitnessFile} away too.");
        var witnessIsNew = !File.Exists(paths.WitnessFile);
        SqliteFile.Prepare(path);
        if (PrivateFile.Restrict(path)) LogRestricted(logger, path);
        if (PrivateFile.Restrict(paths.WitnessFile)) LogRestricted(logger, paths.WitnessFile);
        try
        {
            writer = SqliteFile.Open(path);
            if (!isNew && SqliteFile.Scalar(writer, "PRAGMA integrity_check(1)") is not "ok") throw DamagedFile();
            VaultHeader.OpenOrCreate(writer, () => firstHeader ?? VaultIdentity.Create(keys), path);
            seals = new RecordSeals(OpenIdentity(keys), keys);
            // Said in the vault itself before there is a witness: from then on nobody could tell any more.
            if (witnessIsNew && SqliteFile.Scalar(writer, "SELECT count(*) FROM record") is > 0L) VaultHeader.Replace(writer, HighWaterMark.RestoredEntry, null, "no witness"u8.ToArray());
            witness = new Witness(paths.WitnessFile, seals);
            IsRestoredCopy = (long)SqliteFile.Scalar(writer, "SELECT value FROM sequence")! < witness.Sequence || VaultHeader.Read(writer).ContainsKey(HighWaterMark.RestoredEntry);
        }
        catch (SqliteException failure) when (SqliteFile.IsDamage(failure))
        {
            writer?.Dispose();
            throw DamagedFile();
        }
        catch
        {
            writer?.Dispose();
            throw;
        }
        if (IsRestoredCopy) LogRestored(logger, path);
        queue = new CommitQueue(writer, OnCommitted);
    }

    public string DeploymentId => seals.DeploymentId;

    public bool IsRestoredCopy { get; private set; }

    public bool ComparesAndSwaps => true;

    public ValueTask<VaultRecord?> ReadAsync(VaultName name, CancellationToken cancellationToken)
    {
        var id = seals.Id(name);
        // Before the row, so that a write in between cannot make the row look old.
        var seen = witness.Generation(id);
        if (Read("record", id) is not var (generation, blob))
        {
            return seen > 0 && !IsRestoredCopy && witness.Confirm(id) > 0
                ? throw new VaultIntegrityException("A record that was in the vault is gone without having been deleted. Restore it from a backup or reconnect the account.", VaultProblem.Missing)
                : ValueTask.FromResult<VaultRecord?>(null);
        }
        var record = Open(id, generation, blob, seen);
        return record.Name == name ? ValueTask.FromResult<VaultRecord?>(record) : throw new VaultIntegrityException("A record of the vault stands under another name.");
    }

    public Task<VaultWriteOutcome> CommitAsync(VaultCommit commit, CancellationToken cancellationToken) => CommitAsync(seals.Seal(commit, properties: true));

    private Task<VaultWriteOutcome> CommitAsync(SealedStep step) => queue.EnqueueAsync(new CommitQueue.Item(step.Id) { Step = step });

    public Task<bool> DeleteAsync(VaultName name, long expectedGeneration, CancellationToken cancellationToken) => DeleteAsync(seals.Id(name), expectedGeneration);

    private async Task<bool> DeleteAsync(RowId id, long expectedGeneration)
    {
        // First the witness forgets: a crash in between leaves a record that is merely not witnessed.
        if (Read("record", id) is var (generation, _) && generation == expectedGeneration) witness.Forget(id, Sequence());
        return await queue.EnqueueAsync(new CommitQueue.Item(id) { Delete = expectedGeneration }) is VaultWriteOutcome.Written;
    }

    public ValueTask<JournalEntry?> ReadJournalAsync(VaultName name, CancellationToken cancellationToken)
    {
        var id = seals.Id(name);
        return ValueTask.FromResult(Read("answer", id) is var (generation, blob) ? seals.OpenAnswer(name, id, new SealedAnswer(generation, blob)) : null);
    }

    public Task CheckAsync(CancellationToken cancellationToken) => queue.EnqueueAsync(new CommitQueue.Item(default));

    public async IAsyncEnumerable<VaultEntry> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        var witnessed = witness.All();
        using var connection = OpenToRead();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id, generation, sealed FROM record";
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (id, generation, blob) = (new RowId((byte[])rows[0]), rows.GetInt64(1), (byte[])rows[2]);
            witnessed.Remove(id, out var seen);
            yield return Entry(id, generation, blob, seen);
        }
        if (IsRestoredCopy) yield break; // an older copy may well lack what came later
        foreach (var (id, _) in witnessed)
            if (witness.Find(id) is var (generation, properties)) // null: it was deleted while we read
                yield return new VaultEntry(properties?.Name, generation, properties?.Properties ?? new Dictionary<string, string>(), VaultProblem.Missing);
    }

    public async Task AcceptRestoredCopyAsync(CancellationToken cancellationToken)
    {
        if (!IsRestoredCopy) return;
        witness.Restart();
        var sequence = Sequence();
        await foreach (var entry in ListAsync(cancellationToken))
        {
            if (entry.Name is not { } name) continue;
            var id = seals.Id(name);
            witness.Saw(id, entry.Generation, seals.SealProperties(id, entry.Generation, name, entry.Properties), sequence);
        }
        witness.SawSequence(sequence);
        witness.Flush();
        using var connection = OpenToRead();
        if (VaultHeader.Read(connection).GetValueOrDefault(HighWaterMark.RestoredEntry) is { } flag) VaultHeader.Replace(connection, HighWaterMark.RestoredEntry, flag, null);
        IsRestoredCopy = false;
    }

    /// <summary>Writes what is queued, folds the write-ahead log into the file, and closes it.</summary>
    public void Dispose()
    {
        queue.Dispose();
        witness.Dispose();
        while (readers.TryTake(out var reader)) reader.Dispose();
        writer.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private VaultEntry Entry(RowId id, long generation, byte[] blob, long seen)
    {
        try
        {
            var record = Open(id, generation, blob, seen);
            return new VaultEntry(record.Name, generation, record.Properties);
        }
        catch (VaultIntegrityException failure)
        {
            return Set(failure.Problem);
        }
        catch (VaultKeyUnavailableException)
        {
            return Set(VaultProblem.KeyUnavailable);
        }

        VaultEntry Set(VaultProblem problem)
        {
            var known = witness.Find(id)?.Properties;
            return new VaultEntry(known?.Name, generation, known?.Properties ?? new Dictionary<string, string>(), problem);
        }
    }

    private VaultRecord Open(RowId id, long generation, byte[] blob, long seen)
    {
        var record = seals.Open(id, generation, blob);
        if (generation < seen && !IsRestoredCopy && generation < witness.Confirm(id))
            throw new VaultIntegrityException("A record of the vault is older than one that was already seen: it was put back. It is set aside; reconnect the account.", VaultProblem.PutBack);
        return record;
    }

    private long Sequence()
    {
        using var connection = OpenToRead();
        return (long)SqliteFile.Scalar(connection, "SELECT value FROM sequence")!;
    }

    private SqliteConnection OpenToRead()
    {
        try
        {
            return SqliteFile.Open(path);
        }
        catch (SqliteException failure)
        {
            throw SqliteFile.Translate(failure);
        }
    }

    private (long Generation, byte[] Sealed)? Read(string table, RowId id) => Read((table, id), static (reader, what) => reader.Read(what.table, what.id.Bytes));

    private TRow Read<TWhat, TRow>(TWhat what, Func<RecordReader, TWhat, TRow> read)
    {
        RecordReader? reader = null;
        try
        {
            if (!readers.TryTake(out reader)) reader = new RecordReader(path);
            var row = read(reader, what);
            readers.Add(reader);
            return row;
        }
        catch (SqliteException failure)
        {
            reader?.Dispose();
            throw SqliteFile.Translate(failure);
        }
    }

    private void OnCommitted(IReadOnlyList<CommitQueue.Item> items, IReadOnlyList<VaultWriteOutcome> outcomes, long sequence)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (outcomes[i] is not VaultWriteOutcome.Written(var generation)) continue;
            if (items[i].Step is { Record: not null } step) witness.Saw(step.Id, generation, step.Properties, sequence);
            else if (items[i].Replace?.Next is { Record: not null } row) witness.Saw(row.Id, generation, row.Properties, sequence);
        }
        if (!IsRestoredCopy) witness.SawSequence(sequence);
    }

    private VaultIdentity OpenIdentity(KeyRing keys)
    {
        var header = VaultHeader.Read(writer);
        Live.KeyNotes.Adopt(header, keys);
        var identity = VaultIdentity.Open(header, keys, path);
        var entry = VaultIdentity.EntryOf(keys.Newest.Id);
        if (!header.ContainsKey(entry)) VaultHeader.Replace(writer, entry, null, identity.SealNameKey(keys));
        return identity;
    }

    private HubStartException DamagedFile() =>
        new($"The vault file {path} is damaged (cut or changed) and was not opened. Put back a backup of it, or let sqlite3's .recover try; nothing was changed.");

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} could be opened by others; its mode is now 0600")]
    private static partial void LogRestricted(ILogger logger, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} is older than what was already seen of it: a backup was put back. Connections with rotating tokens wait for the operator's word")]
    private static partial void LogRestored(ILogger logger, string path);
}
