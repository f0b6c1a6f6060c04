using Microsoft.Data.Sqlite;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Vault;

/// <summary>What somebody with the file in hand could do to it, also while the hub runs.</summary>
internal static class VaultSurgery
{
    /// <summary>Flips one bit in the sealed blob of every row.</summary>
    public static void FlipABit(TemporaryFolder folder)
    {
        foreach (var (id, blob) in Rows(folder))
        {
            blob[blob.Length / 2] ^= 1;
            Run(folder, "UPDATE record SET sealed = $blob WHERE id = $id", ("$id", id), ("$blob", blob));
        }
    }

    public static List<(byte[] Id, byte[] Sealed)> Rows(TemporaryFolder folder)
    {
        using var connection = Open(folder);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id, sealed FROM record";
        using var reader = command.ExecuteReader();
        var rows = new List<(byte[], byte[])>();
        while (reader.Read()) rows.Add(((byte[])reader[0], (byte[])reader[1]));
        return rows;
    }

    private static void Run(TemporaryFolder folder, string sql, params (string Name, object Value)[] parameters)
    {
        using var connection = Open(folder);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value);
        command.ExecuteNonQuery();
    }

    private static SqliteConnection Open(TemporaryFolder folder)
    {
        var connection = new SqliteConnection($"Data Source={folder.File("vault.db")};Pooling=False");
        connection.Open();
        return connection;
    }
}
