using OAuthHub.Core.Connections;
using OAuthHub.Core.OAuth;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.OAuth;

/// <summary>Answers without end, in bytes or in time .</summary>
public sealed class TokenAnswerSizeTests
{
    /// <summary>What may leave the server before it notices: 256 KiB that are read, and what the sockets of both sides hold.</summary>
    private const long MostOnTheWay = 16 * 1024 * 1024;

    [Fact]
    public async Task A085_an_endless_body_is_refused_at_256_KiB_during_a_refresh()
    {
        await using var endless = WireServer.Endless();
        var (hub, connection) = await HubHost.StartConnectedAsync(SecondPlatform.Sandbox(("Refresh:Url", endless.Address + "/token")));
        await using var _ = hub;
        var reply = (await hub.Agent.RefreshAsync()).Ok();
        Assert.Equal(connection.Access(), reply.AccessToken);
        await AssertRefusedAsync(hub, connection);
        await ConnectionSteps.UntilAsync(() => Task.FromResult(endless.HangUps == 1), "the hub hung up");
        Assert.InRange(endless.Sent, PlatformHttp.LargestAnswer, MostOnTheWay);
        Assert.Equal(1, endless.Connections);
    }

    [Fact]
    public async Task A085_an_endless_body_is_refused_at_256_KiB_during_a_login()
    {
        await using var endless = WireServer.Endless();
        await using var hub = await HubHost.StartAsync(SecondPlatform.Sandbox(("Token:Url", endless.Address + "/token")));
        await hub.Browser.SignInAsync();
        var end = await hub.Browser.ConnectAsync();
        Assert.Equal("platform_bad_response", end["reason"]);
        Assert.Empty(hub.Connections.Index.All);
        await ConnectionSteps.UntilAsync(() => Task.FromResult(endless.HangUps == 1), "the hub hung up");
        Assert.InRange(endless.Sent, PlatformHttp.LargestAnswer, MostOnTheWay);
        await hub.AssertNoneLoggedAsync();
    }

    [Fact]
    public async Task A085_ten_megabytes_are_refused_and_256_KiB_are_kept()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        await hub.Sandbox.FaultAsync(new { kind = "huge_body" });
        Assert.Equal(connection.Access(), (await hub.Agent.RefreshAsync()).Ok().AccessToken);
        await AssertRefusedAsync(hub, connection);
    }

    [Theory]
    [InlineData(256 * 1024 - 64, true)]
    [InlineData(256 * 1024 + 1, false)]
    public async Task A085_the_limit_is_256_KiB_and_not_less(int length, bool isRead)
    {
        const string Start = """{"access_token":"new-token","refresh_token":"new-refresh","expires_in":120,"filler":" """;
        var body = Start + new string('x', length - Start.Length - 2) + "\"}";
        await using var server = WireServer.Always("200 OK\r\nContent-Type: application/json", body);
        var (hub, _) = await HubHost.StartConnectedAsync(SecondPlatform.Sandbox(("Refresh:Url", server.Address + "/token")));
        await using var __ = hub;
        Assert.Equal(isRead, (await hub.Agent.RefreshAsync()).Ok().AccessToken == "new-token");
    }

    [Fact]
    public async Task A086_a_slow_drip_is_cut_off_at_20_seconds_during_a_refresh()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        await hub.Sandbox.FaultAsync(new { kind = "drip", interval_ms = 1000 });
        var refresh = hub.Agent.RefreshAsync();
        await DripUntilAsync(hub, refresh);
        var reply = (await refresh).Ok();
        Assert.Equal((connection.Access(), "degraded"), (reply.AccessToken, reply.Json.GetProperty("refresh_state").GetString()));
        var stored = await hub.StoredAsync(connection.Id);
        Assert.Equal((ConnectionState.Degraded, ConnectionReason.UnknownOutcome), (stored.State, stored.Reason));
        Assert.Equal(connection.Refresh(), stored.Refresh());
        Assert.Contains("platform_timeout", stored.History[^1].Text, StringComparison.Ordinal);
        await hub.AssertNoneLoggedAsync();
    }

    [Fact]
    public async Task A086_with_no_live_token_left_an_agent_hears_platform_timeout()
    {
        var (hub, _) = await HubHost.StartConnectedAsync();
        await using var __ = hub;
        hub.Clock.Advance(TimeSpan.FromSeconds(121));
        await hub.Sandbox.FaultAsync(new { kind = "drip", interval_ms = 1000 });
        var read = hub.Agent.ReadAsync();
        await DripUntilAsync(hub, read);
        var reply = await read;
        Assert.Equal((System.Net.HttpStatusCode.GatewayTimeout, "platform_timeout"), (reply.Status, reply.Code));
        Assert.NotNull(reply.Headers.RetryAfter);
    }

    [Fact]
    public async Task A086_a_slow_drip_is_cut_off_at_20_seconds_during_a_login()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Browser.SignInAsync();
        await hub.Sandbox.FaultAsync(new { kind = "drip", interval_ms = 1000 });
        var login = hub.Browser.ConnectAsync();
        await DripUntilAsync(hub, login);
        Assert.Equal("platform_unavailable", (await login)["reason"]);
        Assert.Empty(hub.Connections.Index.All);
        await hub.AssertNoneLoggedAsync();
    }

    /// <summary>Moves the clock second by second, each time when the next byte is waited for, and notes when the call ends.</summary>
    private static async Task DripUntilAsync(HubHost hub, Task call)
    {
        await ConnectionSteps.UntilAsync(async () => (await hub.Sandbox.LedgerAsync()).GetProperty("requests").EnumerateArray().Any(request =>
            request.GetProperty("outcome").GetString() == "drip" && request.GetProperty("committed").GetBoolean()), "the drip began");
        hub.Clock.Advance(TimeSpan.FromSeconds(19));
        // The answer at the sandbox is longer than 19 bytes, so this proves that nothing ended the call sooner.
        Assert.NotEqual(0, await hub.Sandbox.TotalAsync("token_requests"));
        Assert.False(call.IsCompleted);
        hub.Clock.Advance(TimeSpan.FromSeconds(2));
        await call.WaitAsync(HubHost.Deadline);
    }

    private static async Task AssertRefusedAsync(HubHost hub, Connection before)
    {
        var stored = await hub.StoredAsync(before.Id);
        Assert.Equal((ConnectionState.Degraded, ConnectionReason.UnknownOutcome), (stored.State, stored.Reason));
        Assert.Equal((before.Access(), before.Refresh(), before.TokenGeneration), (stored.Access(), stored.Refresh(), stored.TokenGeneration));
        var kept = await hub.Connections.ReadJournalAsync(before.Id, CancellationToken.None);
        Assert.InRange(kept!.Answer.Length, PlatformHttp.LargestAnswer / 2, PlatformHttp.LargestAnswer + 256);
        await hub.AssertNoneLoggedAsync();
    }
}
