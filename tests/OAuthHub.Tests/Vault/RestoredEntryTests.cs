using OAuthHub.Core.Vault.EncryptedFile;
using OAuthHub.Core.Vault.Rows;

namespace OAuthHub.Tests.Vault;

/// <summary>A file vault that says of itself that it was put back, until somebody has looked at it.</summary>
public sealed class RestoredEntryTests : IDisposable
{
    private readonly VaultFiles files = new();

    [Fact]
    public async Task A_file_whose_header_says_so_is_a_restored_copy_until_it_is_accepted()
    {
        using (var vault = files.Open()) await vault.Rows.ReplaceHeaderAsync(HighWaterMark.RestoredEntry, null, "put back"u8.ToArray(), CancellationToken.None);
        using (var vault = files.Open())
        {
            Assert.True(vault.IsRestoredCopy);
            await vault.AcceptRestoredCopyAsync(CancellationToken.None);
            Assert.False(vault.IsRestoredCopy);
        }
        using var later = files.Open();
        Assert.False(later.IsRestoredCopy);
        Assert.DoesNotContain(HighWaterMark.RestoredEntry, await HeaderAsync(later));
    }

    [Fact]
    public async Task A_copy_without_its_witness_stays_one_for_whoever_opens_it_next()
    {
        await files.FillAsync("a");
        File.Delete(files.Paths.WitnessFile);
        // A first start that ended at once, or somebody who only looked: by now there is a witness again.
        using (var vault = files.Open()) Assert.True(vault.IsRestoredCopy);
        using (var vault = files.Open())
        {
            Assert.True(vault.IsRestoredCopy);
            await vault.AcceptRestoredCopyAsync(CancellationToken.None);
        }
        using var later = files.Open();
        Assert.False(later.IsRestoredCopy);
    }

    public void Dispose() => files.Dispose();

    private static async Task<IEnumerable<string>> HeaderAsync(EncryptedFileVault vault) => (await vault.Rows.ReadHeaderAsync(CancellationToken.None)).Keys;
}
