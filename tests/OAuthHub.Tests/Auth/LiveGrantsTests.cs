using OAuthHub.Core.Connections;
using OAuthHub.Tests.Refresh;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Auth;

/// <summary>Platforms that keep only so many grants of one account alive, and end the oldest when one more comes.</summary>
public sealed class LiveGrantsTests
{
    private const string Limit = "OAuthHub:Platforms:sandbox:Limits:LiveGrants";

    [Fact]
    public async Task F51_the_same_account_connected_again_takes_the_place_of_the_old_one_and_the_limit_is_told_of_at_four_fifths()
    {
        await using var hub = await HubHost.StartAsync(RefreshSteps.Setup().With(Limit, "5"));
        var first = await hub.ConnectAsync();
        for (var count = 2; count <= 3; count++)
        {
            Assert.Equal(first.Id, (await hub.ConnectAsync()).Id);
            Assert.Empty(Warnings(hub, await hub.StoredAsync(first.Id)));
        }
        var fourth = await hub.ConnectAsync();
        Assert.Equal((first.Id, 3), (fourth.Id, fourth.EarlierGrants));
        Assert.Equal(["history", "log"], Warnings(hub, fourth));
        Assert.Contains("made 4", fourth.History[^1].Text, StringComparison.Ordinal);
        Assert.Single(hub.Connections.Index.All);

        // The platform counts the same, and the hub holds the newest.
        var grants = (await hub.Sandbox.LedgerAsync("?account=ada")).GetProperty("grants").EnumerateArray().ToList();
        Assert.Equal(4, grants.Count(grant => !grant.GetProperty("revoked").GetBoolean()));
        await hub.AssertHoldsLiveGrantAsync(fourth, grant: 3);
    }

    [Fact]
    public async Task F51_where_the_platform_sets_no_limit_nothing_is_said()
    {
        await using var hub = await HubHost.StartAsync();
        for (var count = 1; count <= 6; count++) Assert.Empty(Warnings(hub, await hub.ConnectAsync()));
    }

    private static List<string> Warnings(HubHost hub, Connection connection)
    {
        var found = new List<string>();
        if (connection.History.Any(line => line.Kind == "live_grants")) found.Add("history");
        if (hub.Logs.Lines.Any(line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains("live grants", StringComparison.Ordinal))) found.Add("log");
        return found;
    }
}
