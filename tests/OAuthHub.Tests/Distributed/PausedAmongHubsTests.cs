using OAuthHub.Core.Connections;
using OAuthHub.Core.Refresh;
using OAuthHub.Core.Vault;
using OAuthHub.Tests.Coordination;
using OAuthHub.Tests.Refresh;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Distributed;

/// <summary>Whoever holds the lease in Redis stands still, or its clock is set, between taking it and sending. Without an intent (static tokens) the guard alone decides.</summary>
public sealed class PausedAmongHubsTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly TimeSpan Paused = TimeSpan.FromSeconds(200);

    [RedisTheory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task F06_paused_between_the_lease_and_the_request_for_longer_than_the_lease_it_sends_nothing(bool rotates, bool beforeTheIntent)
    {
        var (hubs, connection, point) = await StartAsync(rotates, beforeTheIntent);
        await using var _ = hubs;
        var holder = await PauseAsync(hubs, connection, point);
        // What the server does by itself when nobody renews; here its renewing thread goes on, as it would not in a process that is stopped.
        Assert.True(await (await redis.Server.OpenAsync()).KeyDeleteAsync(Assert.Single(await hubs.RedisKeysAsync("lease:refresh:"))));
        hubs.Advance(Paused);
        Assert.IsType<RefreshOutcome.Refreshed>(await hubs[1].RefreshAsync(connection));

        point.Release();
        var outcome = await holder.WaitAsync(HubHost.Deadline);
        Assert.True(outcome is RefreshOutcome.TryLater(_, "refresh_in_progress") or RefreshOutcome.Fresh, outcome.Word);
        Assert.Equal(1, await hubs.Sandbox.RefreshRequestsAsync());
        (await hubs[0].StoredAsync(connection.Id)).AssertState(ConnectionState.Active, null, 2);
        await AssertCleanAsync(hubs, connection);
    }

    [RedisTheory]
    [InlineData(1, true)]
    [InlineData(1, false)]
    [InlineData(-1, true)]
    [InlineData(-1, false)]
    [InlineData(8, true)] // a computer that slept
    [InlineData(8, false)]
    public async Task A249_F10_F11_F12_the_wall_clock_jumps_while_the_lease_is_held_and_there_is_no_second_holder_and_no_request(int hours, bool rotates)
    {
        var (hubs, connection, point) = await StartAsync(rotates, beforeTheIntent: rotates);
        await using var _ = hubs;
        var holder = await PauseAsync(hubs, connection, point);
        foreach (var hub in hubs.All) hub.Clock.SetUtcNow(hub.Clock.GetUtcNow().AddHours(hours));

        // Redis counts the lease by its own clock: for the other it is held.
        if (hours > 0) Assert.Equal("refresh_in_progress", Assert.IsType<RefreshOutcome.TryLater>(await hubs[1].RefreshAsync(connection, RefreshReason.Due)).Code);
        Assert.Single(await hubs.RedisKeysAsync("lease:refresh:"));
        point.Release();
        Assert.Equal("refresh_in_progress", Assert.IsType<RefreshOutcome.TryLater>(await holder.WaitAsync(HubHost.Deadline)).Code);
        Assert.Equal(0, await hubs.Sandbox.RefreshRequestsAsync());

        if (hours < 0) hubs.Advance(TimeSpan.FromHours(1)); // by that clock the token came out of the future: nobody renews it yet
        Assert.IsType<RefreshOutcome.Refreshed>(await hubs[1].RefreshAsync(connection));
        Assert.Equal(1, await hubs.Sandbox.RefreshRequestsAsync());
        await AssertCleanAsync(hubs, connection);
    }

    /// <summary>Two hubs, of which the first can be paused.</summary>
    private async Task<(SharedHubs Hubs, Connection Connection, PausePoint Point)> StartAsync(bool rotates, bool beforeTheIntent)
    {
        var point = new PausePoint();
        var hubs = await SharedHubs.StartAsync(redis.Server, 0, RefreshSteps.Setup(rotates: rotates));
        await hubs.AddAsync(services => services.Decorate<IVault>(vault => new PausingVault(vault, point, beforeTheIntent)));
        await hubs.AddAsync();
        var connection = await hubs.ConnectAsync();
        hubs.Advance(TimeSpan.FromMinutes(5));
        return (hubs, connection, point);
    }

    private static async Task<Task<RefreshOutcome>> PauseAsync(SharedHubs hubs, Connection connection, PausePoint point)
    {
        point.Arm();
        var holder = hubs[0].BeginRefresh(connection);
        await point.ReachedAsync();
        return holder;
    }

    private static async Task AssertCleanAsync(SharedHubs hubs, Connection connection)
    {
        Assert.Equal(0, await hubs.Sandbox.TotalAsync("reuses"));
        await hubs[1].AssertHoldsLiveGrantAsync(connection);
        Assert.Null((await hubs[1].StoredAsync(connection.Id)).Intent);
    }
}
