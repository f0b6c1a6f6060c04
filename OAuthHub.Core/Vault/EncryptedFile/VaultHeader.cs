using Microsoft.Data.Sqlite;

namespace OAuthHub.Core.Vault.EncryptedFile;

/// <summary>The tables of the file, and its header entries. Reads and writes are short: the caller may be the only user of the connection.</summary>
internal static class VaultHeader
{
    private const int Format = 1;

    /// <summary>Makes the tables if the file is new. The first entries are written with them, so that a vault is whole or not there.</summary>
    public static void OpenOrCreate(SqliteConnection connection, Func<IReadOnlyDictionary<string, byte[]>> create, string path)
    {
        var version = (long)SqliteFile.Scalar(connection, "PRAGMA user_version")!;
        if (version > Format)
            throw new HubStartException($"{path} was written by a newer version of the hub (format {version}, this one knows {Format}). Start the newer version; nothing was changed.");
        if (version != 0) return;
        SqliteFile.InTransaction(connection, () =>
        {
            // Another process may have made it since we looked.
            if ((long)SqliteFile.Scalar(connection, "PRAGMA user_version")! != 0) return;
            SqliteFile.Execute(connection, "CREATE TABLE header (name TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL) STRICT");
            SqliteFile.Execute(connection, "CREATE TABLE record (id BLOB NOT NULL PRIMARY KEY, generation INTEGER NOT NULL, sealed BLOB NOT NULL) STRICT");
            SqliteFile.Execute(connection, "CREATE TABLE answer (id BLOB NOT NULL PRIMARY KEY, generation INTEGER NOT NULL, sealed BLOB NOT NULL) STRICT");
            SqliteFile.Execute(connection, "CREATE TABLE sequence (value INTEGER NOT NULL) STRICT");
            SqliteFile.Execute(connection, "INSERT INTO sequence VALUES (0)");
            foreach (var (name, value) in create()) Replace(connection, name, null, value);
            SqliteFile.Execute(connection, $"PRAGMA user_version={Format}");
        });
    }

    public static IReadOnlyDictionary<string, byte[]> Read(SqliteConnection connection)
    {
        var entries = new Dictionary<string, byte[]>();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name, value FROM header";
        using var reader = command.ExecuteReader();
        while (reader.Read()) entries[reader.GetString(0)] = (byte[])reader[1];
        return entries;
    }

    /// <summary>See <see cref="Rows.IRecordStore.ReplaceHeaderAsync"/>.</summary>
    public static bool Replace(SqliteConnection connection, string name, byte[]? expected, byte[]? value)
    {
        if (expected is null && value is null) return SqliteFile.Scalar(connection, "SELECT 1 FROM header WHERE name = $name", ("$name", name)) is null;
        var sql = (expected, value) switch
        {
            (null, _) => "INSERT INTO header VALUES ($name, $value) ON CONFLICT DO NOTHING RETURNING 1",
            (_, null) => "DELETE FROM header WHERE name = $name AND value = $expected RETURNING 1",
            _ => "UPDATE header SET value = $value WHERE name = $name AND value = $expected RETURNING 1",
        };
        return SqliteFile.Scalar(connection, sql, ("$name", name), ("$expected", (object?)expected ?? DBNull.Value), ("$value", (object?)value ?? DBNull.Value)) is 1L;
    }
}
