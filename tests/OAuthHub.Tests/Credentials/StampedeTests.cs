using System.Net;
using OAuthHub.Core.Connecting;
using OAuthHub.Core.Connections;
using OAuthHub.Tests.Auth;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Credentials;

/// <summary>Many callers, one exchange: rotation with reuse detection is on, so a second one would cost the grant.</summary>
public sealed class StampedeTests
{
    [Fact]
    public async Task A138_a_hundred_readers_at_expiry_cause_one_exchange_and_get_the_same_token()
    {
        await using var hub = await HubHost.StartAsync();
        var connection = await hub.ConnectAsync();
        for (var round = 1; round <= 3; round++)
        {
            hub.Clock.Advance(TimeSpan.FromSeconds(121));
            var replies = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => hub.Agent.ReadAsync()));
            Assert.Single(replies.Select(reply => reply.Ok().AccessToken).Distinct());
            await CleanAsync(hub, refreshes: round);
        }
        Assert.Equal(4, (await hub.StoredAsync(connection.Id)).TokenGeneration);
    }

    [Fact]
    public async Task Fifty_agents_that_report_the_same_refused_token_cause_one_exchange()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.ConnectAsync();
        for (var round = 1; round <= 5; round++)
        {
            hub.Clock.Advance(TimeSpan.FromSeconds(31)); // old enough to be exchanged
            var refused = (await hub.Agent.ReadAsync()).Ok().AccessToken;
            var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => hub.Agent.RefreshAsync("sandbox", new { rejected_token_sha256 = SandboxHost.Fingerprint(refused) })));
            var given = Assert.Single(replies.Select(reply => reply.Ok().AccessToken).Distinct());
            Assert.NotEqual(refused, given);
            await CleanAsync(hub, refreshes: round);
        }
    }

    [Fact]
    public async Task A139_a_thousand_refreshes_at_once_are_one_exchange()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.ConnectAsync();
        hub.Clock.Advance(TimeSpan.FromSeconds(40));
        var replies = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => hub.Agent.RefreshAsync()));
        Assert.Single(replies.Select(reply => reply.Ok().AccessToken).Distinct());
        await CleanAsync(hub, refreshes: 1);
        // And again a little later: the token is still young, so the platform is left alone.
        hub.Clock.Advance(TimeSpan.FromSeconds(10));
        (await hub.Agent.RefreshAsync()).Ok();
        await CleanAsync(hub, refreshes: 1);
    }

    [Fact]
    public async Task A144_disconnecting_during_a_refresh_ends_the_late_tokens_too()
    {
        await using var hub = await HubHost.StartAsync();
        var connection = await hub.ConnectAsync();
        hub.Clock.Advance(TimeSpan.FromSeconds(119));
        await hub.Sandbox.FaultAsync(new { kind = "delay", seconds = 5, after_commit = true });
        var reading = hub.Agent.ReadAsync();
        await Waiting.UntilAsync(async () => await hub.Sandbox.TotalAsync("refreshes") == 1);

        var gone = await hub.Browser.CallAsync(HttpMethod.Delete, $"/api/connections/{connection.Id}");
        Assert.Equal((HttpStatusCode.Accepted, "revoking"), (gone.Status, gone.Json.GetProperty("state").GetString()));
        Assert.Equal("not_connected", (await hub.Agent.ReadAsync()).Code);
        hub.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("not_connected", (await reading).Code);

        await hub.Get<Disconnecting>().RetryAsync(CancellationToken.None);
        var end = await hub.StoredAsync(connection.Id);
        Assert.Equal((ConnectionState.Revoked, null), (end.State, end.Tokens));
        var grant = Assert.Single((await hub.Sandbox.LedgerAsync()).GetProperty("grants").EnumerateArray());
        Assert.Equal("revoked_by_client", grant.GetProperty("revoked_reason").GetString());
        hub.NothingLogged(connection.Tokens!.RefreshToken!.RevealSecret());
    }

    private static async Task CleanAsync(HubHost hub, long refreshes)
    {
        var totals = (await hub.Sandbox.LedgerAsync()).GetProperty("totals");
        Assert.Equal((refreshes, 0, 0), (totals.GetProperty("refreshes").GetInt64(), totals.GetProperty("reuses").GetInt64(), totals.GetProperty("families_revoked").GetInt64()));
    }
}
