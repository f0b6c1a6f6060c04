using Microsoft.Data.Sqlite;

namespace OAuthHub.Core.Vault.EncryptedFile;

/// <summary>Opens SQLite files the one way that is safe here: WAL, every commit flushed, deleted bytes overwritten.</summary>
internal static class SqliteFile
{
    private const int CorruptDatabase = 11;
    private const int NotADatabase = 26;

    /// <summary>Creates the file empty with mode 0600 if need be: SQLite gives its side files the same mode.</summary>
    public static void Prepare(string path)
    {
        if (new FileInfo(path).LinkTarget is not null)
            throw new HubStartException($"{path} is a symbolic link. Put the file itself there: a link can be turned to another file.");
        if (File.Exists(path)) return;
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(path, options);
    }

    /// <param name="synchronous">FULL where a commit must survive a power cut, NORMAL where it may be lost.</param>
    public static SqliteConnection Open(string path, string synchronous = "FULL")
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = 5,
        }.ToString());
        try
        {
            connection.Open();
            // Both are 0 by default in the shipped bundle, and they belong to the connection, not to the file.
            Execute(connection, "PRAGMA busy_timeout=5000");
            Execute(connection, "PRAGMA secure_delete=ON");
            Execute(connection, "PRAGMA journal_mode=WAL");
            Execute(connection, $"PRAGMA synchronous={synchronous}");
            if (Scalar(connection, "PRAGMA journal_mode") is not "wal")
                throw new HubStartException($"{path} cannot use a write-ahead log, so it seems to lie on a network file system. Put OAuthHub:DataDirectory on a local disk.");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>All of it or nothing, and in either case the file is let go of.</summary>
    public static void InTransaction(SqliteConnection connection, Action body)
    {
        Execute(connection, "BEGIN IMMEDIATE");
        try
        {
            body();
            Execute(connection, "COMMIT");
        }
        catch
        {
            try
            {
                Execute(connection, "ROLLBACK");
            }
            catch (SqliteException)
            {
                // SQLite has rolled back by itself already; the first failure is the one to tell.
            }
            throw;
        }
    }

    public static object? Scalar(SqliteConnection connection, string sql, params (string Name, object Value)[] parameters)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value);
        return command.ExecuteScalar();
    }

    /// <summary>What a failure of SQLite means to a caller of the vault.</summary>
    public static Exception Translate(SqliteException failure) =>
        IsDamage(failure)
            ? new VaultIntegrityException("The vault file is damaged. Stop the hub and put back a backup of vault.db; nothing was changed.")
            : new VaultUnavailableException($"The vault file cannot be used now (SQLite error {failure.SqliteErrorCode}/{failure.SqliteExtendedErrorCode}). Check the disk and its free space.", failure);

    public static bool IsDamage(SqliteException failure) => failure.SqliteErrorCode is CorruptDatabase or NotADatabase;
}
