using System.Net.Sockets;
using System.Text;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.AzureKeyVault;

namespace OAuthHub.Tests.Vault.AzureKeyVault;

/// <summary>Answers that are lost, late or bad: a write knows in the end whether it was done, and ends in time.</summary>
public sealed class KeyVaultOutcomeTests : KeyVaultTest
{
    [Theory]
    [InlineData("DropAfter")]
    [InlineData("HangAfter")]
    public async Task A_write_whose_answer_is_lost_is_read_back_and_not_sent_again(string fault)
    {
        Fixture.Limits = Short;
        var vault = await OpenAsync();
        var sent = FaultOnce(Enum.Parse<FakeFault>(fault));
        Assert.Equal(new VaultWriteOutcome.Written(2), await Write(vault, 1, "new"));
        Assert.Equal(1, sent());
        Assert.Equal("new", await Secret(vault));
        Assert.Equal([false, true], Server.Secrets.Versions(Fixture.OnlySecret()).Select(version => version.IsEnabled));
    }

    [Theory]
    [InlineData("DropBefore")]
    [InlineData("Hang")]
    [InlineData("Status500")]
    [InlineData("Status503")]
    public async Task A_write_that_was_not_done_is_sent_again_once_that_is_known(string fault)
    {
        Fixture.Limits = Short;
        var vault = await OpenAsync();
        FaultOnce(Enum.Parse<FakeFault>(fault));
        Assert.Equal(new VaultWriteOutcome.Written(2), await Write(vault, 1, "new"));
        Assert.Equal("new", await Secret(vault));
        Assert.Equal([false, true], Server.Secrets.Versions(Fixture.OnlySecret()).Select(version => version.IsEnabled));
    }

    [Theory]
    [InlineData("Hang", true)]
    [InlineData("Hang", false)]
    [InlineData("DropBefore", false)]
    [InlineData("Status503", true)]
    public async Task A_write_that_cannot_be_done_ends_within_its_limit_and_changes_nothing(string fault, bool readsWork)
    {
        Fixture.Limits = Short;
        var vault = await OpenAsync();
        Server.Fault = request => readsWork && request.IsRead ? FakeFault.None : Enum.Parse<FakeFault>(fault);
        var began = TimeProvider.System.GetTimestamp();
        var failure = await Assert.ThrowsAsync<VaultUnavailableException>(() => Write(vault, 1, "new"));
        // Twice the limit of a write: this machine may be busy.
        Assert.True(TimeProvider.System.GetElapsedTime(began) < Short.Write * 2, $"it took {TimeProvider.System.GetElapsedTime(began)}");
        Assert.Contains(Server.Address.Host, failure.Message, StringComparison.Ordinal);
        Server.Fault = _ => FakeFault.None;
        Assert.Equal("old", await Secret(vault));
        Assert.Equal(new VaultWriteOutcome.Written(2), await Write(vault, 1, "new"));
    }

    [Fact]
    public void The_limits_of_a_write_add_up_to_less_than_ten_seconds()
    {
        var limits = new KeyVaultLimits();
        Assert.True(limits.Write < TimeSpan.FromSeconds(10));
        // The last sending begins before that is over, and what became of it can be read back.
        Assert.True(limits.Sending + limits.Request < limits.Write);
        Assert.True(limits.LeftOfLease > limits.Request);
    }

    [Fact]
    public async Task A_secret_that_an_administrator_has_disabled_is_named_with_the_remedy()
    {
        var vault = await OpenAsync();
        var secret = Fixture.OnlySecret();
        Server.Secrets.SetEnabled(secret, Server.Secrets.Versions(secret)[^1].Id, enabled: false);
        var failure = await Assert.ThrowsAsync<VaultUnavailableException>(async () => await vault.ReadAsync(VaultFiles.Name("a"), CancellationToken.None));
        Assert.Contains("enable", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SocketError.ConnectionRefused, "cannot be reached")]
    [InlineData(SocketError.HostNotFound, "DNS")]
    public async Task A_vault_that_is_away_says_what_to_look_at_and_is_used_again_when_it_is_back(SocketError why, string words)
    {
        // Time enough for all tries of the client: on a busy machine the first words would be that it took too long.
        Fixture.Limits = Short with { Read = TimeSpan.FromSeconds(8), Write = TimeSpan.FromSeconds(12) };
        var vault = await OpenAsync();
        (Server.Away, Server.Fault) = (why, _ => FakeFault.DropBefore);
        Assert.Contains(words, (await Assert.ThrowsAsync<VaultUnavailableException>(() => Write(vault, 1, "new"))).Message, StringComparison.Ordinal);
        (Server.Away, Server.Fault) = (null, _ => FakeFault.None);
        Assert.Equal(new VaultWriteOutcome.Written(2), await Write(vault, 1, "new"));
    }

    /// <summary>
    /// Short for one request, which is read back or made again when it took too long; for what ends in a failure, long enough for a process
    /// that stands still for some seconds.
    /// </summary>
    private static KeyVaultLimits Short { get; } = new()
    {
        Write = TimeSpan.FromSeconds(9),
        Sending = TimeSpan.FromSeconds(4),
        Request = TimeSpan.FromSeconds(1),
        Read = TimeSpan.FromSeconds(4),
        Lease = TimeSpan.FromSeconds(4),
    };

    private async Task<IVault> OpenAsync()
    {
        var vault = (await Fixture.OpenAsync()).Vault;
        await Write(vault, 0, "old");
        // The first write raises the header's mark behind it; that is none of the writes that these tests are about.
        await Support.Waiting.UntilAsync(() => Server.Secrets.Versions("oauthhub-header").Count > 1);
        return vault;
    }

    /// <summary>The first sending of the record fails like this; gives how often it was sent.</summary>
    private Func<int> FaultOnce(FakeFault fault)
    {
        var (seen, secret) = (0, Fixture.OnlySecret());
        Server.Fault = request => request.IsSet && request.Path.Contains(secret, StringComparison.Ordinal) && Interlocked.Increment(ref seen) == 1 ? fault : FakeFault.None;
        return () => Volatile.Read(ref seen);
    }

    private static Task<VaultWriteOutcome> Write(IVault vault, long expected, string secret) => vault.CommitAsync(new VaultCommit(VaultFiles.Write("a", expected, secret)), CancellationToken.None);

    private static async Task<string> Secret(IVault vault) => Encoding.UTF8.GetString((await vault.ReadAsync(VaultFiles.Name("a"), CancellationToken.None))!.Secret.Span);
}
