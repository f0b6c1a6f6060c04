using OAuthHub.Core.Connections;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Processes;
using OAuthHub.Tests.Refresh;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Distributed;

/// <summary>Everything in Redis is gone from one moment to the next. It holds nothing that cannot be made again.</summary>
[Collection(ProcessCollection.Name)]
public sealed class RedisFlushedTests
{
    [RedisFact]
    public async Task Flushed_it_is_filled_again_without_a_restart_and_the_workers_find_what_is_due_and_refresh_it_once()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var hubs = await SharedHubs.StartAsync(redis);
        var connection = await hubs[0].ConnectAsync();
        for (var round = 1; round <= 3; round++)
        {
            await redis.FlushAsync();
            await Waiting.UntilAsync(async () => (await hubs.RedisKeysAsync("complete")).Count == 1);
            Assert.Single(await hubs.RedisKeysAsync("user:"));
            Assert.Single(await hubs.RedisKeysAsync("due:sandbox"));
            hubs.Advance(TimeSpan.FromMinutes(55));
            await using var time = hubs.LetTimePass();
            await Task.WhenAll(hubs.All.Select(async hub => await (await hub.Get<RefreshSweep>().StartAsync(CancellationToken.None)).WaitAsync(HubHost.Deadline)));
            Assert.Equal(round, await hubs.Sandbox.RefreshRequestsAsync());
        }
        (await hubs[1].StoredAsync(connection.Id)).AssertState(ConnectionState.Active, null, 4);
    }

    [RedisFact]
    public async Task A_worker_in_a_process_of_its_own_goes_on_whenever_Redis_is_flushed()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var sandbox = await Population.StartSandboxAsync(accessTokenSeconds: 8);
        using var folder = new TemporaryFolder();
        (string, string) setting = ("ConnectionStrings:redis", redis.ConnectionString);
        await using var api = await HubProcess.StartAsync(folder, sandbox.Address, setting);
        await using var worker = await HubProcess.StartWorkerAsync(folder, sandbox.Address, setting);
        var people = new Population(sandbox, api.Browser);
        await people.ConnectAsync(5);
        for (var round = 0; round < 3; round++)
        {
            var refreshes = await sandbox.TotalAsync("refreshes");
            await redis.FlushAsync();
            // Nobody reads: it is the worker that renews all of them.
            await Waiting.UntilAsync(async () => await sandbox.TotalAsync("refreshes") >= refreshes + 5, HubProcess.Deadline);
        }
        await people.RestAsync(after: TimeProvider.System.GetUtcNow());
        Assert.Equal(0, await worker.TerminateAsync());
        Assert.Equal(0, await api.TerminateAsync());
        Assert.Equal(0, (await people.AssertAgreementAsync(folder)).GetProperty("totals").GetProperty("reuses").GetInt32());
        Assert.Empty(people.Lost);
    }
}
