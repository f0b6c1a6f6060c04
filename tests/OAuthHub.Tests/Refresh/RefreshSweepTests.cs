using OAuthHub.Core.Connections;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Refresh;
using OAuthHub.Core.Secrets;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;
using static OAuthHub.Tests.Refresh.RefreshSteps;

namespace OAuthHub.Tests.Refresh;

public sealed class RefreshSweepTests
{
    [Fact]
    public async Task F42_what_is_due_is_refreshed_in_the_order_of_its_time_and_what_is_not_due_is_left_alone()
    {
        await using var hub = await HubHost.StartAsync(Setup().With("OAuthHub:Platforms:sandbox:Limits:Concurrency", "1"));
        var grants = await hub.Sandbox.SeedManyAsync(new { count = 30 });
        var order = Enumerable.Range(0, 30).Select(number => number * 7 % 30).ToList(); // stored in another order than due
        foreach (var number in order) await PlaceAsync(hub, grants[number], hub.Clock.GetUtcNow().AddSeconds(number - 24));
        await SweepAsync(hub);
        var asked = (await hub.Sandbox.GetAsync("ledger")).Json.GetProperty("requests").EnumerateArray().Select(request => request.GetProperty("grant").GetString());
        Assert.Equal(grants.Take(25).Select(grant => grant.Grant), asked);
        Assert.Equal(0, await hub.Get<IDueQueue>().CountDueAsync("sandbox", hub.Clock.GetUtcNow().AddSeconds(0.5), CancellationToken.None));
        await SweepAsync(hub);
        Assert.Equal(25, await hub.Sandbox.RefreshRequestsAsync());
    }

    [Fact]
    public async Task F42_a_backlog_of_a_thousand_is_worked_off_once_each()
    {
        await using var hub = await HubHost.StartAsync(Setup());
        var grants = await hub.Sandbox.SeedManyAsync(new { count = 1000 });
        foreach (var grant in grants) await PlaceAsync(hub, grant, hub.Clock.GetUtcNow());
        await SweepAsync(hub);
        var totals = (await hub.Sandbox.GetAsync("ledger")).Json.GetProperty("totals");
        Assert.Equal((1000, 0), (totals.GetProperty("refreshes").GetInt32(), totals.GetProperty("reuses").GetInt32()));
        Assert.All(hub.Connections.Index.All, entry => Assert.Equal((2, ConnectionState.Active), (entry.TokenGeneration, entry.State)));
    }

    [Fact]
    public async Task What_another_refreshes_is_looked_at_again_in_seconds_since_that_one_may_die_at_any_moment()
    {
        var (hub, connection) = await StartAgedAsync();
        await using var _ = hub;
        hub.Clock.Advance(connection.DueAt!.Value - hub.Clock.GetUtcNow());
        var (stored, now) = ((await hub.Connections.ReadAsync(connection.Id, CancellationToken.None))!, hub.Clock.GetUtcNow());
        var intent = new RefreshIntent("another-machine:1:2:3:living", stored.Connection.TokenGeneration, now, now + RefreshTimes.Intent, 1);
        Assert.NotNull(await hub.Connections.SaveAsync(stored.Connection with { Intent = intent }, stored.Generation, null, CancellationToken.None));
        await SweepAsync(hub);
        Assert.Equal(0, await hub.Sandbox.RefreshRequestsAsync());
        var due = hub.Get<IDueQueue>();
        Assert.Equal(0, await due.CountDueAsync("sandbox", now, CancellationToken.None));
        Assert.Equal(1, await due.CountDueAsync("sandbox", now.AddSeconds(7), CancellationToken.None));
    }

    [Fact]
    public async Task One_slow_connection_does_not_hold_up_those_that_come_due_after_it()
    {
        await using var hub = await HubHost.StartAsync(Setup());
        var grants = await hub.Sandbox.SeedManyAsync(new { count = 2 });
        await PlaceAsync(hub, grants[0], hub.Clock.GetUtcNow());
        await hub.Sandbox.FaultAsync(new { kind = "delay", seconds = 15 });
        var armed = hub.Clock.ArmedTimers;
        var round = await hub.Get<RefreshSweep>().StartAsync(CancellationToken.None);
        await hub.Clock.WaitForTimersAsync(armed + 2).WaitAsync(HubHost.Deadline);
        var second = await PlaceAsync(hub, grants[1], hub.Clock.GetUtcNow().AddSeconds(2));
        await UntilAsync(() =>
        {
            if (hub.Clock.GetUtcNow() < HubHost.Start.AddSeconds(10)) hub.Clock.Advance(TimeSpan.FromSeconds(0.5));
            return hub.Connections.Index.Find(second)!.TokenGeneration == 2;
        }, "the second to be refreshed while the first hangs");
        Assert.False(round.IsCompleted);
        hub.Clock.Advance(TimeSpan.FromSeconds(20));
        await round.WaitAsync(HubHost.Deadline);
    }

    [Fact]
    public async Task F49_tokens_of_five_seconds_are_renewed_by_the_worker_without_a_hot_loop()
    {
        await using var hub = await HubHost.StartAsync(Setup().With("OAuthHub:Sandbox:AccessTokenSeconds", "5"));
        var connection = await hub.ConnectAsync();
        for (var half = 0; half < 120; half++)
        {
            hub.Clock.Advance(TimeSpan.FromSeconds(0.5));
            await SweepAsync(hub);
            var stored = await hub.StoredAsync(connection.Id);
            Assert.True(stored.Tokens!.ExpiresAt > hub.Clock.GetUtcNow(), $"dead after {half / 2.0} s");
        }
        Assert.InRange(await hub.Sandbox.RefreshRequestsAsync(), 12, 30);
        await hub.AssertHoldsLiveGrantAsync(connection);
    }

    [Fact]
    public async Task A_failure_is_looked_at_again_when_its_pause_is_over()
    {
        await using var hub = await HubHost.StartAsync(Setup());
        var connection = await hub.ConnectAsync();
        await hub.Sandbox.FaultAsync(new { kind = "rate_limited", retry_after = 60 });
        hub.Clock.Advance(connection.DueAt!.Value - hub.Clock.GetUtcNow());
        for (var second = 0; second < 58; second++)
        {
            await SweepAsync(hub);
            hub.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal(1, await hub.Sandbox.RefreshRequestsAsync());
        for (var second = 0; second < 4; second++)
        {
            hub.Clock.Advance(TimeSpan.FromSeconds(1));
            await SweepAsync(hub);
        }
        Assert.Equal(2, (await hub.StoredAsync(connection.Id)).TokenGeneration);
    }

    private static async Task SweepAsync(HubHost hub) =>
        await (await hub.Get<RefreshSweep>().StartAsync(CancellationToken.None)).WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>Stores a grant of the sandbox as a connection that is due then.</summary>
    private static async Task<string> PlaceAsync(HubHost hub, Seeded grant, DateTimeOffset due)
    {
        var connection = Samples.Connection() with
        {
            Id = "con_" + grant.Grant,
            PlatformId = "sandbox",
            Account = new Account(grant.Account, grant.Account),
            Tokens = Samples.Tokens() with { AccessToken = new AccessToken(grant.AccessToken), RefreshToken = new RefreshToken(grant.RefreshToken), IssuedAt = due.AddHours(-1), ExpiresAt = due.AddMinutes(15) },
            DueAt = due,
        };
        Assert.NotNull(await hub.Connections.SaveAsync(connection, 0, "connected", CancellationToken.None));
        return connection.Id;
    }
}
