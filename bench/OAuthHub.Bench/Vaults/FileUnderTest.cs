using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using OAuthHub.Core;
using OAuthHub.Core.Vault.EncryptedFile;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Bench.Vaults;

/// <summary>The file vault, and a bare file beside it in the same folder with the same pragmas. A file takes one writer at a time: bare ones wait in line.</summary>
internal sealed class FileUnderTest : IBareRows, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("oauthhub-bench-").FullName;
    private readonly SqliteConnection writer;
    private readonly SqliteCommand write;
    private readonly SemaphoreSlim line = new(1);
    private readonly ThreadLocal<SqliteCommand> reads;

    private FileUnderTest()
    {
        Vault = new EncryptedFileVault(new HubPaths(Path.Combine(folder, "vault")), new KeyRing([MasterKey.Generate()]), NullLogger<EncryptedFileVault>.Instance);
        var path = Path.Combine(folder, "bare.db");
        SqliteFile.Prepare(path);
        writer = SqliteFile.Open(path);
        SqliteFile.Execute(writer, "CREATE TABLE bare (id INTEGER PRIMARY KEY, value BLOB NOT NULL) STRICT");
        write = writer.CreateCommand();
        write.CommandText = "INSERT INTO bare (id, value) VALUES ($id, $value) ON CONFLICT (id) DO UPDATE SET value = $value";
        reads = new ThreadLocal<SqliteCommand>(() =>
        {
            var command = SqliteFile.Open(path).CreateCommand();
            command.CommandText = "SELECT value FROM bare WHERE id = $id";
            return command;
        }, trackAllValues: true);
    }

    public EncryptedFileVault Vault { get; }

    public static FileUnderTest Open() => new();

    public async Task WriteAsync(int id, byte[] value)
    {
        await line.WaitAsync();
        try
        {
            write.Parameters.Clear();
            write.Parameters.AddWithValue("$id", id);
            write.Parameters.AddWithValue("$value", value);
            write.ExecuteNonQuery();
        }
        finally
        {
            line.Release();
        }
    }

    public ValueTask<byte[]> ReadAsync(int id)
    {
        var read = reads.Value!;
        read.Parameters.Clear();
        read.Parameters.AddWithValue("$id", id);
        return read.ExecuteScalar() is byte[] value ? ValueTask.FromResult(value) : throw new InvalidOperationException("It is not there.");
    }

    public void Dispose()
    {
        Vault.Dispose();
        foreach (var read in reads.Values)
        {
            read.Connection!.Dispose();
            read.Dispose();
        }
        reads.Dispose();
        write.Dispose();
        writer.Dispose();
        line.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
