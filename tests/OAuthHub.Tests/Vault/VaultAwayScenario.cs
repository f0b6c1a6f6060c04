using System.Net;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Refresh;
using OAuthHub.Core.Vault;
using OAuthHub.Tests.Refresh;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Vault;

/// <summary>
/// The vault is away for a minute in the middle of refreshing. A backend's tests call <see cref="RunAsync"/> and say how to take it away
/// and how to bring it back.
/// </summary>
internal abstract class VaultAwayScenario
{
    private const int Connections = 6;
    private const string Works = "The vault works again";

    /// <summary>A hub whose vault lies there; <see cref="RefreshSteps.Setup"/> with what the backend adds.</summary>
    protected abstract Task<HubSetup> SetupAsync(HubSetup setup);

    /// <summary>Every attempt fails from now on, soon: the clock of the scenario stands still while one is under way.</summary>
    protected abstract Task TakeAwayAsync();

    protected abstract Task BringBackAsync();

    /// <summary>What the log must say of it: the remedy.</summary>
    protected abstract string Remedy { get; }

    public async Task RunAsync()
    {
        await using var hub = await HubHost.StartAsync(await SetupAsync(RefreshSteps.Setup()));
        var connections = new List<Connection>();
        for (var i = 0; i < Connections; i++) connections.Add(await hub.ConnectAccountAsync($"account-{i}"));
        hub.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(HttpStatusCode.OK, await HealthAsync(hub));
        // One refresh is in the middle: the platform has spent the token and not answered yet.
        var underway = await hub.BeginSlowAsync(connections[0], seconds: 5, committed: true);
        var quiet = Loud(hub).Count;

        await TakeAwayAsync();
        hub.Clock.Advance(TimeSpan.FromSeconds(5));
        await Waiting.UntilAsync(() => hub.Connections.Index.Find(connections[0].Id)!.TokenGeneration == 2); // in memory, and beside the vault
        var told = hub.Clock.GetUtcNow();
        for (var round = 0; hub.Clock.GetUtcNow() - told < TimeSpan.FromSeconds(50); round++)
        {
            await AssertServesAsync(hub, connections);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await HealthAsync(hub));
            Assert.Equal("vault_unavailable", Assert.IsType<RefreshOutcome.TryLater>(await hub.RefreshAsync(connections[1 + round % (Connections - 1)], RefreshReason.Due)).Code);
            var line = Assert.Single(Loud(hub).Skip(quiet));
            Assert.StartsWith("Error ", line, StringComparison.Ordinal);
            Assert.Contains("The vault cannot be used", line, StringComparison.Ordinal);
            Assert.True(line.Contains(Remedy, StringComparison.Ordinal), line);
            Assert.DoesNotContain('\n', line);
            hub.Clock.Advance(TimeSpan.FromSeconds(5));
        }
        Assert.Equal(1, await hub.Sandbox.RefreshRequestsAsync()); // without an intent in the vault nothing is sent
        hub.Clock.Advance(TimeSpan.FromSeconds(10));
        await Waiting.UntilAsync(async () => await HealthAsync(hub) is HttpStatusCode.ServiceUnavailable && Loud(hub).Count > quiet + 1);
        Assert.Equal(quiet + 2, Loud(hub).Count); // the next minute, the next line
        Assert.DoesNotContain(Works, hub.Logs.All, StringComparison.Ordinal);

        await BringBackAsync();
        await RecoverAsync(hub, underway);
        foreach (var connection in connections.Skip(1)) Assert.IsType<RefreshOutcome.Refreshed>(await hub.RefreshAsync(connection));
        Assert.Equal(quiet + 2, Loud(hub).Count);
        Assert.Single(hub.Logs.Lines, line => line.Contains(Works, StringComparison.Ordinal));
        await AssertNothingLostAsync(hub, connections);
        await hub.AssertNoneLoggedAsync([.. connections.SelectMany(connection => (string[])[connection.Access(), connection.Refresh()])]);
    }

    private static async Task RecoverAsync(HubHost hub, Task<RefreshOutcome> underway)
    {
        await Waiting.UntilAsync(async () =>
        {
            hub.Clock.Advance(TimeSpan.FromSeconds(1));
            return underway.IsCompleted && await HealthAsync(hub) is HttpStatusCode.OK;
        });
        Assert.IsType<RefreshOutcome.Refreshed>(await underway);
    }

    private static async Task AssertServesAsync(HubHost hub, List<Connection> connections)
    {
        foreach (var connection in connections)
        {
            var token = (await hub.Agent.ReadAsync(query: "?account=" + connection.Account.Id)).Ok().AccessToken;
            if (connection == connections[0]) Assert.NotEqual(connection.Access(), token);
            else Assert.Equal(connection.Access(), token);
            (await hub.Sandbox.GetAsync("api/me", token)).Ok();
        }
    }

    private static async Task AssertNothingLostAsync(HubHost hub, List<Connection> connections)
    {
        var grants = (await hub.Sandbox.LedgerAsync()).GetProperty("grants").EnumerateArray().ToList();
        Assert.All(grants, grant => Assert.Equal((0, false), (grant.GetProperty("reuses").GetInt32(), grant.GetProperty("revoked").GetBoolean())));
        var stored = new List<string>();
        foreach (var connection in connections)
        {
            var now = await hub.StoredAsync(connection.Id);
            now.AssertState(ConnectionState.Active, null, 2);
            stored.Add(now.Tokens!.RefreshToken!.Fingerprint().ToString());
        }
        Assert.Equal(grants.Select(grant => grant.GetProperty("current_refresh_token_sha256").GetString()!).Order(StringComparer.Ordinal), stored.Order(StringComparer.Ordinal));
    }

    private static async Task<HttpStatusCode> HealthAsync(HubHost hub)
    {
        hub.Clock.Advance(TimeSpan.FromMilliseconds(1100)); // it is asked anew once a second
        return (await hub.Agent.SendAsync(HttpMethod.Get, "/health")).Status;
    }

    /// <summary>What an operator sees whatever he has configured.</summary>
    private static List<string> Loud(HubHost hub) =>
        [.. hub.Logs.Lines.Where(line => line.StartsWith("Warning ", StringComparison.Ordinal) || line.StartsWith("Error ", StringComparison.Ordinal) || line.StartsWith("Critical ", StringComparison.Ordinal))];
}
