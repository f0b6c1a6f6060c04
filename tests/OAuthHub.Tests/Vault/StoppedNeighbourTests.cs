using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using OAuthHub.Core;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.EncryptedFile;
using OAuthHub.Core.Vault.Sealing;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Vault;

/// <summary>Another process of the hub stands still (SIGSTOP) in the middle of a write, and so holds the file for as long as it does.</summary>
public sealed class StoppedNeighbourTests : IDisposable
{
    private static readonly VaultName Name = new(VaultKind.Connection, "con_1");

    private readonly TemporaryFolder folder = new();
    private readonly KeyRing keys = new([MasterKey.Generate()]);

    [Theory]
    [InlineData("vault.db")]
    [InlineData("vault.witness")]
    public async Task A_process_starts_and_reads_while_another_holds_a_file(string file)
    {
        using (var before = Open()) await WriteAsync(before, 0);
        using var held = Hold(file);
        using var vault = Open();
        Assert.NotNull(await vault.ReadAsync(Name, CancellationToken.None));
        Assert.Equal(1, await vault.ListAsync(CancellationToken.None).CountAsync());
    }

    [Fact]
    public async Task A_witness_that_could_not_be_written_once_lets_go_of_its_file_and_is_written_later()
    {
        using var vault = Open();
        Execute("vault.witness", "CREATE TRIGGER full BEFORE INSERT ON seen BEGIN SELECT RAISE(FAIL, 'full'); END");
        await WriteAsync(vault, 0);
        Assert.Equal(1, await vault.ListAsync(CancellationToken.None).CountAsync()); // and tries to write the witness
        Execute("vault.witness", "DROP TRIGGER full");
        Assert.Equal(1, await vault.ListAsync(CancellationToken.None).CountAsync());
        Assert.Equal(1L, Execute("vault.witness", "SELECT count(*) FROM seen"));
    }

    public void Dispose() => folder.Dispose();

    private EncryptedFileVault Open() => new(new HubPaths(folder.Path), keys, NullLogger<EncryptedFileVault>.Instance);

    private static async Task WriteAsync(EncryptedFileVault vault, long expected) =>
        Assert.IsType<VaultWriteOutcome.Written>(await vault.CommitAsync(new VaultCommit(new VaultWrite(Name, expected, new Dictionary<string, string>(), new byte[] { 1 })), CancellationToken.None));

    private SqliteConnection Hold(string file)
    {
        var connection = new SqliteConnection($"Data Source={folder.File(file)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        command.ExecuteNonQuery();
        return connection;
    }

    private object? Execute(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={folder.File(file)};Pooling=False;Default Timeout=2");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
