using Microsoft.Extensions.DependencyInjection;
using OAuthHub.Core;
using OAuthHub.Core.Audit;
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
    public Task The_main_job_is_done_and_survives_restart_and_moving_to_another_host() => VaultMainJob.RunAsync(Server.Settings, services => services.AddSingleton(Server.Clients));

    [Fact]
    public async Task Nothing_secret_is_logged_and_nothing_readable_lies_in_the_vault()
    {
        using var folder = new TemporaryFolder();
        var (hub, connection) = await HubHost.StartConnectedAsync(Setup(folder));
        await using var _ = hub;
        Assert.IsType<RefreshOutcome.Refreshed>(await hub.RefreshAsync(connection));
        var token = (await hub.Agent.ReadAsync()).Ok().AccessToken;
        Assert.NotEmpty(Server.Tokens);
        await hub.AssertNoneLoggedAsync([connection.Access(), connection.Refresh(), FakeTokens.ClientSecret, .. Server.Tokens]);
        var all = Server.Secrets.Dump;
        foreach (var word in new[] { connection.Access(), connection.Refresh(), token, "sandbox", "local", connection.Account.Name }) Assert.DoesNotContain(word, all, StringComparison.Ordinal);
    }

    [RedisFact]
    public async Task Two_hubs_around_one_Redis_share_a_vault()
    {
        await using var redis = await RedisServer.StartAsync();
        using var folder = new TemporaryFolder();
        using var second = new TemporaryFolder();
        await using var hub = await HubHost.StartAsync(Shared(folder));
        foreach (var key in new[] { "master.key", "agent.key" }) File.Copy(folder.File(key), second.File(key));
        await using var neighbour = await HubHost.StartAsync(Shared(second) with { SandboxAddress = hub.Address + "/sandbox" });
        var connection = await hub.ConnectAsync();
        Assert.IsType<RefreshOutcome.Refreshed>(await neighbour.RefreshAsync(connection));
        var stored = await hub.StoredAsync(connection.Id);
        Assert.Equal((ConnectionState.Active, 2L), (stored.State, stored.TokenGeneration));
        Assert.Equal(1, await hub.Sandbox.RefreshRequestsAsync());

        HubSetup Shared(TemporaryFolder where)
        {
            var setup = Setup(where);
            setup.Settings["ConnectionStrings:redis"] = redis.ConnectionString;
            return setup with { Services = services => services.AddSingleton(Server.Clients).AddPatientRedis(redis.ConnectionString) };
        }
    }

    [Fact]
    public async Task A_refresh_costs_two_new_versions()
    {
        using var folder = new TemporaryFolder();
        var (hub, connection) = await HubHost.StartConnectedAsync(Setup(folder));
        await using var _ = hub;
        var secret = Server.Secrets.Names.Where(name => Server.Secrets.Versions(name).Count > 0);
        await hub.Get<AuditLog>().FlushAsync(CancellationToken.None); // a new file of the audit is told to the vault, behind the requests
        await Waiting.UntilAsync(() => Server.Secrets.Versions("oauthhub-header") is [{ IsEnabled: false }, ..]);
        var before = secret.Sum(name => Server.Secrets.Versions(name).Count);
        Assert.IsType<RefreshOutcome.Refreshed>(await hub.RefreshAsync(connection));
        Assert.Equal(before + 2, secret.Sum(name => Server.Secrets.Versions(name).Count));
    }

    [Fact]
    public Task A_vault_that_is_away_loses_nothing_and_is_used_again_when_it_is_back() => new Away(Server).RunAsync();

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
        Assert.Equal((ConnectionState.Active, 2L), (stored.State, stored.TokenGeneration));
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

    private sealed class Away(FakeKeyVault server) : VaultAwayScenario
    {
        protected override string Remedy => "firewall";

        protected override Task<HubSetup> SetupAsync(HubSetup setup)
        {
            foreach (var (key, value) in server.Settings) setup.Settings[key] = value;
            return Task.FromResult(setup with { Services = services => services.AddSingleton(server.Clients) });
        }

        protected override Task TakeAwayAsync()
        {
            (server.Away, server.Fault) = (System.Net.Sockets.SocketError.ConnectionRefused, _ => FakeFault.DropBefore);
            return Task.CompletedTask;
        }

        protected override Task BringBackAsync()
        {
            (server.Away, server.Fault) = (null, _ => FakeFault.None);
            return Task.CompletedTask;
        }
    }
}
