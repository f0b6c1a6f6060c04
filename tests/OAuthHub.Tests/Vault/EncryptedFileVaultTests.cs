using System.Text;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.EncryptedFile;

namespace OAuthHub.Tests.Vault;

public sealed class EncryptedFileVaultTests : VaultContract, IDisposable
{
    private readonly VaultFiles files = new();
    private readonly EncryptedFileVault vault;

    public EncryptedFileVaultTests() => vault = files.Open();

    private protected override IVault Vault => vault;

    private protected override Task<IVault> ReopenAsync() => Task.FromResult<IVault>(files.Open());

    [Fact]
    public async Task A_record_deleted_by_another_process_is_simply_gone()
    {
        using var second = files.Open();
        await Commit(VaultFiles.Write("a", 0));
        Assert.NotNull(await second.ReadAsync(VaultFiles.Name("a"), CancellationToken.None));
        Assert.True(await second.DeleteAsync(VaultFiles.Name("a"), 1, CancellationToken.None));
        Assert.Null(await vault.ReadAsync(VaultFiles.Name("a"), CancellationToken.None));
    }

    [Fact]
    public async Task What_was_written_is_there_after_a_restart()
    {
        await Commit(VaultFiles.Write("a", 0, "kept"));
        vault.Dispose();
        using var again = files.Open();
        Assert.Equal("kept", Encoding.UTF8.GetString((await again.ReadAsync(VaultFiles.Name("a"), CancellationToken.None))!.Secret.Span));
        Assert.False(again.IsRestoredCopy);
        Assert.Equal(vault.DeploymentId, again.DeploymentId);
    }

    [Fact]
    public async Task A220_new_files_are_for_their_owner_alone()
    {
        await Commit(VaultFiles.Write("a", 0));
        foreach (var file in Directory.GetFiles(files.Paths.DataDirectory))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task The_files_hold_neither_secret_nor_name_nor_user()
    {
        await Commit(VaultFiles.Write("connection-MARK", 0, "secret-MARK", "user-MARK"));
        await vault.CommitAsync(new VaultCommit(null, new JournalEntry(VaultFiles.Name("connection-MARK"), 1, "answer-MARK"u8.ToArray())), CancellationToken.None);
        vault.Dispose();
        foreach (var file in Directory.GetFiles(files.Paths.DataDirectory))
            Assert.DoesNotContain("MARK", Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_vault_takes_no_writes()
    {
        vault.Dispose();
        await Assert.ThrowsAsync<VaultUnavailableException>(() => Commit(VaultFiles.Write("a", 0)));
    }

    /// <summary>Whoever looked at the header before the last step of a move began, and writes after it, would write what nobody copies.</summary>
    [Theory]
    [InlineData('d')]
    [InlineData('m')]
    public async Task While_the_last_rows_are_moved_away_and_after_it_the_file_itself_takes_no_write_of_the_hub(char phase)
    {
        await Commit(VaultFiles.Write("a", 0, "before"));
        byte[] copying = [(byte)'c', (byte)'{'], note = [(byte)phase, (byte)'{'];
        await vault.Rows.ReplaceHeaderAsync("move", null, copying, CancellationToken.None);
        Assert.IsType<VaultWriteOutcome.Written>(await Commit(VaultFiles.Write("a", 1, "while copied")));
        await vault.Rows.ReplaceHeaderAsync("move", copying, note, CancellationToken.None);
        await Assert.ThrowsAsync<VaultIsMovingException>(() => Commit(VaultFiles.Write("a", 2, "too late")));
        await Assert.ThrowsAsync<VaultIsMovingException>(() => vault.DeleteAsync(VaultFiles.Name("a"), 2, CancellationToken.None));
        Assert.Equal("while copied", await Secret("a"));
        await vault.Rows.ReplaceHeaderAsync("move", note, null, CancellationToken.None);
        Assert.IsType<VaultWriteOutcome.Written>(await Commit(VaultFiles.Write("a", 2, "after all")));
    }

    public void Dispose()
    {
        vault.Dispose();
        files.Dispose();
    }
}
