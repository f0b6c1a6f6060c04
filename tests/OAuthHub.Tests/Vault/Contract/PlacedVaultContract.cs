using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using OAuthHub.Core;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.Rows;
using OAuthHub.Core.Vault.Sealing;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Vault;

/// <summary>The contract over a place, opened as the hub opens it, and what can only be asked before anybody has.</summary>
public abstract class PlacedVaultContract : VaultContract, IAsyncLifetime
{
    private readonly KeyRing keys = new([MasterKey.Generate()]);
    private readonly List<IVaultPlace> places = [];
    private OpenedVault? opened;

    private TemporaryFolder Folder { get; } = new();

    /// <summary>A new place, empty.</summary>
    private protected abstract IVaultPlace MakePlace();

    /// <summary>What lies between the vault and its place.</summary>
    private protected virtual IRecordStore Wrap(IRecordStore store) => store;

    /// <summary>How the cases use it.</summary>
    private protected virtual IVault Use(IVault vault) => vault;

    /// <summary>How it is opened.</summary>
    private protected virtual Task<OpenedVault> StartAsync(Func<Task<OpenedVault>> start) => start();

    private protected override IVault Vault => field ??= Use(opened!.Vault);

    private protected override IRecordStore Rows => opened!.Rows;

    private protected override async Task<IVault> ReopenAsync() => Use((await OpenAsync(places[0])).Vault);

    public async Task InitializeAsync() => opened = await OpenAsync(New());

    public async Task DisposeAsync()
    {
        if (opened is not null) await opened.DisposeAsync();
        foreach (var place in places) await place.DisposeAsync();
        Folder.Dispose();
    }

    [ContractFact]
    public async Task Processes_that_make_a_vault_at_once_agree_on_one()
    {
        var place = New();
        var all = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() => OpenAsync(place, $"host-{i}"))));
        Assert.Single(all.Select(one => one.Vault.DeploymentId).Distinct());
        Assert.NotEqual(Vault.DeploymentId, all[0].Vault.DeploymentId);
        for (var i = 0; i < all.Length; i++) Assert.IsType<VaultWriteOutcome.Written>(await Commit(Use(all[i].Vault), VaultFiles.Write($"c{i}", 0, $"of {i}")));
        for (var i = 0; i < all.Length; i++) Assert.Equal($"of {i}", await Secret(Use(all[(i + 1) % all.Length].Vault), $"c{i}"));
        foreach (var one in all) await one.DisposeAsync();
    }

    [ContractFact]
    public async Task A_vault_of_another_master_key_is_refused_and_nothing_is_changed()
    {
        await Commit(VaultFiles.Write("a", 0, "unharmed"));
        var other = MasterKey.Generate();
        var refusal = await Assert.ThrowsAsync<HubStartException>(() => OpenAsync(places[0], ring: new KeyRing([other])));
        Assert.Contains(other.Id, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(keys.Newest.Id, refusal.Message, StringComparison.Ordinal);
        Assert.Equal("unharmed", await Secret("a"));
    }

    [ContractFact]
    public async Task A_second_master_key_opens_what_the_first_has_sealed()
    {
        await Commit(VaultFiles.Write("a", 0, "under the first"));
        var newer = MasterKey.Generate();
        await using (var both = await OpenAsync(places[0], ring: new KeyRing([newer, keys.Newest])))
        {
            var vault = Use(both.Vault);
            Assert.Equal("under the first", await Secret(vault, "a"));
            await Commit(vault, VaultFiles.Write("b", 0, "under the second"));
        }
        await using var alone = await OpenAsync(places[0], ring: new KeyRing([newer]));
        Assert.Equal("under the second", await Secret(Use(alone.Vault), "b"));
        await Assert.ThrowsAsync<VaultKeyUnavailableException>(async () => await Use(alone.Vault).ReadAsync(Name("a"), CancellationToken.None));
    }

    private IVaultPlace New()
    {
        places.Add(MakePlace());
        return places[^1];
    }

    private Task<OpenedVault> OpenAsync(IVaultPlace place, string host = "host", KeyRing? ring = null) =>
        StartAsync(() => new VaultOpener([new Backend(this, place, ring ?? keys)], new HubPaths(Folder.File(host)), ring ?? keys, TimeProvider.System, NullLoggerFactory.Instance)
            .OpenAsync(nameof(Backend), new ConfigurationBuilder().Build(), CancellationToken.None));

    private sealed class Backend(PlacedVaultContract contract, IVaultPlace place, KeyRing ring) : IVaultBackend
    {
        public string Name => nameof(Backend);

        public async Task<IRecordStore> OpenAsync(IConfiguration settings, CancellationToken cancellationToken) => contract.Wrap(await place.ConnectAsync(ring));
    }
}
