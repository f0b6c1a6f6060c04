using System.Net;
using OAuthHub.Core.Connections;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.OAuth;

/// <summary>Refusals that are nobody's grant, and answers that leave something out .</summary>
public sealed class TokenAnswerRefusalTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A107_an_answer_without_a_refresh_token_keeps_the_old_one(bool empty)
    {
        var (hub, before) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        await hub.Sandbox.FaultAsync(new { kind = "missing_refresh_token", empty });
        var reply = (await hub.Agent.RefreshAsync()).Ok();
        var stored = await hub.StoredAsync(before.Id);
        Assert.Equal((ConnectionState.Active, 2), (stored.State, stored.TokenGeneration));
        Assert.Equal((reply.AccessToken, before.Refresh()), (stored.Access(), stored.Refresh()));
        Assert.NotEqual(before.Access(), reply.AccessToken);
        await hub.AssertNoneLoggedAsync(before.Access());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A107_a_login_without_a_refresh_token_is_stored_and_served_while_it_lives(bool empty)
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Sandbox.FaultAsync(new { kind = "missing_refresh_token", empty });
        var connection = await hub.ConnectAsync();
        Assert.False(connection.Tokens!.HasRefreshToken);
        Assert.Null(connection.Tokens.RefreshToken);
        Assert.Equal(connection.Access(), (await hub.Agent.ReadAsync()).Ok().AccessToken);
        hub.Clock.Advance(TimeSpan.FromSeconds(121));
        var reply = await hub.Agent.ReadAsync();
        Assert.Equal((HttpStatusCode.Conflict, "needs_reconnect", ConnectionReason.NoRefreshToken), (reply.Status, reply.Code, reply.Json.GetProperty("reason").GetString()));
        Assert.Equal(0, await hub.Sandbox.TotalAsync("refreshes"));
    }

    [Fact]
    public async Task A111_invalid_client_during_a_login_is_the_operators_matter()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Browser.SignInAsync();
        await hub.Sandbox.FaultAsync(new { kind = "error", status = 401, error = "invalid_client", description = "client_secret practice-only is wrong" });
        var end = await hub.Browser.ConnectAsync();
        Assert.Equal(("error", "platform_error"), (end["status"], end["reason"]));
        Assert.Empty(hub.Connections.Index.All);
        await hub.AssertNoneLoggedAsync();
    }

    [Fact]
    public async Task A111_invalid_client_during_a_refresh_leaves_the_tokens_alone_and_tells_nobody_to_reconnect()
    {
        var (hub, ada) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        var grace = await hub.ConnectAccountAsync("grace");
        await hub.Sandbox.FaultAsync(new { kind = "error", status = 401, error = "invalid_client", description = "client_secret practice-only is wrong", count = 4 });
        foreach (var connection in new[] { ada, grace })
        {
            var reply = (await hub.Agent.RefreshAsync(body: new { account = connection.Account.Id })).Ok();
            Assert.Equal((connection.Access(), "degraded"), (reply.AccessToken, reply.Json.GetProperty("refresh_state").GetString()));
            var stored = await hub.StoredAsync(connection.Id);
            Assert.Equal((ConnectionState.Degraded, ConnectionReason.AppRegistration), (stored.State, stored.Reason));
            Assert.Equal((connection.Access(), connection.Refresh(), 1), (stored.Access(), stored.Refresh(), stored.TokenGeneration));
            Assert.Null(stored.Intent);
        }
        Assert.Single(hub.Logs.Lines, line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("app registration", StringComparison.Ordinal));

        hub.Clock.Advance(TimeSpan.FromSeconds(121));
        var dead = await hub.Agent.ReadAsync(query: "?account=" + ada.Account.Id);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "platform_unavailable"), (dead.Status, dead.Code));
        Assert.Equal(4, await hub.Sandbox.TotalAsync("token_requests"));

        // The operator corrects it: all go on with the tokens that they have.
        using (await hub.Sandbox.Http.DeleteAsync("faults")) hub.Clock.Advance(TimeSpan.FromMinutes(5));
        foreach (var connection in new[] { ada, grace })
        {
            (await hub.Agent.ReadAsync(query: "?account=" + connection.Account.Id)).Ok();
            Assert.Equal(ConnectionState.Active, (await hub.StoredAsync(connection.Id)).State);
        }
        await hub.AssertNoneLoggedAsync(ada.Access(), ada.Refresh(), grace.Access(), grace.Refresh());
    }

    [Fact]
    public async Task A112_a_429_pauses_its_platform_for_Retry_After_and_no_other()
    {
        var (hub, ada) = await HubHost.StartConnectedAsync(SecondPlatform.GitHub());
        await using var _ = hub;
        var grace = await hub.ConnectAccountAsync("grace");
        var github = await hub.ConnectAsync("github");
        await hub.Sandbox.FaultAsync(new { kind = "rate_limited", retry_after = 50 });
        Assert.Equal(ada.Access(), (await hub.Agent.RefreshAsync(body: new { account = ada.Account.Id })).Ok().AccessToken);
        var stored = await hub.StoredAsync(ada.Id);
        Assert.Equal((ConnectionState.Degraded, ConnectionReason.PlatformUnavailable, HubHost.Start.AddSeconds(50)), (stored.State, stored.Reason, stored.NextAttemptAt));
        Assert.Equal((ada.Refresh(), 1), (stored.Refresh(), stored.TokenGeneration));
        Assert.Null(stored.Intent);
        Assert.Equal(4, await hub.Sandbox.TotalAsync("token_requests"));

        // The same platform is left in peace, for every account; another one is not slowed.
        Assert.Equal(grace.Access(), (await hub.Agent.RefreshAsync(body: new { account = grace.Account.Id })).Ok().AccessToken);
        Assert.Equal((ConnectionState.Active, grace.Refresh()), ((await hub.StoredAsync(grace.Id)).State, (await hub.StoredAsync(grace.Id)).Refresh()));
        Assert.Equal(4, await hub.Sandbox.TotalAsync("token_requests"));
        Assert.NotEqual(github.Access(), (await hub.Agent.RefreshAsync("github")).Ok().AccessToken);
        Assert.Equal(5, await hub.Sandbox.TotalAsync("token_requests"));

        hub.Clock.Advance(TimeSpan.FromSeconds(49));
        Assert.Equal(ada.Access(), (await hub.Agent.RefreshAsync(body: new { account = ada.Account.Id })).Ok().AccessToken);
        Assert.Equal(5, await hub.Sandbox.TotalAsync("token_requests"));
        hub.Clock.Advance(TimeSpan.FromSeconds(2));
        foreach (var connection in new[] { ada, grace })
            Assert.NotEqual(connection.Access(), (await hub.Agent.RefreshAsync(body: new { account = connection.Account.Id })).Ok().AccessToken);
        Assert.Equal(7, await hub.Sandbox.TotalAsync("token_requests"));
        await hub.AssertNoneLoggedAsync(ada.Access(), ada.Refresh(), grace.Refresh());
    }

    [Fact]
    public async Task A112_with_no_live_token_left_the_agent_is_told_how_long_the_platform_wants_to_rest()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        hub.Clock.Advance(TimeSpan.FromSeconds(121));
        await hub.Sandbox.FaultAsync(new { kind = "rate_limited", retry_after = 77, count = 3 });
        for (var read = 0; read < 3; read++)
        {
            var reply = await hub.Agent.ReadAsync();
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "platform_unavailable"), (reply.Status, reply.Code));
            Assert.Equal(TimeSpan.FromSeconds(77), reply.Headers.RetryAfter!.Delta);
        }
        Assert.Equal(2, await hub.Sandbox.TotalAsync("token_requests"));
        Assert.Equal(ConnectionState.Degraded, (await hub.StoredAsync(connection.Id)).State);
    }

    [Fact]
    public async Task A112_a_429_during_a_login_says_that_the_platform_is_not_available()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Browser.SignInAsync();
        await hub.Sandbox.FaultAsync(new { kind = "rate_limited", retry_after = 50 });
        Assert.Equal("platform_unavailable", (await hub.Browser.ConnectAsync())["reason"]);
        Assert.Empty(hub.Connections.Index.All);
        Assert.Equal(1, await hub.Sandbox.TotalAsync("token_requests"));
    }
}
