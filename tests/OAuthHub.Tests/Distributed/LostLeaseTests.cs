using OAuthHub.Core.Connections;
using OAuthHub.Core.Refresh;
using OAuthHub.Core.Vault;
using OAuthHub.Tests.Refresh;
using OAuthHub.Tests.Support;
using StackExchange.Redis;

namespace OAuthHub.Tests.Distributed;

/// <summary>Redis is lost before or during a refresh, or stands still: the intent in the vault goes on keeping the others away.</summary>
public sealed class LostLeaseTests : OwnRedis
{
    /// <summary>How long a hub waits for a Redis that stands still; a second in earnest, here so long that one look and two differ by more than a busy machine adds.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    [RedisFact]
    public async Task F03_without_Redis_forty_callers_at_two_hubs_still_make_one_exchange()
    {
        await using var hubs = await StartAsync();
        var connection = await ConnectAgedAsync(hubs);
        await Redis.KillAsync();
        await using var time = hubs.LetTimePass();
        var replies = await Task.WhenAll(Enumerable.Range(0, 40).Select(number => hubs[number % 2].Agent.RefreshAsync()));
        Assert.NotEqual(connection.Access(), Assert.Single(replies.Select(reply => reply.Ok().AccessToken).Distinct()));
        await AssertOneExchangeAsync(hubs, connection);
    }

    [RedisTheory]
    [InlineData("deleted")]
    [InlineData("flushed")]
    [InlineData("killed")]
    public async Task A242_F04_the_lease_is_lost_during_the_call_and_nobody_makes_a_second_exchange(string how)
    {
        await using var hubs = await StartAsync();
        var connection = await ConnectAgedAsync(hubs);
        (await hubs.Sandbox.FaultAsync(new { kind = "delay", seconds = 5, after_commit = true })).Ok();
        var holder = hubs[0].BeginRefresh(connection);
        await Waiting.UntilAsync(async () => await hubs.Sandbox.TotalAsync("refreshes") == 1); // spent, and nobody has the answer yet
        var lease = Assert.Single(await hubs.RedisKeysAsync("lease:refresh:"));
        await LoseAsync(how, lease);

        var other = hubs[1].BeginRefresh(connection);
        // It holds the lease now, which its holder has lost; and sends nothing.
        if (how is not "killed") await Waiting.UntilAsync(async () => (await hubs.RedisKeysAsync("lease:refresh:")).Count == 1);
        await using var time = hubs.LetTimePass();
        Assert.IsType<RefreshOutcome.Refreshed>(await holder.WaitAsync(HubHost.Deadline));
        Assert.Equal(2, Assert.IsType<RefreshOutcome.Refreshed>(await other.WaitAsync(HubHost.Deadline)).Connection.TokenGeneration);
        await AssertOneExchangeAsync(hubs, connection);
        foreach (var hub in hubs.All) await hub.AssertNoneLoggedAsync(connection.Access(), connection.Refresh());
    }

    [RedisFact]
    public async Task F04_whoever_finds_the_intent_just_as_its_answer_is_stored_does_not_wait_for_another_one()
    {
        var point = new PausePoint();
        await using var hubs = await SharedHubs.StartAsync(Redis, 1);
        await hubs.AddAsync(services => services.Decorate<IVault>(vault => new PausingVault(vault, point, beforeTheIntent: false)));
        var connection = await ConnectAgedAsync(hubs);
        (await hubs.Sandbox.FaultAsync(new { kind = "delay", seconds = 5, after_commit = true })).Ok();
        var holder = hubs[0].BeginRefresh(connection);
        await Waiting.UntilAsync(async () => await hubs.Sandbox.TotalAsync("refreshes") == 1);
        await LoseAsync("deleted", Assert.Single(await hubs.RedisKeysAsync("lease:refresh:")));
        point.Arm();
        var other = hubs[1].BeginRefresh(connection);
        await point.ReachedAsync(); // it has read the record with the intent
        hubs.Advance(TimeSpan.FromSeconds(5));
        Assert.IsType<RefreshOutcome.Refreshed>(await holder.WaitAsync(HubHost.Deadline));
        point.Release();
        await using var time = hubs.LetTimePass();
        Assert.Equal(2, Assert.IsType<RefreshOutcome.Refreshed>(await other.WaitAsync(HubHost.Deadline)).Connection.TokenGeneration);
        await AssertOneExchangeAsync(hubs, connection);
    }

    [RedisFact]
    public async Task F05_Redis_that_stands_still_holds_a_refresh_up_for_one_look_at_it_and_leaves_no_lease_behind()
    {
        await using var hubs = await SharedHubs.StartAsync(Redis, patience: Look);
        var connection = await ConnectAgedAsync(hubs);
        Redis.Freeze();
        var began = TimeProvider.System.GetTimestamp();
        Assert.IsType<RefreshOutcome.Refreshed>(await hubs[0].RefreshAsync(connection));
        // One look at Redis, for the lease; whatever else asks it after that is told at once.
        Assert.InRange(TimeProvider.System.GetElapsedTime(began), Look / 2, 2 * Look - TimeSpan.FromSeconds(0.1));
        Assert.Equal(1, await hubs.Sandbox.RefreshRequestsAsync());

        // The server does now what it was asked meanwhile. Nobody holds that lease, and nobody shall have to wait until it ends.
        Redis.Thaw();
        hubs.Advance(TimeSpan.FromMinutes(50)); // due again
        await Waiting.UntilAsync(async () => await hubs[1].RefreshAsync(connection, RefreshReason.Due) is RefreshOutcome.Refreshed);
        await Waiting.UntilAsync(async () => (await hubs.RedisKeysAsync("lease:refresh:")).Count == 0);
    }

    private Task<SharedHubs> StartAsync() => SharedHubs.StartAsync(Redis);

    private async Task LoseAsync(string how, string lease)
    {
        switch (how)
        {
            case "deleted": Assert.True(await (await Redis.OpenAsync()).KeyDeleteAsync((RedisKey)lease)); break;
            case "flushed": await Redis.FlushAsync(); break;
            default: await Redis.KillAsync(); break;
        }
    }

    private static async Task<Connection> ConnectAgedAsync(SharedHubs hubs)
    {
        var connection = await hubs.ConnectAsync();
        hubs.Advance(TimeSpan.FromMinutes(5));
        await Waiting.UntilAsync(async () => (await hubs[1].Agent.ReadAsync()).Status is System.Net.HttpStatusCode.OK);
        return connection;
    }

    private static async Task AssertOneExchangeAsync(SharedHubs hubs, Connection connection)
    {
        Assert.Equal(1, await hubs.Sandbox.RefreshRequestsAsync());
        var ledger = await hubs.Sandbox.GrantLedgerAsync();
        Assert.Equal((1, 0), (ledger.GetProperty("max_exchanges_of_one_refresh_token").GetInt32(), ledger.GetProperty("reuses").GetInt32()));
        await hubs[1].AssertHoldsLiveGrantAsync(connection);
    }
}
