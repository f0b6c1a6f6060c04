using OAuthHub.Core.Connections;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Refresh;

/// <summary>A hub that dies while many of its refreshes are under way, as after a start with everything due.</summary>
public sealed class DeathOfManyTests
{
    private const int Many = 12; // more than the dead grants a minute that are believed to be persons' own doing
    private const string Gone = "another-boot:1:1:1:00000000";

    [Fact]
    public async Task Grants_whose_answers_died_with_the_hub_are_told_at_once_and_not_taken_for_the_platforms_incident()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Browser.SignInAsync();
        var ids = new List<string>();
        for (var person = 0; person < Many; person++)
        {
            await hub.Sandbox.TurnAsync(new { auto_approve_account = $"person-{person}" });
            ids.Add((await hub.Browser.ConnectAsync())["connection"]!);
        }
        foreach (var id in ids) await DieAsync(hub, id);

        hub.Clock.Advance(TimeSpan.FromSeconds(100));
        var outcomes = await Task.WhenAll(ids.Select(id => hub.Get<TokenRefresher>().RefreshAsync(id, new RefreshRequest(RefreshReason.Asked), CancellationToken.None)));
        Assert.All(outcomes, outcome => Assert.Equal(new RefreshOutcome.NeedsReconnect(ConnectionReason.RotationLost), outcome));
        Assert.Equal(Many, await hub.Sandbox.TotalAsync("reuses"));
    }

    /// <summary>Leaves what a death after the platform's commit leaves: an intent, and a spent token.</summary>
    private static async Task DieAsync(HubHost hub, string id)
    {
        var (connection, generation) = (await hub.Connections.ReadAsync(id, CancellationToken.None))!;
        var now = hub.Clock.GetUtcNow();
        await hub.Connections.SaveAsync(connection with { Intent = new RefreshIntent(Gone, connection.TokenGeneration, now, now + RefreshTimes.Guard, 1) }, generation, what: null, CancellationToken.None);
        Assert.IsType<TokenAnswer.Received>(await hub.Get<TokenEndpoint>().RefreshAsync(hub.Get<PlatformClients>().Find(connection)!, connection.Tokens!.RefreshToken, connection.Tokens.AccessToken, CancellationToken.None));
    }
}
