using System.Text;
using OAuthHub.Core.Vault;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Vault.AzureKeyVault;

/// <summary>Key Vault keeps what is deleted for up to 90 days, and nobody can use its name meanwhile.</summary>
public sealed class KeyVaultDeletionTests : KeyVaultTest
{
    [Fact]
    public async Task A_deleted_record_is_a_tombstone_and_soft_deleted_and_its_name_can_be_used_again()
    {
        var vault = (await Fixture.OpenAsync()).Vault;
        await Write(vault, 0, "the first");
        var secret = Fixture.OnlySecret();
        Assert.True(await vault.DeleteAsync(VaultFiles.Name("a"), 1, CancellationToken.None));
        Assert.True(Server.Secrets.IsDeleted(secret));
        Assert.Equal("-", Server.Secrets.Versions(secret)[^1].Value);
        Assert.False(Server.Secrets.Versions(secret)[0].IsEnabled);
        await Write(vault, 0, "the second");
        Assert.Equal("the second", await Secret(vault));
        Assert.Equal([false, false, true], Server.Secrets.Versions(secret).Select(version => version.IsEnabled));
    }

    [Fact]
    public async Task A_deleted_record_that_an_administrator_recovers_stays_deleted()
    {
        var vault = (await Fixture.OpenAsync()).Vault;
        await Write(vault, 0, "the first");
        var secret = Fixture.OnlySecret();
        await vault.DeleteAsync(VaultFiles.Name("a"), 1, CancellationToken.None);
        Server.Secrets.RecoverByHand(secret);
        Assert.Null(await vault.ReadAsync(VaultFiles.Name("a"), CancellationToken.None));
        Assert.Empty(await vault.ListAsync(CancellationToken.None).ToListAsync());
        await Write(vault, 0, "the second");
        Assert.Equal("the second", await Secret(vault));
    }

    [Fact]
    public async Task A_secret_that_an_administrator_deletes_counts_as_none_and_what_it_held_is_disabled_by_the_next_write()
    {
        var vault = (await Fixture.OpenAsync()).Vault;
        await Write(vault, 0, "the first");
        var secret = Fixture.OnlySecret();
        Server.Secrets.DeleteByHand(secret);
        Assert.Null(await vault.ReadAsync(VaultFiles.Name("a"), CancellationToken.None));
        await Write(vault, 0, "the second");
        Assert.Equal("the second", await Secret(vault));
        Assert.Equal([false, true], Server.Secrets.Versions(secret).Select(version => version.IsEnabled));
    }

    [Fact]
    public async Task A_record_whose_secret_could_not_be_deleted_is_gone_all_the_same()
    {
        var vault = (await Fixture.OpenAsync()).Vault;
        await Write(vault, 0, "the first");
        Server.Fault = request => request.Method == "DELETE" ? FakeFault.Status503 : FakeFault.None;
        Assert.True(await vault.DeleteAsync(VaultFiles.Name("a"), 1, CancellationToken.None));
        Server.Fault = _ => FakeFault.None;
        Assert.False(Server.Secrets.IsDeleted(Fixture.OnlySecret()));
        Assert.Null(await vault.ReadAsync(VaultFiles.Name("a"), CancellationToken.None));
        Assert.Empty(await vault.ListAsync(CancellationToken.None).ToListAsync());
        await Write(vault, 0, "the second");
        Assert.Equal("the second", await Secret(vault));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_deleted_is_purged_only_where_the_setting_says_so(bool purges)
    {
        if (purges) Fixture.More["OAuthHub:Vault:AzureKeyVault:PurgeDeleted"] = "true";
        else Server.Secrets.Permissions.Remove("purge");
        var opened = await Fixture.OpenAsync();
        await Write(opened.Vault, 0, "the first");
        var secret = Fixture.OnlySecret();
        await opened.Vault.DeleteAsync(VaultFiles.Name("a"), 1, CancellationToken.None);
        if (purges) await Waiting.UntilAsync(() => Server.Secrets.Versions(secret).Count == 0);
        Assert.Equal(!purges, Server.Secrets.IsDeleted(secret));
    }

    private static async Task Write(IVault vault, long expected, string secret) =>
        Assert.Equal(new VaultWriteOutcome.Written(expected + 1), await vault.CommitAsync(new VaultCommit(VaultFiles.Write("a", expected, secret)), CancellationToken.None));

    private static async Task<string> Secret(IVault vault) => Encoding.UTF8.GetString((await vault.ReadAsync(VaultFiles.Name("a"), CancellationToken.None))!.Secret.Span);
}
