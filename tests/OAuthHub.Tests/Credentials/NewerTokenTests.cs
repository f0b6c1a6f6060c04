using System.Net;
using OAuthHub.Api.Events;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.ConnectLinks;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Credentials;

/// <summary><c>wait_newer_than</c>: the answer comes with the next token, or when there will be none, or when the time is over.</summary>
public sealed class NewerTokenTests
{
    [Fact]
    public async Task Whoever_waits_gets_the_next_token_and_whoever_is_behind_gets_it_at_once()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        Assert.Equal(1, (await hub.Agent.ReadAsync()).Ok().Json.GetProperty("generation").GetInt64());
        Assert.Equal(connection.Access(), (await hub.Agent.ReadAsync(query: "?wait_newer_than=0&timeout=60")).Ok().AccessToken);
        var waiting = await StartAsync(hub, hub.Agent, "?wait_newer_than=1&timeout=60");
        hub.Clock.Advance(TimeSpan.FromSeconds(40));
        Assert.False(waiting.IsCompleted);
        await RefreshAsync(hub, connection.Id);
        var news = (await waiting.WaitAsync(HubHost.Deadline)).Ok();
        Assert.Equal((2, (await hub.StoredAsync(connection.Id)).Access()), (news.Json.GetProperty("generation").GetInt64(), news.AccessToken));
    }

    [Fact]
    public async Task When_the_time_is_over_the_answer_is_what_there_is()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        var waiting = await StartAsync(hub, hub.Agent, "?wait_newer_than=7&timeout=5");
        await ConnectionSteps.UntilAsync(() =>
        {
            if (!waiting.IsCompleted) hub.Clock.Advance(TimeSpan.FromMilliseconds(100));
            return Task.FromResult(waiting.IsCompleted);
        }, "the wait ended");
        Assert.Equal(connection.Access(), (await waiting).Ok().AccessToken);
        Assert.True(hub.Clock.GetUtcNow() >= HubHost.Start.AddSeconds(5));
    }

    [Fact]
    public async Task It_ends_at_once_when_the_grant_dies_when_it_is_disconnected_and_when_the_key_ends_and_then_without_a_token()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        var (agent, id) = await hub.KeyAsync(new AgentLimits { Users = ["local"], Actions = [AgentAction.ReadToken] });
        using var __ = agent;
        var ofKey = await StartAsync(hub, agent, "?wait_newer_than=1");
        await hub.Get<AgentKeys>().RevokeAsync(id, CancellationToken.None);
        await ConnectionSteps.UntilAsync(() =>
        {
            if (!ofKey.IsCompleted) hub.Clock.Advance(TimeSpan.FromMilliseconds(100));
            return Task.FromResult(ofKey.IsCompleted);
        }, "the wait ended with its key");
        Assert.Equal((HttpStatusCode.Unauthorized, "unauthorized"), ((await ofKey).Status, (await ofKey).Code));

        var dies = await StartAsync(hub, hub.Agent, "?wait_newer_than=1&timeout=60");
        var grant = (await hub.Sandbox.LedgerAsync()).GetProperty("grants")[0].GetProperty("grant").GetString();
        using (await hub.Sandbox.Http.DeleteAsync("grants/" + grant)) hub.Clock.Advance(TimeSpan.FromSeconds(40));
        await RefreshAsync(hub, connection.Id);
        Assert.Equal("needs_reconnect", (await dies.WaitAsync(HubHost.Deadline)).Code);
        Assert.Equal("needs_reconnect", (await hub.Agent.ReadAsync(query: "?wait_newer_than=1&timeout=60")).Code);

        await hub.ConnectAsync();
        var ends = await StartAsync(hub, hub.Agent, "?wait_newer_than=9&timeout=60");
        (await hub.Browser.CallAsync(HttpMethod.Delete, "/api/connections/" + connection.Id)).Ok();
        Assert.Equal("not_connected", (await ends.WaitAsync(HubHost.Deadline)).Code);
    }

    [Fact]
    public async Task A_key_has_so_many_reads_that_wait_and_no_more_and_others_are_not_held_up_by_them()
    {
        var (hub, _) = await HubHost.StartConnectedAsync();
        await using var __ = hub;
        var places = hub.Get<AgentPlaces>();
        var taken = Enumerable.Range(0, (int)AgentPlace.Wait).Select(_ => places.TryTake("bootstrap", AgentPlace.Wait)!).ToList();
        var refused = await hub.Agent.ReadAsync(query: "?wait_newer_than=0");
        Assert.Equal((HttpStatusCode.TooManyRequests, "rate_limited"), (refused.Status, refused.Code));
        (await hub.Agent.ReadAsync()).Ok();
        taken[0].Dispose();
        taken[0].Dispose();
        (await hub.Agent.ReadAsync(query: "?wait_newer_than=0")).Ok();
        (await hub.Agent.ReadAsync(query: "?wait_newer_than=0")).Ok(); // the one before has given its place back
        Assert.NotNull(places.TryTake("bootstrap", AgentPlace.Wait));
        Assert.Null(places.TryTake("bootstrap", AgentPlace.Wait));
    }

    [Theory]
    [InlineData("wait_newer_than=-1")]
    [InlineData("wait_newer_than=x")]
    [InlineData("wait_newer_than=")]
    [InlineData("wait_newer_than=1&timeout=0")]
    [InlineData("wait_newer_than=1&timeout=61")]
    [InlineData("timeout=5")]
    public async Task A_wait_that_makes_no_sense_is_refused(string query)
    {
        var (hub, _) = await HubHost.StartConnectedAsync();
        await using var __ = hub;
        Assert.Equal("invalid_request", (await hub.Agent.ReadAsync(query: "?" + query)).Code);
        Assert.Equal("duplicate_parameter", (await hub.Agent.ReadAsync(query: $"?{query}&{query}")).Code);
    }

    /// <summary>A read that has begun to wait: it has looked once and set its timer.</summary>
    private static async Task<Task<Reply>> StartAsync(HubHost hub, AgentClient agent, string query)
    {
        var begun = hub.Clock.WaitForTimersAsync(hub.Clock.ArmedTimers + 1);
        var waiting = agent.ReadAsync(query: query);
        await begun.WaitAsync(HubHost.Deadline);
        return waiting;
    }

    private static Task<RefreshOutcome> RefreshAsync(HubHost hub, string id) => hub.Get<TokenRefresher>().RefreshAsync(id, new RefreshRequest(RefreshReason.Asked), CancellationToken.None);
}
