using System.Net;
using OAuthHub.Core.Agents;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.ConnectLinks;

/// <summary>Problems that a person can solve carry a link, where the key may make one.</summary>
public sealed class OfferedLinkTests
{
    [Fact]
    public async Task What_is_not_connected_comes_with_one_link_however_often_and_by_however_many_it_is_asked_for()
    {
        await using var hub = await HubHost.StartAsync();
        var asked = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => hub.Agent.ReadAsync()));
        var link = Assert.Single(asked.Select(reply => reply.Json.GetProperty("connect_url").GetString()).Distinct())!;
        Assert.StartsWith(hub.Address + "/connect/", link, StringComparison.Ordinal);
        Assert.NotEqual(link, (await hub.Agent.ReadAsync(query: "?user=bob")).Json.GetProperty("connect_url").GetString());
        hub.Clock.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(link, (await hub.Agent.ReadAsync()).Json.GetProperty("connect_url").GetString());

        // One that was used is not offered again, and one that is too old to be sent around is not either.
        using var person = hub.NewBrowser();
        await person.BeginByLinkAsync(new Uri(link));
        var second = (await hub.Agent.ReadAsync()).Json.GetProperty("connect_url").GetString();
        Assert.NotEqual(link, second);
        hub.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.NotEqual(second, (await hub.Agent.ReadAsync()).Json.GetProperty("connect_url").GetString());
    }

    [Fact]
    public async Task A_key_that_may_not_make_links_or_has_made_enough_gets_the_dashboards_address()
    {
        await using var hub = await HubHost.StartAsync();
        using var reader = await hub.AgentAsync(new AgentLimits { Users = ["local"], Actions = [AgentAction.ReadToken] });
        Assert.Equal("/auth/sandbox/login", (await reader.ReadAsync()).Json.GetProperty("connect_url").GetString());
        var offered = new List<string>();
        for (var number = 0; number < 31; number++) offered.Add((await hub.Agent.ReadAsync(query: $"?user=user-{number}")).Json.GetProperty("connect_url").GetString()!);
        Assert.Equal(30, offered.Distinct().Count(url => url.StartsWith(hub.Address, StringComparison.Ordinal)));
        Assert.Equal("/auth/sandbox/login", offered[^1]);
    }

    [Fact]
    public async Task A_dead_grant_comes_with_a_link_by_which_somebody_without_a_session_reconnects_it()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        var grant = (await hub.Sandbox.LedgerAsync()).GetProperty("grants")[0].GetProperty("grant").GetString();
        using (await hub.Sandbox.Http.DeleteAsync("grants/" + grant)) hub.Clock.Advance(TimeSpan.FromSeconds(121));
        var dead = await hub.Agent.ReadAsync();
        Assert.Equal((HttpStatusCode.Conflict, "needs_reconnect"), (dead.Status, dead.Code));
        using var person = hub.NewBrowser();
        var end = await person.ConnectByLinkAsync(hub, new Uri(dead.Json.GetProperty("reconnect_url").GetString()!));
        Assert.Equal(connection.Id, Browser.Query(end)["connection"]);
        (await hub.Agent.ReadAsync()).Ok();
    }
}
