using System.Globalization;
using System.Net;
using OAuthHub.Core.Vault;
using OAuthHub.Tests.Processes;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Distributed;

/// <summary>Several processes meet an empty data folder at the same moment: each key is made once, and all of them use that one.</summary>
[Collection(ProcessCollection.Name)]
public sealed class StartAtOnceTests
{
    /// <summary>Two in the everyday run; <c>OAUTHHUB_STARTS=20</c> for the long form (docs/testing.md).</summary>
    private static readonly int Starts = int.Parse(Environment.GetEnvironmentVariable("OAUTHHUB_STARTS") is { Length: > 0 } text ? text : "2", CultureInfo.InvariantCulture);

    [RedisFact]
    public async Task Three_hubs_agree_on_master_key_agent_key_vault_and_sessions_in_each_of_twenty_rounds()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var sandbox = await SandboxHost.StartInRealTimeAsync(("AutoApprove", "true"));
        for (var round = 0; round < 20; round++)
        {
            using var folder = new TemporaryFolder();
            var setup = new HubSetup
            {
                Folder = folder,
                SandboxAddress = sandbox.Address,
                RealTime = true,
                Settings = { ["ConnectionStrings:redis"] = redis.ConnectionString },
                Services = services => services.AddPatientRedis(redis.ConnectionString),
            };
            var hubs = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => HubHost.StartAsync(setup))));
            try
            {
                Assert.Single(hubs.Select(hub => hub.Get<IVault>().DeploymentId).Distinct());
                Assert.Single(hubs.Select(hub => hub.Agent.Key).Distinct());
                Assert.All(hubs, hub => Assert.False(hub.Get<IVault>().IsRestoredCopy));
                await SharedHubs.CanSignInAsync(hubs[round % 3].Browser);
                var connection = await hubs[round % 3].ConnectAsync();
                foreach (var hub in hubs)
                {
                    Assert.Equal(connection.Refresh(), (await hub.StoredAsync(connection.Id)).Refresh()); // sealed by one, opened by all
                    await Waiting.UntilAsync(async () => await hub.Agent.ReadAsync() is { Status: not HttpStatusCode.NotFound });
                    Assert.Equal(connection.Access(), (await hub.Agent.ReadAsync()).Ok().AccessToken);
                    (await hubs[round % 3].Browser.CallAsync(HttpMethod.Get, hub.Address + "/api/session")).Ok();
                }
            }
            finally
            {
                foreach (var hub in hubs) await hub.DisposeAsync();
            }
        }
    }

    [RedisFact]
    public async Task Two_processes_agree_too()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var sandbox = await SandboxHost.StartInRealTimeAsync(("AutoApprove", "true"));
        (string, string) setting = ("ConnectionStrings:redis", redis.ConnectionString);
        for (var round = 0; round < Starts; round++)
        {
            using var folder = new TemporaryFolder();
            var pair = await Task.WhenAll(HubProcess.StartAsync(folder, sandbox.Address, setting), HubProcess.StartAsync(folder, sandbox.Address, setting));
            await using var one = pair[0];
            await using var other = pair[1];
            await one.Browser.SignInAsync();
            Assert.Equal("success", (await one.Browser.ConnectPatientlyAsync())["status"]);
            await Waiting.UntilAsync(async () => (await other.Agent.ReadAsync()).Status is HttpStatusCode.OK);
            Assert.Equal((await one.Agent.ReadAsync()).Ok().AccessToken, (await other.Agent.ReadAsync()).Ok().AccessToken);
            (await one.Browser.CallAsync(HttpMethod.Get, other.Address + "/api/session")).Ok();
        }
    }
}
