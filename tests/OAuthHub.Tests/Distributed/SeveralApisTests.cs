using System.Net;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Connections;
using OAuthHub.Tests.Coordination;
using OAuthHub.Tests.Refresh;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Distributed;

/// <summary>
/// What one API does shows at the other: at once by its event, which is proved by clocks that stand still, and within two seconds when every
/// event is lost.
/// </summary>
public sealed class SeveralApisTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);

    [RedisTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Connected_through_one_API_an_account_is_read_through_the_other(bool areEventsLost)
    {
        await using var hubs = await StartAsync(areEventsLost);
        Assert.Equal("not_connected", (await hubs[1].Agent.ReadAsync()).Code);
        var connection = await hubs.ConnectAsync();
        if (areEventsLost) hubs.Advance(Promised);
        else await Waiting.UntilAsync(async () => (await hubs[1].Agent.ReadAsync()).Status is HttpStatusCode.OK);
        Assert.Equal(connection.Access(), (await hubs[1].Agent.ReadAsync()).Ok().AccessToken);
    }

    [RedisTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_API_serves_no_older_generation_for_more_than_two_seconds(bool areEventsLost)
    {
        await using var hubs = await StartAsync(areEventsLost);
        var old = await ConnectAgedAsync(hubs);
        Assert.IsType<Core.Refresh.RefreshOutcome.Refreshed>(await hubs[0].RefreshAsync(old));
        var current = (await hubs[0].StoredAsync(old.Id)).Access();
        if (areEventsLost)
        {
            hubs.Advance(Promised - Instant);
            Assert.Equal(old.Access(), (await hubs[1].Agent.ReadAsync()).Ok().AccessToken); // nothing was heard indeed
            hubs.Advance(Instant);
            Assert.Equal(current, (await hubs[1].Agent.ReadAsync()).Ok().AccessToken);
        }
        else await Waiting.UntilAsync(async () => (await hubs[1].Agent.ReadAsync()).Ok().AccessToken == current);
        (await hubs.Sandbox.GetAsync("api/me", current)).Ok();
    }

    [RedisTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task F48_an_agent_of_one_API_whose_token_died_by_a_refresh_at_the_other_reports_it_and_gets_the_new_one(bool areEventsLost)
    {
        await using var hubs = await StartAsync(areEventsLost, RefreshSteps.Setup()
            .With("OAuthHub:Sandbox:RefreshKillsOldAccessToken", "true").With("OAuthHub:Platforms:sandbox:Refresh:KillsOldAccessToken", "true"));
        var old = await ConnectAgedAsync(hubs);
        await hubs[0].RefreshAsync(old);
        Assert.Equal(HttpStatusCode.Unauthorized, (await hubs.Sandbox.GetAsync("api/me", old.Access())).Status);

        // Not two seconds later, and not by another exchange: whoever reports a refusal is answered from the vault.
        var reports = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => hubs[1].Agent.RefreshAsync(body: new { rejected_token_sha256 = SandboxHost.Fingerprint(old.Access()) })));
        var current = (await hubs[0].StoredAsync(old.Id)).Access();
        Assert.All(reports, reply => Assert.Equal(current, reply.Ok().AccessToken));
        Assert.Equal(current, (await hubs[1].Agent.ReadAsync()).Ok().AccessToken);
        (await hubs.Sandbox.GetAsync("api/me", current)).Ok();
        Assert.Equal(1, await hubs.Sandbox.RefreshRequestsAsync());
    }

    [RedisTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Disconnected_through_one_API_the_other_serves_it_no_more(bool areEventsLost)
    {
        await using var hubs = await StartAsync(areEventsLost);
        var connection = await ConnectAgedAsync(hubs);
        await hubs[0].Browser.CallAsync(HttpMethod.Delete, "/api/connections/" + connection.Id);
        if (areEventsLost) hubs.Advance(Promised);
        else await Waiting.UntilAsync(async () => (await hubs[1].Agent.ReadAsync()).Status is not HttpStatusCode.OK);
        var reply = await hubs[1].Agent.ReadAsync();
        Assert.Equal((HttpStatusCode.NotFound, "not_connected"), (reply.Status, reply.Code));
    }

    [RedisFact]
    public async Task A_session_is_good_at_every_API_and_signed_out_at_one_it_ends_at_the_other()
    {
        await using var hubs = await StartAsync(areEventsLost: true);
        using var copy = await SignedInAtBothAsync(hubs);
        Assert.Equal(HttpStatusCode.NoContent, (await hubs[0].Browser.CallAsync(HttpMethod.Post, "/signout")).Status);
        hubs.Advance(Promised);
        Assert.Equal(HttpStatusCode.Unauthorized, (await copy.CallAsync(HttpMethod.Get, "/api/session")).Status);
    }

    [RedisFact]
    public async Task A_session_that_is_ended_from_afar_ends_at_every_API_as_soon_as_they_hear_of_it()
    {
        await using var hubs = await StartAsync(areEventsLost: false);
        using var copy = await SignedInAtBothAsync(hubs);
        using var other = hubs[0].NewBrowser();
        await other.SignInAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await other.CallAsync(HttpMethod.Delete, "/api/sessions")).Status);
        // No clock moves: nothing that is remembered grows old.
        await Waiting.UntilAsync(async () => (await copy.CallAsync(HttpMethod.Get, "/api/session")).Status is HttpStatusCode.Unauthorized);
    }

    private static async Task<Browser> SignedInAtBothAsync(SharedHubs hubs)
    {
        await hubs[0].Browser.SignInAsync();
        var copy = hubs[1].NewBrowser();
        foreach (Cookie cookie in hubs[0].Browser.Cookies.GetAllCookies()) copy.Cookies.Add(new Uri(hubs[1].Address), new Cookie(cookie.Name, cookie.Value));
        (await copy.CallAsync(HttpMethod.Get, "/api/session")).Ok();
        return copy;
    }

    private async Task<SharedHubs> StartAsync(bool areEventsLost, HubSetup? setup = null)
    {
        Assert.Equal(Promised, MemoryTrust.AmongOthers);
        var hubs = await SharedHubs.StartAsync(redis.Server, 1, setup);
        await (areEventsLost ? hubs.AddDeafAsync() : hubs.AddAsync());
        return hubs;
    }

    /// <summary>Connected through the first, five minutes ago, and remembered by the second.</summary>
    private static async Task<Connection> ConnectAgedAsync(SharedHubs hubs)
    {
        var connection = await hubs.ConnectAsync();
        hubs.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(connection.Access(), (await hubs[1].Agent.ReadAsync()).Ok().AccessToken);
        return connection;
    }
}
