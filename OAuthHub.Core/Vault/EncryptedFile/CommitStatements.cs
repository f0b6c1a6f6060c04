using Microsoft.Data.Sqlite;

namespace OAuthHub.Core.Vault.EncryptedFile;

/// <summary>The prepared statements of the writer.</summary>
internal sealed class CommitStatements : IDisposable
{
    private readonly SqliteCommand begin, commit, rollback, insert, update, current, answer, delete, deleteAnswer, sequence;

    public CommitStatements(SqliteConnection connection)
    {
        begin = Prepare("BEGIN IMMEDIATE");
        commit = Prepare("COMMIT");
        rollback = Prepare("ROLLBACK");
        insert = Prepare("INSERT INTO record (id, generation, sealed) VALUES ($id, 1, $sealed) ON CONFLICT DO NOTHING");
        update = Prepare("UPDATE record SET generation = $expected + 1, sealed = $sealed WHERE id = $id AND generation = $expected");
        current = Prepare("SELECT generation FROM record WHERE id = $id");
        answer = Prepare("INSERT OR REPLACE INTO answer (id, generation, sealed) VALUES ($id, $generation, $sealed)");
        delete = Prepare("DELETE FROM record WHERE id = $id AND generation = $expected");
        deleteAnswer = Prepare("DELETE FROM answer WHERE id = $id");
        sequence = Prepare("UPDATE sequence SET value = value + 1 RETURNING value");

        SqliteCommand Prepare(string sql)
        {
            var command = connection.CreateCommand();
            command.CommandText = sql;
            foreach (var name in (string[])["$id", "$expected", "$sealed", "$generation"])
                if (sql.Contains(name, StringComparison.Ordinal)) command.Parameters.Add(new SqliteParameter { ParameterName = name });
            return command;
        }
    }

    /// <summary>Runs the body in one immediate transaction and returns the vault's new sequence number.</summary>
    public long Transaction(Action body)
    {
        begin.ExecuteNonQuery();
        try
        {
            body();
            var number = (long)sequence.ExecuteScalar()!;
            commit.ExecuteNonQuery();
            return number;
        }
        catch
        {
            try
            {
                rollback.ExecuteNonQuery();
            }
            catch (SqliteException)
            {
                // SQLite has rolled back by itself already (disk full, I/O error); the first failure is the one to tell.
            }
            throw;
        }
    }

    public VaultWriteOutcome Apply(CommitQueue.Item item)
    {
        VaultWriteOutcome outcome = item switch
        {
            { Delete: true } => Written(Run(delete, item.RecordId, item.Expected, null) == 1, item, 0),
            { Sealed: null } => new VaultWriteOutcome.Written(0),
            { Expected: 0 } => Written(Run(insert, item.RecordId, null, item.Sealed) == 1, item, 1),
            _ => Written(Run(update, item.RecordId, item.Expected, item.Sealed) == 1, item, item.Expected + 1),
        };
        if (item.Delete && outcome is VaultWriteOutcome.Written) Run(deleteAnswer, item.RecordId, null, null);
        if (item.Answer is not null)
        {
            answer.Parameters["$generation"].Value = item.AnswerGeneration;
            Run(answer, item.RecordId, null, item.Answer);
        }
        return outcome;
    }

    public void Dispose()
    {
        foreach (var command in (SqliteCommand[])[begin, commit, rollback, insert, update, current, answer, delete, deleteAnswer, sequence])
            command.Dispose();
    }

    private VaultWriteOutcome Written(bool done, CommitQueue.Item item, long generation)
    {
        if (done) return new VaultWriteOutcome.Written(generation);
        current.Parameters["$id"].Value = item.RecordId;
        return new VaultWriteOutcome.Conflict(current.ExecuteScalar() as long? ?? 0);
    }

    private static int Run(SqliteCommand command, byte[] id, long? expected, byte[]? blob)
    {
        command.Parameters["$id"].Value = id;
        if (expected is { } number) command.Parameters["$expected"].Value = number;
        if (blob is not null) command.Parameters["$sealed"].Value = blob;
        return command.ExecuteNonQuery();
    }
}
