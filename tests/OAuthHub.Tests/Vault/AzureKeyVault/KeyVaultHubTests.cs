using System.Net;
using Microsoft.Extensions.DependencyInjection;
using OAuthHub.Core;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Refresh;
using OAuthHub.Core.Vault.Sealing;
using OAuthHub.Tests.Refresh;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Vault.AzureKeyVault;

/// <summary>A whole hub that keeps its vault in a Key Vault.</summary>
public sealed class KeyVaultHubTests : KeyVaultTest
{
    [Fact]
    public async Task An_account_is_connected_read_refreshed_and_read_again_after_a_restart_and_nothing_secret_is_logged()
    {
        using var folder = new TemporaryFolder();
        string first, second;
        await using (var hub = await HubHost.StartAsync(Setup(folder)))
        {
            var connection = await hub.ConnectAsync();
            first = (await hub.Agent.ReadAsync()).Ok().AccessToken;
            Assert.Equal(connection.Access(), first);
            Assert.IsType<RefreshOutcome.Refreshed>(await hub.RefreshAsync(connection));
            second = (await hub.Agent.ReadAsync()).Ok().AccessToken;
            Assert.NotEqual(first, second);
            await hub.AssertNoneLoggedAsync([first, connection.Refresh(), FakeTokens.ClientSecret, .. Server.Tokens]);
        }
        Assert.False(File.Exists(folder.File("vault.db")));
        await using var again = await HubHost.StartAsync(Setup(folder));
        Assert.Equal(second, (await again.Agent.ReadAsync()).Ok().AccessToken);
        var all = Server.Secrets.Dump;
        foreach (var word in new[] { first, second, "sandbox", "local" }) Assert.DoesNotContain(word, all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refresh_costs_two_new_versions()
    {
        using var folder = new TemporaryFolder();
        var (hub, connection) = await HubHost.StartConnectedAsync(Setup(folder));
        await using var _ = hub;
        var secret = Server.Secrets.Names.Where(name => Server.Secrets.Versions(name).Count > 0);
        await Waiting.UntilAsync(() => Server.Secrets.Versions("oauthhub-header") is [{ IsEnabled: false }, ..]);
        var before = secret.Sum(name => Server.Secrets.Versions(name).Count);
        Assert.IsType<RefreshOutcome.Refreshed>(await hub.RefreshAsync(connection));
        Assert.Equal(before + 2, secret.Sum(name => Server.Secrets.Versions(name).Count));
    }

    [Fact]
    public async Task A_vault_that_is_away_loses_nothing_and_is_used_again_when_it_is_back()
    {
        using var folder = new TemporaryFolder();
        var (hub, connection) = await HubHost.StartConnectedAsync(Setup(folder));
        await using var _ = hub;
        Server.Fault = _ => FakeFault.Status503;
        Assert.Equal("vault_unavailable", Assert.IsType<RefreshOutcome.TryLater>(await hub.RefreshAsync(connection)).Code);
        Assert.Equal(0, await hub.Sandbox.RefreshRequestsAsync());
        Assert.Equal(connection.Access(), (await hub.Agent.ReadAsync()).Ok().AccessToken);
        hub.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await hub.Agent.SendAsync(HttpMethod.Get, "/health")).Status);
        Server.Fault = _ => FakeFault.None;
        hub.Clock.Advance(TimeSpan.FromSeconds(1));
        await Waiting.UntilAsync(async () =>
        {
            hub.Clock.Advance(TimeSpan.FromSeconds(1));
            return (await hub.Agent.SendAsync(HttpMethod.Get, "/health")).Status == HttpStatusCode.OK;
        });
        Assert.IsType<RefreshOutcome.Refreshed>(await hub.RefreshAsync(connection));
        Assert.NotEqual(connection.Access(), (await hub.Agent.ReadAsync()).Ok().AccessToken);
    }

    [Fact]
    public async Task A_vault_that_goes_away_between_exchange_and_storing_costs_no_grant()
    {
        using var folder = new TemporaryFolder();
        var (hub, connection) = await HubHost.StartConnectedAsync(Setup(folder));
        await using var _ = hub;
        // From the exchange on nothing can be written; the intent went through.
        var intents = 0;
        Server.Fault = request => request.IsSet && !request.Path.Contains("header", StringComparison.Ordinal) && Interlocked.Increment(ref intents) > 1 ? FakeFault.Status503 : FakeFault.None;
        var refresh = hub.BeginRefresh(connection);
        await Waiting.UntilAsync(() => Volatile.Read(ref intents) > 1);
        Server.Fault = _ => FakeFault.None;
        await Waiting.UntilAsync(() =>
        {
            hub.Clock.Advance(TimeSpan.FromMilliseconds(100));
            return refresh.IsCompleted;
        });
        await refresh;
        Assert.Equal(1, await hub.Sandbox.RefreshRequestsAsync());
        var stored = await hub.StoredAsync(connection.Id);
        Assert.Equal((ConnectionState.Connected, 2L), (stored.State, stored.TokenGeneration));
        Assert.NotEqual(connection.Refresh(), stored.Refresh());
    }

    [Fact]
    public async Task The_master_key_may_lie_in_a_secret_of_its_own()
    {
        using var folder = new TemporaryFolder();
        var setup = Setup(folder) with { Environment = "Production" };
        setup.Settings["OAuthHub:Vault:Backend"] = "EncryptedFile";
        setup.Settings["OAuthHub:MasterKeySource"] = "AzureKeyVaultSecret";
        setup.Settings["OAuthHub:MasterKeySecret"] = $"{Server.Address}secrets/the-master-key";
        setup.Settings["OAuthHub:PublicUrl"] = "http://localhost:8400";
        Assert.Contains("There is no secret", (await Assert.ThrowsAsync<HubStartException>(() => HubHost.StartAsync(setup))).Message, StringComparison.Ordinal);
        var key = MasterKey.Generate();
        Server.Secrets.SetByHand("the-master-key", key.RevealSecret());
        await using var hub = await HubHost.StartAsync(setup);
        Assert.Equal(key.Id, hub.Get<KeyRing>().Newest.Id);
        Assert.False(hub.Logs.All.Contains(key.RevealSecret(), StringComparison.Ordinal));
    }

    private HubSetup Setup(TemporaryFolder folder) => new() { Folder = folder, Settings = Server.Settings, Services = services => services.AddSingleton(Server.Clients) };
}
