using System.Net;
using System.Text.Json;
using OAuthHub.Core.Connections;
using OAuthHub.Tests.Auth;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.OAuth;

/// <summary>Answers that are tokens, or errors, and yet not what was expected: in scope, in life, in words.</summary>
public sealed class OddGrantTests
{
    [Fact]
    public async Task A082_an_error_in_the_platforms_own_words_is_no_success()
    {
        await using var hub = await HubHost.StartAsync(SecondPlatform.Slack());
        await hub.Browser.SignInAsync();
        foreach (var (word, reason) in ((string, string)[])[("invalid_code", "code_rejected"), ("bad_client_secret", "platform_error"), ("fatal_error", "platform_unavailable")])
        {
            await hub.Sandbox.FaultAsync(new { kind = "raw", body = $$"""{"ok":false,"error":"{{word}}","access_token":"not-to-be-used"}""" });
            var refused = await hub.Browser.ConnectAsync("slack");
            Assert.Equal(("error", reason), (refused["status"], refused["reason"]));
        }
        Assert.Empty(hub.Connections.Index.All);

        await hub.Sandbox.FaultAsync(new { kind = "raw", body = """{"ok":true,"access_token":"bot-1","refresh_token":"bot-r1","expires_in":3600,"bot_user_id":"B1","team":{"id":"T1"}}""" });
        await hub.Sandbox.FaultAsync(new { kind = "raw", endpoint = "userinfo", body = """{"sub":"B1","name":"bot"}""" });
        var connection = await hub.ConnectAsync("slack");
        hub.Clock.Advance(TimeSpan.FromMinutes(50));
        await hub.Sandbox.FaultAsync(new { kind = "raw", body = """{"ok":false,"error":"invalid_refresh_token"}""" });
        var reply = await hub.Agent.RefreshAsync("slack");
        Assert.Equal((HttpStatusCode.Conflict, "needs_reconnect"), (reply.Status, reply.Code));
        var stored = await hub.StoredAsync(connection.Id);
        Assert.Equal((ConnectionState.NeedsReconnect, 1), (stored.State, stored.TokenGeneration));
        await hub.AssertNoneLoggedAsync("bot-1", "bot-r1", "not-to-be-used");
    }

    [Fact]
    public async Task A101_A102_what_was_granted_is_stored_and_shown_whether_it_is_less_or_more_than_was_asked_for()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Browser.SignInAsync();
        var less = await ConnectAsync("profile");
        Assert.Equal(["profile"], less.GrantedScopes);
        Assert.Equal("profile", (await hub.Agent.ReadAsync()).Ok().Json.GetProperty("scope").GetString());
        var shown = await ShownAsync(less);
        Assert.Equal("""["posts.read","posts.write","offline_access"]""", shown.GetProperty("missing_scopes").GetRawText());
        Assert.Equal("Connected as Ada.", less.History[^1].Text);

        var more = await ConnectAsync("profile posts.read posts.write offline_access admin:org billing");
        Assert.Equal(less.Id, more.Id);
        Assert.Contains("admin:org", more.GrantedScopes);
        Assert.Equal("[]", (await ShownAsync(more)).GetProperty("missing_scopes").GetRawText());
        Assert.Equal("Reconnected as Ada. The platform granted more than was asked for: admin:org, billing.", more.History[^1].Text);
        Assert.Contains(hub.Logs.Lines, line => line.StartsWith("Warning OAuthHub", StringComparison.Ordinal) && line.Contains(more.Id, StringComparison.Ordinal) && line.Contains("more than was asked for", StringComparison.Ordinal));
        Assert.Equal(2, more.TokenGeneration);
        await hub.AssertNoneLoggedAsync("scoped-access-1", "scoped-refresh-1");

        async Task<Connection> ConnectAsync(string scope)
        {
            await hub.Sandbox.FaultAsync(new { kind = "raw", body = $$"""{"access_token":"scoped-access-1","refresh_token":"scoped-refresh-1","token_type":"Bearer","expires_in":3600,"scope":"{{scope}}"}""" });
            await hub.Sandbox.FaultAsync(new { kind = "raw", endpoint = "userinfo", body = """{"sub":"ada","name":"Ada"}""" });
            return await hub.ConnectAsync();
        }

        async Task<JsonElement> ShownAsync(Connection connection) => (await hub.Browser.CallAsync(HttpMethod.Get, "/api/connections/" + connection.Id)).Ok().Json;
    }

    [Fact]
    public async Task A095_a_token_that_dies_before_its_time_costs_one_refresh_however_many_find_out()
    {
        await using var hub = await HubHost.StartAsync(new HubSetup { Settings = { ["OAuthHub:Sandbox:AccessTokenSeconds"] = "3600" } });
        await hub.Sandbox.FaultAsync(new { kind = "expires_in", value = "31536000" });
        var connection = await hub.ConnectAsync();
        Assert.Equal(HubHost.Start.AddYears(1), connection.Tokens!.ExpiresAt);
        hub.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(connection.Access(), (await hub.Agent.ReadAsync()).Ok().AccessToken); // nobody can know yet
        var calls = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => hub.Agent.SendAsync(HttpMethod.Get, "/proxy/sandbox/me")));
        Assert.All(calls, call => Assert.Equal(HttpStatusCode.OK, call.Status));
        Assert.Equal(1, await hub.Sandbox.TotalAsync("refreshes"));
        Assert.Equal(2, (await hub.StoredAsync(connection.Id)).TokenGeneration);
        await hub.AssertNoneLoggedAsync(connection.Access(), connection.Refresh());
    }

    [Theory]
    [InlineData("invalid_client", "client_secret practice-only is wrong", "platform_error")]
    [InlineData("client_secret practice-only is wrong", "practice-only", "platform_unavailable")]
    public async Task A114_an_error_that_quotes_the_secret_is_told_by_its_code_alone(string error, string description, string reason)
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        var quoted = $"{description}, and the token was {connection.Refresh()}";
        await hub.Sandbox.FaultAsync(new { kind = "error", status = 400, error, description = quoted, count = 2 });
        var refreshed = await hub.Agent.RefreshAsync();
        var end = await hub.Browser.ConnectAsync();
        Assert.Equal(("error", reason), (end["status"], end["reason"]));
        var page = (await hub.Browser.CallAsync(HttpMethod.Get, "/api/connections/" + connection.Id)).Ok();
        var audit = (await hub.Browser.CallAsync(HttpMethod.Get, "/api/audit")).Ok();
        var history = string.Join('\n', (await hub.StoredAsync(connection.Id)).History.Select(one => one.Text));
        foreach (var text in (string[])[refreshed.Body.Replace(connection.Access(), "", StringComparison.Ordinal), page.Body, audit.Body, history, string.Join(' ', end.Values)])
        {
            Assert.DoesNotContain("practice-only", text, StringComparison.Ordinal);
            Assert.DoesNotContain(connection.Refresh(), text, StringComparison.Ordinal);
        }
        await hub.KeptTokensAsync(connection);
        await hub.AssertNoneLoggedAsync(connection.Access(), connection.Refresh());
    }
}
