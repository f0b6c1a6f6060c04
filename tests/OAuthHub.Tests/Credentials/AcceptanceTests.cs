using OAuthHub.Tests.Processes;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Credentials;

/// <summary>What the hub is for, in a short time base: tokens end every three seconds and an agent never notices.</summary>
[Collection(ProcessCollection.Name)]
public sealed class AcceptanceTests
{
    private const int TokenSeconds = 3;
    private static readonly TimeSpan For = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task An_agent_that_reads_ten_times_a_second_never_gets_a_dead_token_and_each_token_life_costs_about_one_refresh()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync(new HubSetup
        {
            RealTime = true,
            Worker = true,
            Settings = { ["OAuthHub:Sandbox:AccessTokenSeconds"] = $"{TokenSeconds}" },
        });
        await using var _ = hub;
        var began = TimeProvider.System.GetTimestamp();
        var (seen, use) = (new HashSet<string>(), new TokenUse(hub.Sandbox));
        while (TimeProvider.System.GetElapsedTime(began) < For)
        {
            var asked = TimeProvider.System.GetUtcNow();
            var reply = (await hub.Agent.ReadAsync()).Ok();
            await use.CallAsync(reply, asked);
            seen.Add(reply.AccessToken);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        var lives = TimeProvider.System.GetElapsedTime(began).TotalSeconds / TokenSeconds; // a slow machine takes its time
        var totals = (await hub.Sandbox.LedgerAsync()).GetProperty("totals");
        var refreshes = totals.GetProperty("refreshes").GetDouble();
        Assert.Equal((0, use.Ended, 0), (use.Refused, totals.GetProperty("api_401s").GetInt32(), totals.GetProperty("reuses").GetInt32()));
        Assert.InRange(seen.Count, refreshes - 1, refreshes + 1);
        Assert.InRange(refreshes, lives - 1, 2 * lives);
        Assert.Equal(Core.Connections.ConnectionState.Active, (await hub.StoredAsync(connection.Id)).State);
    }
}
