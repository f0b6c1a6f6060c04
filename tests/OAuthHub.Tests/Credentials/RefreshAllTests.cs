using System.Net;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Connections;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Credentials;

/// <summary><c>POST /credentials/refresh</c>: everything that a key may refresh, at once.</summary>
public sealed class RefreshAllTests
{
    private const string Path = "/credentials/refresh";

    [Fact]
    public async Task All_that_the_key_may_refresh_is_refreshed_behind_the_answer()
    {
        await using var hub = await HubHost.StartAsync();
        var connections = new List<Connection>();
        foreach (var account in (string[])["ada", "grace", "alan"]) connections.Add(await hub.ConnectAccountAsync(account));
        var reply = await hub.Agent.SendAsync(HttpMethod.Post, Path);
        Assert.Equal((HttpStatusCode.Accepted, 3), (reply.Status, reply.Json.GetProperty("connections").GetInt32()));
        foreach (var connection in connections)
            await ConnectionSteps.UntilAsync(async () => (await hub.StoredAsync(connection.Id)).TokenGeneration == 2, connection.Account.Id + " was refreshed");
        Assert.Equal(3, await hub.Sandbox.TotalAsync("refreshes"));

        // Asked again a moment later: what is new is kept.
        Assert.Equal(HttpStatusCode.Accepted, (await hub.Agent.SendAsync(HttpMethod.Post, Path)).Status);
        await ConnectionSteps.UntilAsync(() => Task.FromResult(hub.Logs.Lines.Count(line => line.Contains("Asked to refresh 3 connections: done", StringComparison.Ordinal)) == 2), "the second wish is done");
        Assert.Equal(3, await hub.Sandbox.TotalAsync("refreshes"));
    }

    [Theory]
    [InlineData("somebody-else", "sandbox")]
    [InlineData("local", "twitter")]
    public async Task What_the_key_may_not_use_is_left_alone(string user, string platform)
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        using var agent = await LimitedAsync(hub, [user], [platform], AgentAction.All);
        var reply = await agent.SendAsync(HttpMethod.Post, Path);
        Assert.Equal((HttpStatusCode.Accepted, 0), (reply.Status, reply.Json.GetProperty("connections").GetInt32()));
        Assert.Equal(1, (await hub.StoredAsync(connection.Id)).TokenGeneration);
    }

    [Fact]
    public async Task A_key_that_only_reads_and_a_cookie_may_not()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        using var agent = await LimitedAsync(hub, [], [], [AgentAction.ReadToken]);
        Assert.Equal("forbidden", (await agent.SendAsync(HttpMethod.Post, Path)).Code);
        Assert.Equal(HttpStatusCode.Forbidden, (await hub.Browser.CallAsync(HttpMethod.Post, Path)).Status);
        using var nobody = new AgentClient(hub.Address, null);
        Assert.Equal("unauthorized", (await nobody.SendAsync(HttpMethod.Post, Path)).Code);
        Assert.Equal(1, (await hub.StoredAsync(connection.Id)).TokenGeneration);
    }

    private static async Task<AgentClient> LimitedAsync(HubHost hub, IReadOnlyList<string> users, IReadOnlyList<string> platforms, IReadOnlyList<string> actions)
    {
        var (key, _) = await hub.Get<AgentKeys>().CreateAsync("limited", new AgentLimits { Users = users, Platforms = platforms, Actions = actions }, CancellationToken.None);
        return new AgentClient(hub.Address, key.RevealSecret());
    }
}
