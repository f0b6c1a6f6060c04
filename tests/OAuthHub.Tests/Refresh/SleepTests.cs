using OAuthHub.Core.Connections;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Support;
using static OAuthHub.Core.Connections.ConnectionState;
using static OAuthHub.Tests.Refresh.RefreshSteps;

namespace OAuthHub.Tests.Refresh;

/// <summary>A computer that sleeps for eight hours: its wall clock goes on, its monotonic clock stands still, and no timer fires.</summary>
public sealed class SleepTests
{
    private static readonly TimeSpan Slept = TimeSpan.FromHours(8);

    [Theory]
    [InlineData("none", false)]
    [InlineData("window", false)]
    [InlineData("predecessor", false)]
    [InlineData("none", true)] // after so long no leeway is left: this is the admitted window
    [InlineData("window", true)]
    [InlineData("predecessor", true)]
    public async Task F13_slept_during_the_call_it_is_given_up_and_tried_once_and_what_was_lost_is_told(string leeway, bool wasDone)
    {
        var (hub, connection) = await StartAgedAsync(Setup(leeway, leeway is "none" ? 0 : 600));
        await using var _ = hub;
        var refresh = await hub.BeginSlowAsync(connection, 3600, committed: wasDone);
        hub.Clock.SetUtcNow(hub.Clock.GetUtcNow() + Slept);
        hub.Clock.Advance(RefreshTimes.Call);
        Assert.IsType<RefreshOutcome.TryLater>(await refresh.WaitAsync(HubHost.Deadline));
        (await hub.StoredAsync(connection.Id)).AssertState(Degraded, ConnectionReason.UnknownOutcome, 1);
        Assert.Equal(1, await hub.Sandbox.RefreshRequestsAsync());

        var end = await hub.RetryAsync(connection);
        Assert.Equal(2, await hub.Sandbox.RefreshRequestsAsync());
        if (wasDone)
        {
            Assert.Equal(new RefreshOutcome.NeedsReconnect(ConnectionReason.RotationLost), end);
            Assert.Equal("rotation_lost", (await hub.Agent.ReadAsync()).Json.GetProperty("reason").GetString());
        }
        else
        {
            Assert.IsType<RefreshOutcome.Refreshed>(end);
            await hub.AssertHoldsLiveGrantAsync(connection);
        }
        var ledger = await hub.Sandbox.GrantLedgerAsync();
        Assert.Equal((1, wasDone ? 1 : 0), (ledger.GetProperty("max_exchanges_of_one_refresh_token").GetInt32(), ledger.GetProperty("reuses").GetInt32()));
    }

    [Fact]
    public async Task F13_an_answer_that_waited_until_it_woke_is_kept_but_its_token_has_ended_and_is_not_served()
    {
        var (hub, connection) = await StartAgedAsync();
        await using var _ = hub;
        var refresh = await hub.BeginSlowAsync(connection, 5, committed: true);
        hub.Clock.SetUtcNow(hub.Clock.GetUtcNow() + Slept);
        hub.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.IsType<RefreshOutcome.TryLater>(await refresh.WaitAsync(HubHost.Deadline));
        var kept = await hub.StoredAsync(connection.Id);
        Assert.Equal((2L, true), (kept.TokenGeneration, kept.Tokens!.ExpiresAt < hub.Clock.GetUtcNow()));

        var served = (await hub.Agent.ReadAsync()).Ok().AccessToken;
        (await hub.Sandbox.GetAsync("api/me", served)).Ok();
        (await hub.StoredAsync(connection.Id)).AssertState(Active, null, 3);
        await hub.AssertHoldsLiveGrantAsync(connection);
        var ledger = await hub.Sandbox.GrantLedgerAsync();
        Assert.Equal((1, 0), (ledger.GetProperty("max_exchanges_of_one_refresh_token").GetInt32(), ledger.GetProperty("reuses").GetInt32()));
    }
}
