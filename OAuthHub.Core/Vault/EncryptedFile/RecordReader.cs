using Microsoft.Data.Sqlite;
using OAuthHub.Core.Vault.Rows;

namespace OAuthHub.Core.Vault.EncryptedFile;

/// <summary>A connection for reading, with its statements prepared. Used by one caller at a time.</summary>
internal sealed class RecordReader : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly SqliteCommand record, answer, whole;

    public RecordReader(string path)
    {
        connection = SqliteFile.Open(path);
        record = Prepare("SELECT generation, sealed FROM record WHERE id = $id");
        answer = Prepare("SELECT generation, sealed FROM answer WHERE id = $id");
        whole = Prepare(RowSql.One);

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

    /// <summary>Record and answer together.</summary>
    public SealedRow? ReadWhole(byte[] id)
    {
        whole.Parameters[0].Value = id;
        return RowSql.ReadOne(whole);
    }

    public void Dispose()
    {
        whole.Dispose();
        record.Dispose();
        answer.Dispose();
        connection.Dispose();
    }
}
