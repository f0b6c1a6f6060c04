using Microsoft.Data.Sqlite;
using OAuthHub.Core.Vault.Live;
using OAuthHub.Core.Vault.Rows;

namespace OAuthHub.Core.Vault.EncryptedFile;

/// <summary>The prepared statements of the writer.</summary>
internal sealed class CommitStatements : IDisposable
{
    private readonly SqliteCommand begin, commit, rollback, insert, update, current, answer, delete, deleteAnswer, sequence, whole, put, moving;

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
        whole = Prepare(RowSql.One);
        moving = Prepare($"SELECT 1 FROM header WHERE name = '{MoveNote.Entry}' AND substr(value, 1, 1) IN (CAST('{(char)MovePhase.Draining}' AS BLOB), CAST('{(char)MovePhase.Moved}' AS BLOB))");
        put = Prepare("INSERT OR REPLACE INTO record (id, generation, sealed) VALUES ($id, $generation, $sealed)");

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

    /// <summary>True while, in a move to another vault, the last rows are copied, and after it. Asked within the transaction, so that no write slips in.</summary>
    public bool IsMoving() => moving.ExecuteScalar() is not null;

    public VaultWriteOutcome Apply(CommitQueue.Item item) => item switch
    {
        { Step: { } step } => Apply(step),
        { Delete: { } expected } => Delete(item.Id, expected),
        { Replace: { } replacement } => Apply(item.Id, replacement),
        _ => new VaultWriteOutcome.Written(0),
    };

    private VaultWriteOutcome Apply(SealedStep step)
    {
        VaultWriteOutcome outcome = step switch
        {
            { Record: null } => new VaultWriteOutcome.Written(0),
            { Expected: 0 } => Written(Run(insert, step.Id, null, step.Record) == 1, step.Id, 1),
            _ => Written(Run(update, step.Id, step.Expected, step.Record) == 1, step.Id, step.Expected + 1),
        };
        Put(step.Id, step.Answer);
        return outcome;
    }

    private VaultWriteOutcome Delete(RowId id, long expected)
    {
        var outcome = Written(Run(delete, id, expected, null) == 1, id, 0);
        if (outcome is VaultWriteOutcome.Written) Run(deleteAnswer, id, null, null);
        return outcome;
    }

    private VaultWriteOutcome Apply(RowId id, CommitQueue.Replacement replacement)
    {
        whole.Parameters["$id"].Value = id.Bytes;
        var now = RowSql.ReadOne(whole);
        if (replacement.Expected is null ? now is not null : now?.HasContentOf(replacement.Expected) is not true) return new VaultWriteOutcome.Conflict(now?.Generation ?? 0);
        if (now is not null && replacement.Next?.Record is null) Run(delete, id, now.Generation, null);
        if (now?.Answer is not null && replacement.Next?.Answer is null) Run(deleteAnswer, id, null, null);
        if (replacement.Next is not { } next) return new VaultWriteOutcome.Written(0);
        if (next.Record is not null)
        {
            put.Parameters["$generation"].Value = next.Generation;
            Run(put, id, null, next.Record);
        }
        Put(id, next.Answer);
        return new VaultWriteOutcome.Written(next.Generation);
    }

    private void Put(RowId id, SealedAnswer? sealedAnswer)
    {
        if (sealedAnswer is null) return;
        answer.Parameters["$generation"].Value = sealedAnswer.TokenGeneration;
        Run(answer, id, null, sealedAnswer.Blob);
    }

    public void Dispose()
    {
        foreach (var command in (SqliteCommand[])[begin, commit, rollback, insert, update, current, answer, delete, deleteAnswer, sequence, whole, put, moving])
            command.Dispose();
    }

    private VaultWriteOutcome Written(bool done, RowId id, long generation)
    {
        if (done) return new VaultWriteOutcome.Written(generation);
        current.Parameters["$id"].Value = id.Bytes;
        return new VaultWriteOutcome.Conflict(current.ExecuteScalar() as long? ?? 0);
    }

    private static int Run(SqliteCommand command, RowId id, long? expected, byte[]? blob)
    {
        command.Parameters["$id"].Value = id.Bytes;
        if (expected is { } number) command.Parameters["$expected"].Value = number;
        if (blob is not null) command.Parameters["$sealed"].Value = blob;
        return command.ExecuteNonQuery();
    }
}
