using Microsoft.Data.Sqlite;

namespace OAuthHub.Core.Vault.EncryptedFile;

/// <summary>A connection for reading, with its two statements prepared. Used by one caller at a time.</summary>
internal sealed class RecordReader : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly SqliteCommand record, answer;

    public RecordReader(string path)
    {
        connection = SqliteFile.Open(path);
        record = Prepare("SELECT generation, sealed FROM record WHERE id = $id");
        answer = Prepare("SELECT generation, sealed FROM answer WHERE id = $id");

        SqliteCommand Prepare(string sql)
        {
            var command = connection.CreateCommand();
            command.CommandText = sql;
            command.Parameters.Add(new SqliteParameter { ParameterName = "$id" });
            return command;
        }
    }

    public (long Generation, byte[] Sealed)? Read(string table, byte[] id)
    {
        var command = string.Equals(table, "answer", StringComparison.Ordinal) ? answer : record;
        command.Parameters[0].Value = id;
        using var row = command.ExecuteReader();
        return row.Read() ? (row.GetInt64(0), (byte[])row[1]) : null;
    }

    public void Dispose()
    {
        record.Dispose();
        answer.Dispose();
        connection.Dispose();
    }
}
