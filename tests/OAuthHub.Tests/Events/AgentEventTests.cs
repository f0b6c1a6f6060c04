using System.Net;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.ConnectLinks;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Events;

/// <summary><c>GET /events</c>: what becomes of the connections that a key may use, as it happens, and no secret.</summary>
public sealed class AgentEventTests
{
    [Fact]
    public async Task An_agent_hears_what_becomes_of_its_connections_once_each_and_of_nobody_elses()
    {
        await using var hub = await HubHost.StartAsync();
        var (agent, _) = await hub.KeyAsync(new AgentLimits { Users = ["local"], Platforms = ["sandbox"], Actions = [AgentAction.ReadToken] });
        using var __ = agent;
        await using var heard = await AgentListener.OpenAsync(hub, agent.Key);
        var mine = await hub.ConnectAsync();
        await hub.SaveForAsync("bob", mine, "con_of_bob");
        hub.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.IsType<RefreshOutcome.Refreshed>(await RefreshAsync(hub, mine.Id));
        var grant = (await hub.Sandbox.LedgerAsync()).GetProperty("grants")[0].GetProperty("grant").GetString();
        using (await hub.Sandbox.Http.DeleteAsync("grants/" + grant)) hub.Clock.Advance(TimeSpan.FromMinutes(1));
        foreach (var _2 in (int[])[1, 2, 3]) Assert.IsType<RefreshOutcome.NeedsReconnect>(await RefreshAsync(hub, mine.Id));
        await hub.ConnectAsync();
        (await hub.Browser.CallAsync(HttpMethod.Delete, "/api/connections/" + mine.Id)).Ok();

        var all = new List<(string Type, System.Text.Json.JsonElement Data, string Text)>();
        while (all.Count == 0 || all[^1].Type != "disconnected") all.Add(await heard.NextAsync());
        Assert.Equal(["connected", "refreshed", "needs_reconnect", "connected", "disconnected"], all.Select(one => one.Type));
        Assert.All(all, one => Assert.Equal((mine.Id, "sandbox", "local", mine.Account.Id), (Text(one.Data, "connection"), Text(one.Data, "platform"), Text(one.Data, "user"), one.Data.GetProperty("account").GetProperty("id").GetString())));
        Assert.Equal([1, 2, 2, 3, 3], all.Select(one => one.Data.GetProperty("generation").GetInt32()));
        Assert.Equal("grant_revoked", Text(all[2].Data, "reason"));
        Assert.False(all[1].Data.TryGetProperty("reason", out _));
        Assert.Equal(HubHost.Start.AddSeconds(60 + 120), all[1].Data.GetProperty("expires_at").GetDateTimeOffset());
        var texts = string.Concat(all.Select(one => one.Text));
        foreach (var secret in (string[])[mine.Access(), mine.Refresh(), "bob", "access_token"]) Assert.DoesNotContain(secret, texts, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_end_of_a_sign_in_is_told_once_ahead()
    {
        await using var hub = await HubHost.StartAsync(SecondPlatform.Sandbox(("Refresh:AbsoluteSeconds", "864000")));
        await using var heard = await AgentListener.OpenAsync(hub, hub.Agent.Key);
        var connection = await hub.ConnectAsync();
        Assert.Equal("connected", (await heard.NextAsync()).Type);
        hub.Clock.Advance(TimeSpan.FromDays(9) + TimeSpan.FromHours(1));
        foreach (var _ in (int[])[1, 2]) await hub.Get<TokenRefresher>().RefreshAsync(connection.Id, new RefreshRequest(RefreshReason.Due), CancellationToken.None);
        (await hub.Browser.CallAsync(HttpMethod.Delete, "/api/connections/" + connection.Id)).Ok();
        var told = new List<(string Type, System.Text.Json.JsonElement Data, string Text)>();
        while (told.Count == 0 || told[^1].Type != "disconnected") told.Add(await heard.NextAsync());
        var soon = Assert.Single(told, one => one.Type == "expires_soon");
        Assert.Equal(HubHost.Start.AddSeconds(864000), soon.Data.GetProperty("expires_at").GetDateTimeOffset());
    }

    [Fact]
    public async Task A_stream_lives_by_heartbeats_and_ends_within_a_second_of_its_key()
    {
        await using var hub = await HubHost.StartAsync();
        var (revoked, id) = await hub.KeyAsync(new AgentLimits { Actions = [AgentAction.ReadToken] });
        var (expiring, _) = await hub.KeyAsync(new AgentLimits { Actions = [AgentAction.Proxy], ExpiresAt = HubHost.Start.AddSeconds(17) });
        var (mute, _) = await hub.KeyAsync(new AgentLimits { Actions = [AgentAction.RefreshToken, AgentAction.LinkConnect] });
        Assert.Equal("forbidden", (await mute.SendAsync(HttpMethod.Get, "/events")).Code);
        Assert.Equal("key_in_url", (await mute.SendAsync(HttpMethod.Get, "/events?access_token=x")).Code);
        Assert.Equal(HttpStatusCode.Unauthorized, (await new AgentClient(hub.Address, null).SendAsync(HttpMethod.Get, "/events")).Status);

        // Each stream that waits has one timer: so every second is one step.
        var idle = hub.Clock.ArmedTimers;
        await using var one = await AgentListener.OpenAsync(hub, revoked.Key);
        await using var other = await AgentListener.OpenAsync(hub, expiring.Key);
        var beat = one.NextAsync(heartbeats: true);
        for (var second = 0; second < 15; second++) await StepAsync();
        Assert.Equal(("heartbeat", "{}"), ((await beat).Type, (await beat).Text));
        Assert.Equal("heartbeat", (await other.NextAsync(heartbeats: true)).Type);
        await hub.Get<AgentKeys>().RevokeAsync(id, CancellationToken.None);
        await StepAsync();
        await one.EndsAsync();
        await hub.Clock.WaitForTimersAsync(idle + 1).WaitAsync(HubHost.Deadline);
        hub.Clock.Advance(TimeSpan.FromSeconds(1));
        await other.EndsAsync();
        foreach (var agent in (AgentClient[])[revoked, expiring, mute]) agent.Dispose();

        async Task StepAsync()
        {
            await hub.Clock.WaitForTimersAsync(idle + 2).WaitAsync(HubHost.Deadline);
            hub.Clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task A_key_holds_sixteen_streams_and_one_that_is_closed_makes_room()
    {
        await using var hub = await HubHost.StartAsync();
        var open = new List<AgentListener>();
        for (var number = 0; number < 16; number++) open.Add(await AgentListener.OpenAsync(hub, hub.Agent.Key));
        var refused = await hub.Agent.SendAsync(HttpMethod.Get, "/events");
        Assert.Equal((HttpStatusCode.TooManyRequests, "rate_limited"), (refused.Status, refused.Code));
        await open[0].DisposeAsync();
        AgentListener? next = null;
        await ConnectionSteps.UntilAsync(async () =>
        {
            try
            {
                next = await AgentListener.OpenAsync(hub, hub.Agent.Key);
                return true;
            }
            catch (Xunit.Sdk.XunitException)
            {
                return false;
            }
        }, "there was room");
        foreach (var listener in open.Append(next!)) await listener.DisposeAsync();
    }

    private static Task<RefreshOutcome> RefreshAsync(HubHost hub, string id) => hub.Get<TokenRefresher>().RefreshAsync(id, new RefreshRequest(RefreshReason.Asked), CancellationToken.None);

    private static string? Text(System.Text.Json.JsonElement json, string name) => json.GetProperty(name).GetString();
}
