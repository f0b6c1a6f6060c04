using System.Net;
using OAuthHub.Core.Connections;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.OAuth;

/// <summary>Answers of a token endpoint that are no tokens: during a login, and during a refresh.</summary>
public sealed class TokenAnswerTests
{
    public static TheoryData<string> Unusable => new()
    {
        """{"kind":"html"}""",
        """{"kind":"raw","body":""}""",
        """{"kind":"raw","body":"null"}""",
        """{"kind":"raw","body":"[]"}""",
        """{"kind":"raw","body":"\"text\""}""",
        """{"kind":"raw","body":"{\"access_token\":\"abc"}""",
        """{"kind":"raw","body":"{\"access_token\":\"a\\r\\nb\"}"}""",
        """{"kind":"redirect","status":302,"location":"/sandbox/token"}""",
        """{"kind":"redirect","status":302,"location":"http://localhost:1/sandbox/token"}""",
    };

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task A080_A104_an_answer_that_is_no_token_or_leads_elsewhere_ends_a_login_with_platform_bad_response(string fault)
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Browser.SignInAsync();
        await FaultAsync(hub, fault);
        var end = await hub.Browser.ConnectAsync();
        Assert.Equal(("error", "platform_bad_response"), (end["status"], end["reason"]));
        Assert.Empty(hub.Connections.Index.All);
        Assert.Equal(1, await hub.Sandbox.TotalAsync("token_requests"));
        await hub.AssertNoneLoggedAsync();
    }

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task A080_A104_an_answer_that_is_no_token_or_leads_elsewhere_leaves_a_refresh_of_unknown_outcome_and_the_tokens_as_they_are(string fault)
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        await FaultAsync(hub, fault);
        var reply = (await hub.Agent.RefreshAsync()).Ok();
        Assert.Equal((connection.Access(), "degraded"), (reply.AccessToken, reply.Json.GetProperty("refresh_state").GetString()));
        await AssertUnknownAsync(hub, connection);
        Assert.Equal(2, await hub.Sandbox.TotalAsync("token_requests"));
        await hub.AssertNoneLoggedAsync();
    }

    [Fact]
    public async Task A080_with_no_live_token_left_an_agent_hears_platform_bad_response()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        hub.Clock.Advance(TimeSpan.FromSeconds(121));
        await hub.Sandbox.FaultAsync(new { kind = "html" });
        var reply = await hub.Agent.ReadAsync();
        Assert.Equal((HttpStatusCode.BadGateway, "platform_bad_response"), (reply.Status, reply.Code));
        Assert.NotNull(reply.Headers.RetryAfter);
        await AssertUnknownAsync(hub, connection);
        await hub.AssertNoneLoggedAsync();
    }

    [Theory]
    [InlineData("""{"error":"bad_refresh_token","error_description":"Not any more."}""")]
    [InlineData("error=bad_refresh_token&error_description=Not+any+more.")]
    public async Task A081_an_error_with_status_200_is_that_error_during_a_refresh(string body)
    {
        var (hub, connection) = await ConnectedAtGitHubAsync();
        await using var _ = hub;
        await hub.Sandbox.FaultAsync(new { kind = "raw", status = 200, body });
        var reply = await hub.Agent.RefreshAsync("github");
        Assert.Equal((HttpStatusCode.Conflict, "needs_reconnect"), (reply.Status, reply.Code));
        Assert.Equal(ConnectionReason.GrantRevoked, reply.Json.GetProperty("reason").GetString());
        var stored = await hub.StoredAsync(connection.Id);
        Assert.Equal((ConnectionState.NeedsReconnect, ConnectionReason.GrantRevoked, 1), (stored.State, stored.Reason, stored.TokenGeneration));
        Assert.Contains("bad_refresh_token", stored.History[^1].Text, StringComparison.Ordinal);
        await hub.AssertNoneLoggedAsync();
    }

    [Fact]
    public async Task A081_an_error_with_status_200_is_no_success_during_a_login()
    {
        await using var hub = await HubHost.StartAsync(SecondPlatform.GitHub());
        await hub.Browser.SignInAsync();
        await hub.Sandbox.FaultAsync(new { kind = "raw", status = 200, body = """{"error":"incorrect_client_credentials"}""" });
        var end = await hub.Browser.ConnectAsync("github");
        Assert.Equal(("error", "platform_error"), (end["status"], end["reason"]));
        Assert.Empty(hub.Connections.Index.All);
        await hub.AssertNoneLoggedAsync();
    }

    [Theory]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A103_a_redirect_to_another_host_is_not_followed_during_a_refresh(int status)
    {
        await using var second = WireServer.Silent();
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        await hub.Sandbox.FaultAsync(new { kind = "redirect", status, location = second.Address + "/token" });
        (await hub.Agent.RefreshAsync()).Ok();
        Assert.Equal((0, 0), (second.Connections, second.Received));
        await AssertUnknownAsync(hub, connection);
        await hub.AssertNoneLoggedAsync();
    }

    [Theory]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A103_a_redirect_to_another_host_is_not_followed_during_a_login(int status)
    {
        await using var second = WireServer.Silent();
        await using var hub = await HubHost.StartAsync();
        await hub.Browser.SignInAsync();
        await hub.Sandbox.FaultAsync(new { kind = "redirect", status, location = second.Address + "/token" });
        var end = await hub.Browser.ConnectAsync();
        Assert.Equal("platform_bad_response", end["reason"]);
        Assert.Equal((0, 0), (second.Connections, second.Received));
        await hub.AssertNoneLoggedAsync();
    }

    private static async Task<(HubHost Hub, Connection Connection)> ConnectedAtGitHubAsync()
    {
        var hub = await HubHost.StartAsync(SecondPlatform.GitHub());
        return (hub, await hub.ConnectAsync("github"));
    }

    private static async Task AssertUnknownAsync(HubHost hub, Connection before)
    {
        var stored = await hub.StoredAsync(before.Id);
        Assert.Equal((ConnectionState.Degraded, ConnectionReason.UnknownOutcome), (stored.State, stored.Reason));
        Assert.Equal((before.Access(), before.Refresh(), before.TokenGeneration), (stored.Access(), stored.Refresh(), stored.TokenGeneration));
        Assert.Equal(1, stored.Intent!.Attempt);
    }

    private static async Task FaultAsync(HubHost hub, string json)
    {
        using var content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using var reply = await hub.Sandbox.Http.PostAsync("faults", content);
        Assert.True(reply.IsSuccessStatusCode, await reply.Content.ReadAsStringAsync());
    }
}
