using System.Net;
using System.Text.Json;
using OAuthHub.Core.Connections;
using OAuthHub.Tests.ConnectLinks;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Credentials;

/// <summary>Reading a token: the shape of the answer, the choice of the account, and every reason not to get one.</summary>
public sealed class CredentialReadTests
{
    [Fact]
    public async Task A134_the_answer_has_exactly_the_members_of_the_contract_and_no_cache_keeps_it()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        foreach (var reply in new[] { await hub.Agent.ReadAsync(), await hub.Agent.RefreshAsync(body: new { rejected_token_sha256 = new string('0', 64) }) })
        {
            var json = reply.Ok().Json;
            Assert.Equal(["connection", "platform", "user", "account", "token_type", "access_token", "expires_at", "expires_in", "grant_ends_at", "generation", "scope", "refresh_state"], json.EnumerateObject().Select(member => member.Name));
            Assert.Equal(["id", "name"], json.GetProperty("account").EnumerateObject().Select(member => member.Name));
            Assert.Equal((connection.Id, "sandbox", "local"), (Text(json, "connection"), Text(json, "platform"), Text(json, "user")));
            Assert.Equal((connection.Account.Id, connection.Account.Name), (Text(json.GetProperty("account"), "id"), Text(json.GetProperty("account"), "name")));
            Assert.Equal(("Bearer", connection.Access(), "ok"), (Text(json, "token_type"), Text(json, "access_token"), Text(json, "refresh_state")));
            Assert.Equal("2030-01-01T12:02:00Z", Text(json, "expires_at"));
            Assert.Equal(120, json.GetProperty("expires_in").GetInt64());
            Assert.Equal(string.Join(' ', connection.GrantedScopes), Text(json, "scope"));
            Assert.DoesNotContain(connection.Refresh(), reply.Body, StringComparison.Ordinal);
            Assert.Equal("application/json", reply.ContentType);
            Assert.Equal(("no-store", "no-cache", "Authorization"), (reply.Headers.CacheControl!.ToString(), reply.Headers.Pragma.ToString(), reply.Headers.Vary.ToString()));
            Assert.Null(reply.Headers.ETag);
        }
        await hub.AssertNoneLoggedAsync();
    }

    [Fact]
    public async Task A_platform_that_gives_several_tokens_hands_out_values_and_other_tokens_and_still_no_refresh_token()
    {
        await using var hub = await HubHost.StartAsync(SecondPlatform.Slack(("Token:Response:OtherTokens:user:OwnConnection", "false")));
        await hub.Browser.SignInAsync();
        await hub.Sandbox.FaultAsync(new
        {
            kind = "raw",
            body = """{"ok":true,"access_token":"xoxb-bot","refresh_token":"xoxe-bot","expires_in":43200,"scope":"chat:write","bot_user_id":"B1","team":{"id":"T1","name":"Team"},"authed_user":{"id":"U1","access_token":"xoxp-user","refresh_token":"xoxe-user","expires_in":3600,"scope":"search:read"}}""",
        });
        await hub.Sandbox.FaultAsync(new { kind = "raw", endpoint = "userinfo", body = """{"sub":"B1","name":"bot"}""" });
        await hub.ConnectAsync("slack");
        var reply = (await hub.Agent.ReadAsync("slack")).Ok();
        Assert.Equal(("xoxb-bot", "T1"), (reply.AccessToken, Text(reply.Json.GetProperty("values"), "team_id")));
        Assert.Equal("""{"user":{"access_token":"xoxp-user"}}""", reply.Json.GetProperty("other_tokens").GetRawText());
        Assert.DoesNotContain("xoxe", reply.Body, StringComparison.Ordinal);

        // The user's token ends before the bot's, and a dead token is never handed out.
        hub.Clock.Advance(TimeSpan.FromHours(2));
        reply = (await hub.Agent.ReadAsync("slack")).Ok();
        Assert.Equal("xoxb-bot", reply.AccessToken);
        Assert.DoesNotContain("xoxp-user", reply.Body, StringComparison.Ordinal);
        await hub.AssertNoneLoggedAsync("xoxb-bot", "xoxe-bot", "xoxp-user", "xoxe-user");
    }

    [Fact]
    public async Task A_minimum_life_is_waited_for_once_and_more_than_any_token_lives_is_not_asked_for_again_and_again()
    {
        var (hub, first) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        Assert.Equal(first.Access(), (await hub.Agent.ReadAsync(query: "?min_ttl=86400")).Ok().AccessToken); // new: nothing better can be had
        hub.Clock.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal(first.Access(), (await hub.Agent.ReadAsync(query: "?min_ttl=80")).Ok().AccessToken); // exactly enough
        Assert.Equal(1, await hub.Sandbox.TotalAsync("token_requests"));
        var second = (await hub.Agent.ReadAsync(query: "?min_ttl=81")).Ok();
        Assert.NotEqual(first.Access(), second.AccessToken);
        Assert.Equal(120, second.Json.GetProperty("expires_in").GetInt64());
        for (var read = 0; read < 5; read++) Assert.Equal(second.AccessToken, (await hub.Agent.ReadAsync(query: "?min_ttl=86400")).Ok().AccessToken);
        Assert.Equal(2, await hub.Sandbox.TotalAsync("token_requests"));
        Assert.Equal(2, (await hub.StoredAsync(first.Id)).TokenGeneration);
    }

    [Theory]
    [InlineData("min_ttl=-1", "invalid_request")]
    [InlineData("min_ttl=", "invalid_request")]
    [InlineData("min_ttl=1.5", "invalid_request")]
    [InlineData("min_ttl=abc", "invalid_request")]
    [InlineData("min_ttl=86401", "invalid_request")]
    [InlineData("min_ttl=99999999999999999999", "invalid_request")]
    [InlineData("min_ttl=1&min_ttl=2", "duplicate_parameter")]
    [InlineData("account=", "invalid_request")]
    [InlineData("account=a&account=b", "duplicate_parameter")]
    public async Task A_parameter_that_makes_no_sense_is_refused_and_changes_nothing(string query, string code)
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        var before = await hub.VaultGenerationAsync(connection.Id);
        var reply = await hub.Agent.ReadAsync(query: "?" + query);
        Assert.Equal((HttpStatusCode.BadRequest, code), (reply.Status, reply.Code));
        Assert.Equal(before, await hub.VaultGenerationAsync(connection.Id));
    }

    [Fact]
    public async Task Several_accounts_are_told_apart_by_account_id_or_connection_id()
    {
        var (hub, ada) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        var grace = await hub.ConnectAccountAsync("grace");
        var alan = await hub.ConnectAccountAsync("alan");
        (await hub.Browser.CallAsync(HttpMethod.Patch, "/api/connections/" + grace.Id, new { label = "Work" })).Ok();
        await hub.Sandbox.FaultAsync(new { kind = "status", endpoint = "revoke", status = 503 });
        Assert.Equal(HttpStatusCode.Accepted, (await hub.Browser.CallAsync(HttpMethod.Delete, "/api/connections/" + alan.Id)).Status);

        foreach (var reply in new[] { await hub.Agent.ReadAsync(), await hub.Agent.RefreshAsync() })
        {
            Assert.Equal((HttpStatusCode.Conflict, "ambiguous_account"), (reply.Status, reply.Code));
            // What is being disconnected can no longer be chosen.
            Assert.Equal([ada.Account.Id, grace.Account.Id], reply.Json.GetProperty("accounts").EnumerateArray().Select(account => Text(account, "id")).Order());
            // By name, and by what the person calls them where they call them something.
            foreach (var account in reply.Json.GetProperty("accounts").EnumerateArray())
            {
                string[] members = Text(account, "id") == grace.Account.Id ? ["id", "name", "label"] : ["id", "name"];
                Assert.Equal(members, account.EnumerateObject().Select(member => member.Name));
                if (members.Length == 3) Assert.Equal("Work", Text(account, "label"));
            }
        }
        var hers = (await hub.Agent.ReadAsync(query: "?account=" + grace.Account.Id)).Ok();
        Assert.Equal((grace.Access(), "Work"), (hers.AccessToken, Text(hers.Json.GetProperty("account"), "label")));
        var listed = (await hub.Agent.SendAsync(HttpMethod.Get, "/credentials")).Ok().Json.GetProperty("items").EnumerateArray().Single(item => Text(item, "connection") == grace.Id);
        Assert.Equal("Work", Text(listed.GetProperty("account"), "label"));
        Assert.Equal(ada.Access(), (await hub.Agent.ReadAsync(query: "?account=" + ada.Id)).Ok().AccessToken);
        Assert.Equal("not_connected", (await hub.Agent.ReadAsync(query: "?account=katherine")).Code);
        Assert.Equal("not_connected", (await hub.Agent.ReadAsync(query: "?account=" + alan.Id)).Code);
        await hub.AssertNoneLoggedAsync();
    }

    [Fact]
    public async Task What_is_not_there_is_said_with_the_way_to_get_it()
    {
        await using var hub = await HubHost.StartAsync();
        var unknown = await hub.Agent.ReadAsync("nowhere");
        Assert.Equal((HttpStatusCode.NotFound, "unknown_platform"), (unknown.Status, unknown.Code));
        var unconnected = await hub.Agent.ReadAsync();
        Assert.Equal((HttpStatusCode.NotFound, "not_connected"), (unconnected.Status, unconnected.Code));
        Assert.StartsWith(hub.Address + "/connect/", Text(unconnected.Json, "connect_url"), StringComparison.Ordinal);
        Assert.Equal("application/problem+json", unconnected.ContentType);
    }

    [Fact]
    public async Task A_dead_grant_is_said_with_its_reason_and_a_link_that_reconnects_it()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        var grant = (await hub.Sandbox.LedgerAsync()).GetProperty("grants")[0].GetProperty("grant").GetString();
        using (await hub.Sandbox.Http.DeleteAsync("grants/" + grant)) hub.Clock.Advance(TimeSpan.FromSeconds(121));
        foreach (var reply in new[] { await hub.Agent.ReadAsync(), await hub.Agent.ReadAsync(), await hub.Agent.RefreshAsync() })
        {
            Assert.Equal((HttpStatusCode.Conflict, "needs_reconnect", "grant_revoked"), (reply.Status, reply.Code, Text(reply.Json, "reason")));
            Assert.DoesNotContain(connection.Access(), reply.Body, StringComparison.Ordinal);
        }
        Assert.Equal(2, await hub.Sandbox.TotalAsync("token_requests")); // a dead grant is not asked for again

        var link = new Uri(Text((await hub.Agent.ReadAsync()).Json, "reconnect_url")!);
        var end = Browser.Query(await hub.Browser.ConnectByLinkAsync(hub, link));
        Assert.Equal(("success", connection.Id), (end["status"], end["connection"]));
        (await hub.Agent.ReadAsync()).Ok();
        await hub.AssertNoneLoggedAsync(connection.Access(), connection.Refresh());
    }

    [Fact]
    public async Task Without_an_app_registration_a_token_is_served_while_it_lives_and_then_the_operator_is_named()
    {
        await using var hub = await HubHost.StartAsync(SecondPlatform.Unregistered(SecondPlatform.GitHub()));
        await hub.Browser.SignInAsync();
        (await hub.Browser.CallAsync(HttpMethod.Put, "/api/platforms/github/registration", new { client_id = "oauthhub-sandbox", client_secret = "practice-only" })).Ok();
        var connection = await hub.ConnectAsync("github");
        (await hub.Browser.CallAsync(HttpMethod.Delete, "/api/platforms/github/registration")).Ok();
        Assert.Equal(connection.Access(), (await hub.Agent.ReadAsync("github")).Ok().AccessToken);
        hub.Clock.Advance(TimeSpan.FromSeconds(121));
        var reply = await hub.Agent.ReadAsync("github");
        Assert.Equal((HttpStatusCode.Conflict, "platform_not_configured"), (reply.Status, reply.Code));
        Assert.Equal(ConnectionState.Active, (await hub.StoredAsync(connection.Id)).State);
        Assert.Equal(1, await hub.Sandbox.TotalAsync("token_requests"));
        await hub.AssertNoneLoggedAsync();
    }

    [Fact]
    public async Task A_connection_whose_refreshing_fails_is_served_while_its_token_lives()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        await hub.Sandbox.FaultAsync(new { kind = "cut_before_commit" });
        await hub.Agent.RefreshAsync();
        Assert.Equal(ConnectionState.Degraded, (await hub.StoredAsync(connection.Id)).State);
        var reply = (await hub.Agent.ReadAsync()).Ok();
        Assert.Equal((connection.Access(), "degraded"), (reply.AccessToken, Text(reply.Json, "refresh_state")));
    }

    [Fact]
    public async Task The_list_names_what_this_key_may_use_and_holds_no_token()
    {
        var (hub, ada) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        var grace = await hub.ConnectAccountAsync("grace");
        var bob = await hub.SaveForAsync("bob", ada, "con_of_bob");
        var reply = (await hub.Agent.SendAsync(HttpMethod.Get, "/credentials")).Ok();
        var items = reply.Json.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(new[] { ada.Id, grace.Id, bob.Id }.Order(StringComparer.Ordinal), items.Select(item => Text(item, "connection")!).Order(StringComparer.Ordinal));
        Assert.All(items, item => Assert.Equal(["connection", "platform", "user", "account", "state", "reason", "expires_at"], item.EnumerateObject().Select(member => member.Name)));
        Assert.All(items, item => Assert.Equal("active", Text(item, "state")));
        foreach (var connection in new[] { ada, grace, bob })
        {
            Assert.DoesNotContain(connection.Access(), reply.Body, StringComparison.Ordinal);
            Assert.DoesNotContain(connection.Refresh(), reply.Body, StringComparison.Ordinal);
        }
        Assert.Equal(bob.Id, Text(Assert.Single((await hub.Agent.SendAsync(HttpMethod.Get, "/credentials?user=bob")).Ok().Json.GetProperty("items").EnumerateArray()), "connection"));
    }

    private static string? Text(JsonElement json, string member) => json.GetProperty(member).GetString();
}
