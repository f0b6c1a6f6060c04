using OAuthHub.Core.Connections;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Refresh;

/// <summary>A platform without leeway, and several tries whose outcome nobody knows: deaths before the request arrived, or a platform in trouble.</summary>
public sealed class LastTryTests
{
    [Theory]
    [InlineData("status", 2)]
    [InlineData("status", 4)]
    [InlineData("cut_before_commit", 3)]
    public async Task A_token_that_was_never_spent_is_not_given_up_however_many_tries_went_unanswered(string kind, int times)
    {
        var (hub, before) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        await hub.Sandbox.FaultAsync(new { kind, count = times });
        for (var unanswered = 0; unanswered < times; unanswered++) Assert.IsType<RefreshOutcome.TryLater>(await RefreshWhenAllowedAsync(hub, before.Id));
        Assert.IsType<RefreshOutcome.Refreshed>(await RefreshWhenAllowedAsync(hub, before.Id));
        Assert.Equal((0, 1), (await hub.Sandbox.TotalAsync("reuses"), await hub.Sandbox.TotalAsync("refreshes")));
        Assert.Equal(ConnectionState.Active, (await hub.StoredAsync(before.Id)).State);
    }

    [Fact]
    public async Task A_token_that_was_spent_is_given_up_at_the_platforms_word()
    {
        var (hub, before) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        await hub.Sandbox.FaultAsync(new object[] { new { kind = "cut_after_commit" }, new { kind = "status", count = 2 } });
        for (var unanswered = 0; unanswered < 3; unanswered++) Assert.IsType<RefreshOutcome.TryLater>(await RefreshWhenAllowedAsync(hub, before.Id));
        Assert.Equal(new RefreshOutcome.NeedsReconnect(ConnectionReason.RotationLost), await RefreshWhenAllowedAsync(hub, before.Id));
        Assert.Equal(1, await hub.Sandbox.TotalAsync("reuses"));
    }

    /// <summary>Moves the clock until a refresh is sent, or judged to be hopeless.</summary>
    private static async Task<RefreshOutcome> RefreshWhenAllowedAsync(HubHost hub, string id)
    {
        var requests = await hub.Sandbox.TotalAsync("token_requests");
        for (var step = 0; step < 1000; step++)
        {
            hub.Clock.Advance(TimeSpan.FromSeconds(30));
            var outcome = await hub.Get<TokenRefresher>().RefreshAsync(id, new RefreshRequest(RefreshReason.Asked), CancellationToken.None);
            if (outcome is RefreshOutcome.NeedsReconnect || await hub.Sandbox.TotalAsync("token_requests") > requests) return outcome;
        }
        throw new InvalidOperationException("No refresh was ever sent.");
    }
}
