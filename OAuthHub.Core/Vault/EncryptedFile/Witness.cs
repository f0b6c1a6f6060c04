using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using OAuthHub.Core.Vault.Rows;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Core.Vault.EncryptedFile;

/// <summary>
/// What was seen of the vault, kept in a file of its own: the highest generation of each record, its properties (sealed),
/// and the vault's sequence number. Authenticated encryption alone cannot tell yesterday's record from today's; this can.
/// </summary>
/// <remarks>
/// It is written behind the vault, at most a second late and not flushed, so it can only ever know less than the vault:
/// whoever finds the vault behind it has found an older copy. Whoever puts back both files together stays unseen here.
/// </remarks>
internal sealed partial class Witness : IDisposable
{
    /// <summary>The generation of a record that was deleted: no late line of another process brings it back.</summary>
    private const long Deleted = long.MaxValue;

    private static readonly TimeSpan FlushEvery = TimeSpan.FromSeconds(1);

    private readonly RecordSeals seals;
    private readonly SqliteConnection connection;
    private readonly ConcurrentDictionary<RowId, long> seen = new();
    private readonly ConcurrentDictionary<RowId, (long Generation, long Sequence, byte[]? Properties)> unwritten = new();
    private readonly Lock gate = new();
    private readonly Timer timer;
    private long sequence;

    public Witness(string path, RecordSeals seals)
    {
        (this.seals, Path) = (seals, path);
        SqliteFile.Prepare(path);
        connection = SqliteFile.Open(path, synchronous: "NORMAL");
        // One that is there is only read: a process that stands still may hold the file, and must not keep others from starting.
        if (SqliteFile.Scalar(connection, "SELECT count(*) FROM sqlite_master WHERE name IN ('seen', 'vault')") is not 2L || SqliteFile.Scalar(connection, "SELECT count(*) FROM vault") is 0L) Create();
        if (SqliteFile.Scalar(connection, "SELECT deployment FROM vault") is not string owner || !string.Equals(owner, seals.DeploymentId, StringComparison.Ordinal))
            throw new HubStartException($"{path} belongs to another vault than the one beside it. Put back the two files together, or, if this vault is the right one, move {System.IO.Path.GetFileName(path)} away: rotating connections then wait for your word.");
        sequence = (long)SqliteFile.Scalar(connection, "SELECT sequence FROM vault")!;
        foreach (var (id, generation) in Rows()) seen[id] = generation;
        timer = new Timer(_ => TryFlush(), null, FlushEvery, FlushEvery);
    }

    /// <summary>How many records a witness file knows, without opening the vault; 0 when there is none.</summary>
    public static long CountRecords(string path)
    {
        if (!File.Exists(path)) return 0;
        using var file = SqliteFile.Open(path, "NORMAL");
        return SqliteFile.Scalar(file, "SELECT count(*) FROM sqlite_master WHERE name = 'seen'") is 1L
            ? (long)SqliteFile.Scalar(file, "SELECT count(*) FROM seen WHERE generation < $deleted", ("$deleted", Deleted))!
            : 0;
    }

    public string Path { get; }

    /// <summary>The number of the newest transaction that was seen.</summary>
    public long Sequence => Interlocked.Read(ref sequence);

    /// <summary>The highest generation seen of a record; 0 when it is not known.</summary>
    public long Generation(RowId id) => seen.GetValueOrDefault(id);

    /// <summary>
    /// The highest generation seen, asked of the file too: another process may have deleted the record, and said so there.
    /// </summary>
    public long Confirm(RowId id)
    {
        lock (gate)
        {
            try
            {
                Flush();
                if (SqliteFile.Scalar(connection, "SELECT generation FROM seen WHERE id = $id AND generation < $deleted", ("$id", id.Bytes), ("$deleted", Deleted)) is not long generation)
                {
                    seen.TryRemove(id, out _);
                    return 0;
                }
                seen[id] = generation;
                return generation;
            }
            catch (SqliteException failure)
            {
                throw SqliteFile.Translate(failure);
            }
        }
    }

    /// <param name="at">The vault's sequence number at that write: of two lines about a record the later one holds.</param>
    public void Saw(RowId id, long generation, byte[]? properties, long at)
    {
        seen.AddOrUpdate(id, generation, (_, old) => Math.Max(old, generation));
        unwritten.AddOrUpdate(id, (generation, at, properties), (_, old) => old.Sequence > at ? old : (generation, at, properties));
    }

    public void SawSequence(long number) => Interlocked.Exchange(ref sequence, number);

    /// <summary>Marks a record as deleted. Written at once: a deletion that only the vault remembered would look like a theft after a crash.</summary>
    /// <param name="at">The vault's sequence number before the deletion.</param>
    public void Forget(RowId id, long at)
    {
        lock (gate)
        {
            unwritten.TryRemove(id, out _);
            seen.TryRemove(id, out _);
            SqliteFile.Scalar(connection, "INSERT OR REPLACE INTO seen VALUES ($id, $deleted, $at, NULL)", ("$id", id.Bytes), ("$deleted", Deleted), ("$at", at));
        }
    }

    /// <summary>Everything that was seen, by any process, with its highest generation.</summary>
    public Dictionary<RowId, long> All()
    {
        TryFlush();
        lock (gate)
        {
            return Rows().ToDictionary(row => row.Id, row => row.Generation);
        }
    }

    /// <summary>
    /// What is known of a record whose row says nothing: null when it was deleted. Opened one by one, since few records ever need it.
    /// </summary>
    public (long Generation, KeptProperties? Properties)? Find(RowId id)
    {
        lock (gate)
        {
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT generation, properties FROM seen WHERE id = $id AND generation < $deleted";
            command.Parameters.AddWithValue("$id", id.Bytes);
            command.Parameters.AddWithValue("$deleted", Deleted);
            using var reader = command.ExecuteReader();
            return reader.Read() ? (reader.GetInt64(0), seals.OpenProperties(id, reader.GetInt64(0), reader[1] as byte[])) : null;
        }
    }

    /// <summary>Forgets all, so that what the vault holds now can be seen anew.</summary>
    public void Restart()
    {
        lock (gate)
        {
            SqliteFile.Execute(connection, "DELETE FROM seen");
            SqliteFile.Execute(connection, "UPDATE vault SET sequence = 0");
            seen.Clear();
            unwritten.Clear();
        }
    }

    public void Flush()
    {
        lock (gate)
        {
            var lines = unwritten.ToArray();
            SqliteFile.InTransaction(connection, () =>
            {
                Write(lines);
                SqliteFile.Scalar(connection, "UPDATE vault SET sequence = max(sequence, $sequence)", ("$sequence", Sequence));
            });
            foreach (var line in lines) unwritten.TryRemove(line);
        }
    }

    public void Dispose()
    {
        timer.Dispose();
        TryFlush();
        lock (gate) connection.Dispose();
    }

    private void TryFlush()
    {
        // The timer comes round every second, and waiting for a file that another process holds takes longer: one waits, not one more each second.
        if (unwritten.IsEmpty || !gate.TryEnter()) return;
        try
        {
            Flush();
        }
        catch (Exception failure) when (failure is SqliteException or ObjectDisposedException or InvalidOperationException)
        {
            // A witness that cannot be written knows less; nothing is lost. The disk's trouble shows at the vault itself.
        }
        finally
        {
            gate.Exit();
        }
    }

    private void Write(KeyValuePair<RowId, (long Generation, long Sequence, byte[]? Properties)>[] lines)
    {
        using var command = connection.CreateCommand(); // one for all: preparing it costs more than a line
        command.CommandText = """
            INSERT INTO seen VALUES ($id, $generation, $sequence, $properties)
            ON CONFLICT (id) DO UPDATE SET generation = excluded.generation, sequence = excluded.sequence, properties = excluded.properties
                WHERE excluded.sequence > sequence
            """;
        foreach (var name in (string[])["$id", "$generation", "$sequence", "$properties"]) command.Parameters.Add(new SqliteParameter { ParameterName = name });
        foreach (var (row, (generation, at, properties)) in lines)
        {
            command.Parameters["$id"].Value = row.Bytes;
            command.Parameters["$generation"].Value = generation;
            command.Parameters["$sequence"].Value = at;
            command.Parameters["$properties"].Value = (object?)properties ?? DBNull.Value;
            command.ExecuteNonQuery();
        }
    }

    private void Create() => SqliteFile.InTransaction(connection, () =>
    {
        SqliteFile.Execute(connection, "CREATE TABLE IF NOT EXISTS seen (id BLOB NOT NULL PRIMARY KEY, generation INTEGER NOT NULL, sequence INTEGER NOT NULL, properties BLOB) STRICT");
        SqliteFile.Execute(connection, "CREATE TABLE IF NOT EXISTS vault (deployment TEXT NOT NULL, sequence INTEGER NOT NULL) STRICT");
        SqliteFile.Scalar(connection, "INSERT INTO vault SELECT $id, 0 WHERE NOT EXISTS (SELECT 1 FROM vault)", ("$id", seals.DeploymentId));
    });

    private IEnumerable<(RowId Id, long Generation)> Rows()
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id, generation FROM seen WHERE generation < $deleted";
        command.Parameters.AddWithValue("$deleted", Deleted);
        using var reader = command.ExecuteReader();
        while (reader.Read()) yield return (new RowId((byte[])reader[0]), reader.GetInt64(1));
    }
}
