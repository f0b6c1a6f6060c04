using OAuthHub.Core.Connections;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Refresh;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Vault;

/// <summary>
/// The main job in a whole hub on any backend: connect, read, refresh, restart, read, refresh again. A host that moved elsewhere,
/// with nothing of its folder but the keys, does the same.
/// </summary>
internal static class VaultMainJob
{
    /// <param name="settings">What chooses the backend, such as <c>OAuthHub:Vault:Backend</c>.</param>
    /// <param name="services">Replaces parts of the hub, such as the way to the backend.</param>
    public static async Task RunAsync(IReadOnlyDictionary<string, string?> settings, Action<Microsoft.Extensions.DependencyInjection.IServiceCollection>? services = null)
    {
        await using var sandbox = await SandboxHost.StartAsync(("AutoApprove", "true"), ("AccessTokenSeconds", "3600"));
        using var folder = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        Connection connection;
        string refreshed;
        await using (var hub = await HubHost.StartAsync(Setup(folder)))
        {
            connection = await hub.ConnectAsync();
            Assert.Equal(connection.Access(), (await hub.Agent.ReadAsync()).Ok().AccessToken);
            hub.Clock.Advance(TimeSpan.FromMinutes(5));
            refreshed = (await hub.Agent.RefreshAsync()).Ok().AccessToken;
            Assert.NotEqual(connection.Access(), refreshed);
            await hub.AssertNoneLoggedAsync(connection.Access(), connection.Refresh());
        }
        Assert.False(File.Exists(folder.File("vault.db")), "the tokens went into the file");

        await using (var again = await HubHost.StartAsync(Setup(folder)))
        {
            Assert.Equal(refreshed, (await again.Agent.ReadAsync()).Ok().AccessToken);
            again.Clock.Advance(TimeSpan.FromMinutes(10));
            Assert.IsType<RefreshOutcome.Refreshed>(await again.RefreshAsync(connection));
            refreshed = (await again.Agent.ReadAsync()).Ok().AccessToken;
        }

        foreach (var key in (string[])["master.key", "agent.key"]) File.Copy(folder.File(key), elsewhere.File(key));
        await using var moved = await HubHost.StartAsync(Setup(elsewhere));
        Assert.Equal(refreshed, (await moved.Agent.ReadAsync()).Ok().AccessToken);
        (await sandbox.GetAsync("api/me", refreshed)).Ok();
        await moved.AssertHoldsLiveGrantAsync(connection);
        (await moved.StoredAsync(connection.Id)).AssertState(ConnectionState.Active, null, 3);

        HubSetup Setup(TemporaryFolder where)
        {
            var setup = RefreshSteps.Setup() with { Folder = where, SandboxAddress = sandbox.Address, Services = services };
            foreach (var (key, value) in settings) setup.Settings[key] = value;
            return setup;
        }
    }
}
