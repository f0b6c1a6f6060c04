using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using OAuthHub.Core;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.Live;
using OAuthHub.Core.Vault.Sealing;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Vault.Moving;

/// <summary>The note names a place as the mover sees it. On another machine there may be something else, or nothing.</summary>
public sealed class WrongPlaceTests : IDisposable
{
    private readonly TemporaryFolder elsewhere = new();

    [Fact]
    public async Task Who_finds_nothing_where_the_vault_was_moved_to_makes_no_vault_there_and_writes_nowhere()
    {
        await using var vaults = new MovableVaults();
        var mover = await vaults.StartAsync("Memory");
        await mover.WriteAsync("c1", 0, "first");
        await using var far = await OpenElsewhereAsync(vaults);

        await mover.MoveAsync(VaultOptions.Default); // into the mover's own data folder

        await Assert.ThrowsAsync<VaultUnavailableException>(() => far.CommitAsync(new VaultCommit(VaultFiles.Write("c1", 1, "second")), CancellationToken.None));
        Assert.Equal("first", System.Text.Encoding.UTF8.GetString((await far.ReadAsync(VaultFiles.Name("c1"), CancellationToken.None))!.Secret.Span));
        Assert.False(File.Exists(new HubPaths(elsewhere.Path).VaultFile));
    }

    [Fact]
    public async Task Nor_does_one_that_is_started_later()
    {
        await using var vaults = new MovableVaults();
        var mover = await vaults.StartAsync("Memory");
        await mover.WriteAsync("c1", 0, "first");
        await mover.MoveAsync(VaultOptions.Default);

        var refusal = await Assert.ThrowsAsync<HubStartException>(async () => await OpenElsewhereAsync(vaults));

        Assert.Contains("was moved", refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(new HubPaths(elsewhere.Path).VaultFile));
    }

    [Fact]
    public async Task Another_hubs_vault_is_not_taken_for_the_one_that_was_moved()
    {
        await using var vaults = new MovableVaults();
        var mover = await vaults.StartAsync("Memory");
        await mover.WriteAsync("c1", 0, "first");
        await (await Opener(vaults).OpenAsync(VaultOptions.Default, Nothing, CancellationToken.None)).DisposeAsync(); // a vault with the same key
        await mover.MoveAsync(VaultOptions.Default);

        var refusal = await Assert.ThrowsAsync<HubStartException>(async () => await OpenElsewhereAsync(vaults));

        Assert.Contains("another vault", refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose() => elsewhere.Dispose();

    private static IConfiguration Nothing => new ConfigurationBuilder().Build();

    private VaultOpener Opener(MovableVaults vaults) =>
        new([vaults.Memory], new HubPaths(elsewhere.Path), new KeyRing([vaults.Key]), TimeProvider.System, NullLoggerFactory.Instance);

    private async Task<LiveVault> OpenElsewhereAsync(MovableVaults vaults)
    {
        var (opener, keys) = (Opener(vaults), new KeyRing([vaults.Key]));
        return await LiveVault.OpenAsync(opener, keys, await opener.OpenAsync("Memory", Nothing, CancellationToken.None), NullLogger<LiveVault>.Instance, CancellationToken.None);
    }
}
