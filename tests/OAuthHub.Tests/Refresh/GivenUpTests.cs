using OAuthHub.Core.Connections;
using OAuthHub.Core.Refresh;
using OAuthHub.Core.Secrets;
using OAuthHub.Tests.Support;
using static OAuthHub.Core.Connections.ConnectionState;
using static OAuthHub.Tests.Refresh.RefreshSteps;

namespace OAuthHub.Tests.Refresh;

/// <summary>An answer that arrives after the others have given its process up, sent the spent token once more, and been refused.</summary>
public sealed class GivenUpTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task F08_tokens_that_arrive_after_they_were_given_up_are_proved_at_once(bool reuseEndsTheGrant)
    {
        var (hub, before) = await StartAgedAsync(Setup().With("OAuthHub:Sandbox:ReuseDetection", $"{reuseEndsTheGrant}"));
        await using var _ = hub;
        var refresh = await hub.BeginSlowAsync(before, 5, committed: true);
        await SendAgainAsync(hub, before.Tokens!.RefreshToken!);
        var stored = (await hub.Connections.ReadAsync(before.Id, CancellationToken.None))!;
        var dead = RefreshTransition.Dead(stored.Connection, ConnectionReason.RotationLost, StateCause.DefiniteAnswer, hub.Clock.GetUtcNow(), "The answer was lost.");
        Assert.NotNull(await hub.Connections.SaveAsync(dead, stored.Generation, "state", CancellationToken.None));

        hub.Clock.Advance(TimeSpan.FromSeconds(5));
        await refresh.WaitAsync(HubHost.Deadline);
        var adopted = await hub.StoredAsync(before.Id);
        adopted.AssertState(Degraded, ConnectionReason.UnknownOutcome, 2);
        Assert.True(adopted.DueAt <= hub.Clock.GetUtcNow());

        // The platform has the last word, and it is the same loss: not one more, of another kind.
        var outcome = await hub.RefreshAsync(before, RefreshReason.Due);
        if (reuseEndsTheGrant) Assert.Equal(new RefreshOutcome.NeedsReconnect(ConnectionReason.RotationLost), outcome);
        else (await hub.StoredAsync(before.Id)).AssertState(Active, null, 3);
    }

    private static async Task SendAgainAsync(HubHost hub, RefreshToken spent)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "refresh_token", ["refresh_token"] = spent.RevealSecret(), ["client_id"] = "oauthhub-sandbox", ["client_secret"] = "practice-only",
        });
        using var reply = await hub.Sandbox.Http.PostAsync("token", form);
        (await Reply.ReadAsync(reply)).RefusedWith("invalid_grant");
    }
}
