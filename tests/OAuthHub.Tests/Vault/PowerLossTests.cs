using System.Text;
using Microsoft.Data.Sqlite;
using OAuthHub.Core;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.EncryptedFile;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Vault;

/// <summary>The file after the power failed, after a deletion, and before a program that is too old for it.</summary>
public sealed class PowerLossTests : IDisposable
{
    private readonly VaultFiles files = new();

    /// <summary>What a disk may hold of a write that was under way: any part of the log, the rest of it missing or as it was.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A222_wherever_the_power_failed_while_a_record_was_written_the_old_or_the_new_one_is_there(bool leavesRubbish)
    {
        await files.FillAsync("a", "b");
        using var vault = files.Open();
        var before = Read();
        await vault.CommitAsync(new VaultCommit(VaultFiles.Write("a", 1, "newer"), new JournalEntry(VaultFiles.Name("a"), 1, "answer"u8.ToArray())), CancellationToken.None);
        var log = ReadShared(files.Paths.VaultFile + "-wal");
        var (found, position) = (new List<string>(), before.GetValueOrDefault("vault.db-wal", []).Length);
        Assert.True(log.Length > position + 4096, "the write is in the log");
        for (; position <= log.Length; position += Math.Min(512, Math.Max(1, log.Length - position)))
        {
            using var after = new TemporaryFolder();
            foreach (var (name, bytes) in before.Where(file => !file.Key.EndsWith("-shm", StringComparison.Ordinal))) await File.WriteAllBytesAsync(after.File(name), bytes);
            byte[] rest = leavesRubbish ? [.. Enumerable.Repeat((byte)0xA5, log.Length - position)] : [];
            await File.WriteAllBytesAsync(after.File("vault.db-wal"), [.. log[..position], .. rest]);
            using var opened = new EncryptedFileVault(new HubPaths(after.Path), new([files.Key]), Microsoft.Extensions.Logging.Abstractions.NullLogger<EncryptedFileVault>.Instance);
            Assert.Equal("secret of b", await SecretAsync(opened, "b"));
            found.Add($"{await SecretAsync(opened, "a")} {(await opened.ReadJournalAsync(VaultFiles.Name("a"), CancellationToken.None))?.TokenGeneration}");
        }
        // Record and answer are both there or both not, and once they are they stay.
        Assert.Equal(["secret of a ", "newer 1"], found.Distinct());
        Assert.Equal(found.Order(StringComparer.Ordinal).Reverse(), found);
    }

    [Fact]
    public async Task A225_a_program_that_is_older_than_the_file_refuses_it_and_changes_nothing()
    {
        await files.FillAsync("a");
        files.Sql("PRAGMA user_version = 2");
        var before = Read();
        var refusal = Assert.Throws<HubStartException>(() => files.Open());
        Assert.Contains("newer version", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("nothing was changed", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before["vault.db"], Read()["vault.db"]);
        Assert.Equal(before.Keys.Where(name => !IsSideFile(name)), Read().Keys.Where(name => !IsSideFile(name)));
    }

    [Fact]
    public async Task A228_what_was_deleted_or_replaced_is_in_no_byte_of_the_files_not_even_sealed()
    {
        string[] ids = [.. Enumerable.Range(0, 30).Select(number => $"c{number}")];
        using (var vault = files.Open())
            foreach (var id in ids) await vault.CommitAsync(new VaultCommit(VaultFiles.Write(id, 0, new string('x', 3000) + "canary of " + id), new JournalEntry(VaultFiles.Name(id), 1, "canary"u8.ToArray())), CancellationToken.None);
        var sealedOnce = Sealed();
        Assert.Equal(60, sealedOnce.Count);
        Assert.All(sealedOnce, blob => Assert.True(IsInTheFiles(blob)));
        using (var vault = files.Open())
            foreach (var id in ids)
            {
                if (id.EndsWith('7')) await vault.CommitAsync(new VaultCommit(VaultFiles.Write(id, 1, "short"), new JournalEntry(VaultFiles.Name(id), 2, "short"u8.ToArray())), CancellationToken.None);
                else Assert.True(await vault.DeleteAsync(VaultFiles.Name(id), 1, CancellationToken.None));
            }
        Assert.All(sealedOnce, blob => Assert.False(IsInTheFiles(blob), "a record that is gone can be read from the file"));
        Assert.False(IsInTheFiles("canary"u8.ToArray()));
    }

    public void Dispose() => files.Dispose();

    /// <summary>A part from the middle of each sealed blob, the part that is ciphertext.</summary>
    private List<byte[]> Sealed()
    {
        using var connection = new SqliteConnection($"Data Source={files.Paths.VaultFile};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT sealed FROM record UNION ALL SELECT sealed FROM answer";
        using var reader = command.ExecuteReader();
        var all = new List<byte[]>();
        while (reader.Read()) all.Add(((byte[])reader[0])[80..100]);
        return all;
    }

    private bool IsInTheFiles(byte[] bytes) => Read().Values.Any(content => content.AsSpan().IndexOf(bytes) >= 0);

    private Dictionary<string, byte[]> Read() => Directory.GetFiles(files.Paths.DataDirectory).ToDictionary(path => Path.GetFileName(path)!, ReadShared);

    private static bool IsSideFile(string name) => name.EndsWith("-wal", StringComparison.Ordinal) || name.EndsWith("-shm", StringComparison.Ordinal);

    private static async Task<string> SecretAsync(EncryptedFileVault vault, string id) => Encoding.UTF8.GetString((await vault.ReadAsync(VaultFiles.Name(id), CancellationToken.None))!.Secret.Span);

    private static byte[] ReadShared(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
