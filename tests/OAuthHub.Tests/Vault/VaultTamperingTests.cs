using Microsoft.Data.Sqlite;
using OAuthHub.Core;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Tests.Vault;

/// <summary>What an intruder, a bad disk or a careless restore can do to the file, and what must come of it.</summary>
public sealed class VaultTamperingTests : IDisposable
{
    private readonly VaultFiles files = new();

    [Fact]
    public async Task A210_any_flipped_byte_of_a_row_is_noticed()
    {
        await files.FillAsync("a");
        var original = await File.ReadAllBytesAsync(files.Paths.VaultFile);
        byte[] row;
        using (var connection = new SqliteConnection($"Data Source={files.Paths.VaultFile};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT sealed FROM record";
            row = (byte[])command.ExecuteScalar()!;
        }
        var start = original.AsSpan().IndexOf(row);
        Assert.True(start > 0);
        for (var i = 0; i < row.Length; i++)
        {
            var changed = (byte[])original.Clone();
            changed[start + i] ^= 0x01;
            await File.WriteAllBytesAsync(files.Paths.VaultFile, changed);
            using var vault = files.Open();
            var failure = await Record.ExceptionAsync(async () => await vault.ReadAsync(VaultFiles.Name("a"), CancellationToken.None));
            Assert.True(failure is VaultIntegrityException or VaultKeyUnavailableException, $"byte {i}: {failure?.GetType().Name ?? "opened"}");
            var entry = await Only(vault);
            Assert.NotEqual(VaultProblem.None, entry.Problem);
            Assert.Equal(VaultFiles.Name("a"), entry.Name);
        }
    }

    [Fact]
    public async Task A210_a_flipped_byte_anywhere_in_the_file_never_gives_a_wrong_record_or_an_empty_start()
    {
        await files.FillAsync("a", "b");
        var original = await File.ReadAllBytesAsync(files.Paths.VaultFile);
        for (var position = 0; position < original.Length; position += 53)
        {
            var changed = (byte[])original.Clone();
            changed[position] ^= 0x40;
            RemoveSideFiles();
            await File.WriteAllBytesAsync(files.Paths.VaultFile, changed);
            try
            {
                using var vault = files.Open();
                foreach (var id in new[] { "a", "b" })
                {
                    try
                    {
                        var record = await vault.ReadAsync(VaultFiles.Name(id), CancellationToken.None);
                        Assert.NotNull(record); // never "there is no such record"
                        Assert.Equal("secret of " + id, System.Text.Encoding.UTF8.GetString(record.Secret.Span));
                    }
                    catch (Exception failure) when (failure is VaultIntegrityException or VaultKeyUnavailableException or VaultUnavailableException)
                    {
                        // noticed at the record
                    }
                }
            }
            catch (HubStartException refusal)
            {
                Assert.NotEmpty(refusal.Message); // noticed at the start
            }
        }
    }

    [Fact]
    public async Task A212_swapped_rows_are_refused_and_the_others_work()
    {
        await files.FillAsync("a", "b", "c");
        files.Sql("""
            CREATE TEMP TABLE swap AS SELECT rowid AS r, sealed FROM record WHERE rowid IN (1, 2);
            UPDATE record SET sealed = (SELECT sealed FROM swap WHERE r = 3 - record.rowid) WHERE rowid IN (1, 2);
            """);
        using var vault = files.Open();
        await Assert.ThrowsAsync<VaultIntegrityException>(async () => await vault.ReadAsync(VaultFiles.Name("a"), CancellationToken.None));
        await Assert.ThrowsAsync<VaultIntegrityException>(async () => await vault.ReadAsync(VaultFiles.Name("b"), CancellationToken.None));
        Assert.NotNull(await vault.ReadAsync(VaultFiles.Name("c"), CancellationToken.None));
    }

    [Fact]
    public async Task A213_an_older_row_put_back_is_refused()
    {
        await files.FillAsync("a", "b");
        files.Sql("CREATE TABLE old AS SELECT * FROM record");
        using (var vault = files.Open())
        {
            await vault.CommitAsync(new VaultCommit(VaultFiles.Write("a", 1, "newer")), CancellationToken.None);
        }
        files.Sql("UPDATE record SET generation = (SELECT generation FROM old WHERE old.id = record.id), sealed = (SELECT sealed FROM old WHERE old.id = record.id)");
        using var again = files.Open();
        var failure = await Assert.ThrowsAsync<VaultIntegrityException>(async () => await again.ReadAsync(VaultFiles.Name("a"), CancellationToken.None));
        Assert.Equal(VaultProblem.PutBack, failure.Problem);
        Assert.NotNull(await again.ReadAsync(VaultFiles.Name("b"), CancellationToken.None));
    }

    [Fact]
    public async Task A214_an_older_copy_of_the_file_is_recognised_until_it_is_accepted()
    {
        await files.FillAsync("a");
        var copy = await File.ReadAllBytesAsync(files.Paths.VaultFile);
        using (var vault = files.Open())
        {
            await vault.CommitAsync(new VaultCommit(VaultFiles.Write("a", 1, "newer")), CancellationToken.None);
            await vault.CommitAsync(new VaultCommit(VaultFiles.Write("later", 0)), CancellationToken.None);
        }
        RemoveSideFiles();
        await File.WriteAllBytesAsync(files.Paths.VaultFile, copy);

        using (var restored = files.Open())
        {
            Assert.True(restored.IsRestoredCopy);
            Assert.NotNull(await restored.ReadAsync(VaultFiles.Name("a"), CancellationToken.None));
            await restored.AcceptRestoredCopyAsync(CancellationToken.None);
            Assert.Null(await restored.ReadAsync(VaultFiles.Name("later"), CancellationToken.None));
        }
        using var after = files.Open();
        Assert.False(after.IsRestoredCopy);
        Assert.Equal(VaultProblem.None, (await Only(after)).Problem);
    }

    [Fact]
    public async Task A215_a_wrong_master_key_stops_the_start_and_changes_nothing()
    {
        await files.FillAsync("a");
        var before = await File.ReadAllBytesAsync(files.Paths.VaultFile);
        var other = MasterKey.Generate();
        var refusal = Assert.Throws<HubStartException>(() => files.Open(other));
        Assert.Contains(files.Key.Id, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(other.Id, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(files.Paths.VaultFile));
    }

    [Fact]
    public async Task A216_rows_of_a_key_that_is_missing_wait_and_the_others_work()
    {
        var newer = MasterKey.Generate();
        await files.FillAsync("old");
        using (var both = files.Open(newer, files.Key))
        {
            await both.CommitAsync(new VaultCommit(VaultFiles.Write("new", 0)), CancellationToken.None);
        }
        using var vault = files.Open(newer);
        Assert.NotNull(await vault.ReadAsync(VaultFiles.Name("new"), CancellationToken.None));
        var failure = await Assert.ThrowsAsync<VaultKeyUnavailableException>(async () => await vault.ReadAsync(VaultFiles.Name("old"), CancellationToken.None));
        Assert.Equal(files.Key.Id, failure.KeyId);
    }

    [Fact]
    public async Task A_row_that_vanished_is_missed()
    {
        await files.FillAsync("a", "b");
        files.Sql("DELETE FROM record WHERE rowid = 1");
        using var vault = files.Open();
        var failure = await Assert.ThrowsAsync<VaultIntegrityException>(async () => await vault.ReadAsync(VaultFiles.Name("a"), CancellationToken.None));
        Assert.Equal(VaultProblem.Missing, failure.Problem);
    }

    [Fact]
    public async Task A_file_that_is_gone_or_cut_to_nothing_is_no_empty_start()
    {
        await files.FillAsync("a");
        RemoveSideFiles();
        await File.WriteAllBytesAsync(files.Paths.VaultFile, []);
        Assert.Contains("backup", Assert.Throws<HubStartException>(() => files.Open()).Message, StringComparison.Ordinal);
        File.Delete(files.Paths.VaultFile);
        Assert.Contains("backup", Assert.Throws<HubStartException>(() => files.Open()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.9)]
    [InlineData(0.5)]
    [InlineData(0.1)]
    public async Task A_truncated_file_is_refused(double share)
    {
        await files.FillAsync([.. Enumerable.Range(0, 40).Select(i => $"c{i}")]);
        RemoveSideFiles();
        var bytes = await File.ReadAllBytesAsync(files.Paths.VaultFile);
        await File.WriteAllBytesAsync(files.Paths.VaultFile, bytes[..(int)(bytes.Length * share)]);
        Assert.Contains("damaged", Assert.Throws<HubStartException>(() => files.Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A219_a_file_open_to_others_is_closed_and_a_link_is_refused()
    {
        await files.FillAsync("a");
        File.SetUnixFileMode(files.Paths.VaultFile, (UnixFileMode)0b110_100_100);
        files.Open().Dispose();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(files.Paths.VaultFile));

        RemoveSideFiles();
        File.Move(files.Paths.VaultFile, files.Paths.VaultFile + ".elsewhere");
        File.CreateSymbolicLink(files.Paths.VaultFile, files.Paths.VaultFile + ".elsewhere");
        Assert.Contains("symbolic link", Assert.Throws<HubStartException>(() => files.Open()).Message, StringComparison.Ordinal);
    }

    public void Dispose() => files.Dispose();

    private void RemoveSideFiles()
    {
        File.Delete(files.Paths.VaultFile + "-wal");
        File.Delete(files.Paths.VaultFile + "-shm");
    }

    private static async Task<VaultEntry> Only(IVault vault)
    {
        var entries = new List<VaultEntry>();
        await foreach (var entry in vault.ListAsync(CancellationToken.None)) entries.Add(entry);
        return Assert.Single(entries);
    }
}
