using OAuthHub.Core.Connections;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.OAuth;

/// <summary>Answers that are valid JSON and yet hard to read.</summary>
public sealed class OddAnswerTests
{
    [Theory]
    [InlineData("""{"access_token":"{0}","token_type":"Bearer","scope":"\ud800","expires_in":120}""", true)]
    [InlineData("""{"access_token":"{0}","\ud800":"x"}""", true)]
    [InlineData("""{"access_token":"\ud800"}""", false)]
    [InlineData("""{"error":"\ud800"}""", false)]
    public async Task Half_a_surrogate_pair_costs_no_token(string body, bool isUsable)
    {
        await using var hub = await HubHost.StartAsync();
        var connection = await hub.ConnectAsync();
        await hub.Sandbox.FaultAsync(new { kind = "raw", status = 200, body = body.Replace("{0}", "token-with-odd-company", StringComparison.Ordinal) });
        hub.Clock.Advance(TimeSpan.FromSeconds(100));
        await hub.Get<TokenRefresher>().RefreshAsync(connection.Id, new RefreshRequest(RefreshReason.Due), CancellationToken.None).WaitAsync(HubHost.Deadline);
        var after = await hub.StoredAsync(connection.Id);
        Assert.Equal(isUsable ? ConnectionState.Active : ConnectionState.Degraded, after.State);
        if (after.Reason is ConnectionReason.UnknownOutcome) Assert.NotNull(await hub.Connections.ReadJournalAsync(connection.Id, CancellationToken.None)); // kept as it came
    }
}
