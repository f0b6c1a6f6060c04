using OAuthHub.Core.Vault;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Vault.AzureKeyVault;

/// <summary>Key Vault takes 300 writes in ten seconds and then says when to come again.</summary>
public sealed class KeyVaultThrottlingTests : KeyVaultTest
{
    private readonly FakeClock clock = new(HubHost.Start);

    private protected override TimeProvider Time => clock;

    [Fact]
    public async Task A_pause_that_fits_into_a_write_is_waited_for()
    {
        var vault = await FullAsync(retryAfter: 1);
        clock.Advance(TimeSpan.FromSeconds(9.5)); // the server's ten seconds end before the pause does
        var writing = Write(vault, "b");
        await Waiting.UntilAsync(() => Sent() == 1);
        await Waiting.UntilAsync(() =>
        {
            clock.Advance(TimeSpan.FromMilliseconds(50));
            return writing.IsCompleted;
        });
        Assert.Equal(new VaultWriteOutcome.Written(1), await writing);
        Assert.Equal(2, Sent());
    }

    [Fact]
    public async Task A_longer_one_is_told_to_the_caller_and_nobody_writes_until_it_is_over()
    {
        var vault = await FullAsync(retryAfter: 30);
        var refused = await Assert.ThrowsAsync<VaultUnavailableException>(() => Write(vault, "b"));
        Assert.Equal(TimeSpan.FromSeconds(30), refused.RetryAfter);
        Assert.Contains("PostgreSQL", refused.Message, StringComparison.Ordinal);
        clock.Advance(TimeSpan.FromSeconds(11)); // the server would take writes again
        var sent = Server.Count("PUT");
        foreach (var id in new[] { "b", "c", "d" })
            Assert.Equal(TimeSpan.FromSeconds(19), (await Assert.ThrowsAsync<VaultUnavailableException>(() => Write(vault, id))).RetryAfter);
        await Assert.ThrowsAsync<VaultUnavailableException>(() => vault.CheckAsync(CancellationToken.None));
        Assert.Equal(sent, Server.Count("PUT"));
        Assert.NotNull(await vault.ReadAsync(VaultFiles.Name("a"), CancellationToken.None)); // reads go on
        clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(new VaultWriteOutcome.Written(1), await Write(vault, "b"));
    }

    [Fact]
    public async Task Health_asks_often_and_writes_once_a_minute_without_making_versions()
    {
        var vault = await FullAsync(retryAfter: 3);
        clock.Advance(TimeSpan.FromMinutes(2));
        Server.Requests.Clear();
        for (var second = 0; second < 119; second++)
        {
            await vault.CheckAsync(CancellationToken.None);
            clock.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal(2, Server.Count("PATCH"));
        Assert.Equal(0, Server.Count("PUT"));
        Assert.Equal(117, Server.Count("GET", "/secrets/oauthhub-header"));
        Assert.Single(Server.Secrets.Versions("oauthhub-probe"));
    }

    [Fact]
    public async Task Health_that_failed_writes_again_until_it_succeeds()
    {
        var vault = await FullAsync(retryAfter: 3);
        clock.Advance(TimeSpan.FromMinutes(2));
        Server.Secrets.Permissions.Remove("set");
        foreach (var _ in new[] { 1, 2 }) Assert.Contains("'set'", (await Assert.ThrowsAsync<VaultUnavailableException>(() => vault.CheckAsync(CancellationToken.None))).Message, StringComparison.Ordinal);
        Server.Secrets.Permissions.Add("set");
        await vault.CheckAsync(CancellationToken.None);
    }

    /// <summary>A vault with one record that takes no more writes in these ten seconds.</summary>
    private async Task<IVault> FullAsync(int retryAfter)
    {
        var vault = (await Fixture.OpenAsync()).Vault;
        await Write(vault, "a");
        await Waiting.UntilAsync(() => Server.Secrets.Versions("oauthhub-header") is [{ IsEnabled: false }, _]); // the mark that rises behind the first write
        Server.Secrets.WritesInTenSeconds = 4; // probe, header, record, header
        Server.Secrets.RetryAfterSeconds = retryAfter;
        return vault;
    }

    private int Sent() => Server.Count("PUT") - 4;

    private static Task<VaultWriteOutcome> Write(IVault vault, string id) => vault.CommitAsync(new VaultCommit(VaultFiles.Write(id, 0)), CancellationToken.None);
}
