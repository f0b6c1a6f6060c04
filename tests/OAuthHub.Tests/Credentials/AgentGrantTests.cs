using System.Net;
using OAuthHub.Core.Agents;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Credentials;

/// <summary>Keys with limits: users, platforms, actions, an end.</summary>
public sealed class AgentGrantTests
{
    [Fact]
    public async Task A129_a_key_for_reading_may_not_refresh_or_disconnect_and_one_for_refreshing_may_not_read()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        using var reader = await AgentAsync(hub, actions: [AgentAction.ReadToken]);
        using var refresher = await AgentAsync(hub, actions: [AgentAction.RefreshToken]);
        Assert.Equal(connection.Access(), (await reader.ReadAsync()).Ok().AccessToken);
        AssertForbidden(await reader.RefreshAsync());
        AssertForbidden(await refresher.ReadAsync());
        AssertForbidden(await refresher.SendAsync(HttpMethod.Get, "/credentials"));
        // Disconnecting is for people: no agent's key does it, whatever it may do.
        foreach (var agent in (AgentClient[])[reader, hub.Agent]) Assert.Equal("not_signed_in", (await agent.SendAsync(HttpMethod.Delete, "/api/connections/" + connection.Id)).Code);
        Assert.Equal(1, await hub.VaultGenerationAsync(connection.Id));
        Assert.Equal(1, await hub.Sandbox.TotalAsync("token_requests"));
        Assert.NotEqual(connection.Access(), (await refresher.RefreshAsync()).Ok().AccessToken);
        Assert.Equal(2, await hub.Sandbox.TotalAsync("token_requests"));
        await hub.AssertNoneLoggedAsync(connection.Access(), connection.Refresh(), reader.Key, refresher.Key);
    }

    [Fact]
    public async Task A128_a_key_for_one_platform_says_nothing_of_another()
    {
        var (hub, _) = await HubHost.StartConnectedAsync();
        await using var __ = hub;
        using var agent = await AgentAsync(hub, platforms: ["github"]);
        var connected = await agent.ReadAsync("sandbox");
        var unconnected = await agent.ReadAsync("slack");
        AssertForbidden(connected);
        Assert.Equal(unconnected.Body, connected.Body);
        Assert.Equal(unconnected.Headers.Select(header => header.Key).Order(), connected.Headers.Select(header => header.Key).Order());
        Assert.Equal(unconnected.Body, (await agent.RefreshAsync("sandbox")).Body);
        Assert.Equal(1, await hub.Sandbox.TotalAsync("token_requests"));
        Assert.Equal("not_connected", (await agent.ReadAsync("github")).Code);
        Assert.Empty((await agent.SendAsync(HttpMethod.Get, "/credentials")).Ok().Json.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_key_works_until_its_end_and_not_a_second_longer()
    {
        var (hub, _) = await HubHost.StartConnectedAsync();
        await using var __ = hub;
        using var agent = await AgentAsync(hub, expiresAt: HubHost.Start.AddSeconds(60));
        hub.Clock.Advance(TimeSpan.FromSeconds(59));
        (await agent.ReadAsync()).Ok();
        hub.Clock.Advance(TimeSpan.FromSeconds(1));
        AssertUnauthorized(await agent.ReadAsync());
        AssertUnauthorized(await agent.RefreshAsync());
    }

    [Fact]
    public async Task A131_a_revoked_key_is_refused_at_once_and_after_a_restart_and_the_others_go_on()
    {
        using var folder = new TemporaryFolder();
        string revoked, kept;
        await using (var hub = await HubHost.StartAsync(new HubSetup { Folder = folder }))
        {
            await hub.ConnectAsync();
            var keys = hub.Get<AgentKeys>();
            var (first, grant) = await keys.CreateAsync("first", new AgentLimits { Users = ["local"], Actions = AgentAction.All }, CancellationToken.None);
            var (second, _) = await keys.CreateAsync("second", new AgentLimits { Users = ["local"], Actions = AgentAction.All }, CancellationToken.None);
            (revoked, kept) = (first.RevealSecret(), second.RevealSecret());
            using var agent = new AgentClient(hub.Address, revoked);
            (await agent.ReadAsync()).Ok();
            Assert.True(await keys.RevokeAsync(grant.Id, CancellationToken.None));
            AssertUnauthorized(await agent.ReadAsync());
            Assert.False(await keys.RevokeAsync(grant.Id, CancellationToken.None));
            Assert.False(await keys.RevokeAsync("bootstrap", CancellationToken.None));
            await hub.AssertNoneLoggedAsync(revoked, kept);
        }
        await using (var again = await HubHost.StartAsync(new HubSetup { Folder = folder }))
        {
            using var gone = new AgentClient(again.Address, revoked);
            using var there = new AgentClient(again.Address, kept);
            AssertUnauthorized(await gone.ReadAsync());
            (await there.ReadAsync()).Ok();
        }
    }

    [Fact]
    public async Task A_key_for_several_users_must_name_one_and_a_key_for_one_need_not()
    {
        var (hub, mine) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        var bobs = await hub.SaveForAsync("bob", mine, "con_of_bob");
        using var both = await AgentAsync(hub, users: ["local", "bob"]);
        using var one = await AgentAsync(hub, users: ["bob"]);
        var nameless = await both.ReadAsync();
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (nameless.Status, nameless.Code));
        Assert.Equal(bobs.Access(), (await both.ReadAsync(query: "?user=bob")).Ok().AccessToken);
        Assert.Equal(mine.Access(), (await both.ReadAsync(query: "?user=local")).Ok().AccessToken);
        Assert.Equal(bobs.Access(), (await one.ReadAsync()).Ok().AccessToken);
    }

    [Fact]
    public async Task A137_the_key_may_come_in_X_API_Key_and_a_dashboard_cookie_opens_nothing()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        using var request = new HttpRequestMessage(HttpMethod.Get, "/credentials/sandbox");
        request.Headers.Add("X-API-Key", hub.Agent.Key);
        using var keyless = new AgentClient(hub.Address, null);
        var before = await Effects.TakeAsync(hub);
        Assert.Equal(connection.Access(), (await keyless.SendAsync(request)).Ok().AccessToken);
        AssertUnauthorized(await hub.Browser.GetAsync("/credentials/sandbox"));
        AssertUnauthorized(await hub.Browser.CallAsync(HttpMethod.Get, "/credentials"));
        Assert.Equal(HttpStatusCode.Forbidden, (await hub.Browser.CallAsync(HttpMethod.Post, "/auth/sandbox/refresh")).Status);
        // And an agent's key opens nothing that is for browsers.
        Assert.Equal("not_signed_in", (await hub.Agent.SendAsync(HttpMethod.Get, "/api/connections")).Code);
        Assert.Equal(before, await Effects.TakeAsync(hub));
        await hub.AssertNoneLoggedAsync();
    }

    private static async Task<AgentClient> AgentAsync(HubHost hub, string[]? users = null, string[]? platforms = null, IReadOnlyList<string>? actions = null, DateTimeOffset? expiresAt = null)
    {
        var (key, _) = await hub.Get<AgentKeys>().CreateAsync("limited", new AgentLimits { Users = users ?? ["local"], Platforms = platforms ?? [], Actions = actions ?? AgentAction.All, ExpiresAt = expiresAt }, CancellationToken.None);
        return new AgentClient(hub.Address, key.RevealSecret());
    }

    private static void AssertForbidden(Reply reply) => Assert.Equal((HttpStatusCode.Forbidden, "forbidden"), (reply.Status, reply.Code));

    private static void AssertUnauthorized(Reply reply) => Assert.Equal((HttpStatusCode.Unauthorized, "unauthorized"), (reply.Status, reply.Code));
}
