using System.Net;
using System.Text.Json;
using OAuthHub.Core.Agents;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Agents;

/// <summary>Keys as the dashboard makes, limits and revokes them.</summary>
public sealed class KeyApiTests
{
    private const string Path = "/api/agents/keys";

    [Fact]
    public async Task A_key_is_shown_once_and_afterwards_only_what_it_may_do()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        var made = await MakeAsync(hub, new { name = " Mail agent ", users = new[] { "local" }, platforms = new[] { "sandbox" }, actions = new[] { "token:read" }, requests_per_minute = 90 });
        Assert.Equal((HttpStatusCode.Created, true), (made.Status, made.Headers.CacheControl?.NoStore));
        var (key, grant) = (made.Json.GetProperty("key").GetString()!, made.Json.GetProperty("grant"));
        Assert.True(AgentKeyFormat.IsWellFormed(key));
        Assert.Equal("Mail agent", grant.GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, grant.GetProperty("last_used_at").ValueKind);
        using var agent = new AgentClient(hub.Address, key);
        Assert.Equal(connection.Access(), (await agent.ReadAsync()).Ok().AccessToken);
        Assert.Equal("forbidden", (await agent.RefreshAsync()).Code);

        var list = await hub.Browser.CallAsync(HttpMethod.Get, Path);
        var shown = Assert.Single(list.Ok().Json.GetProperty("items").EnumerateArray());
        Assert.Equal(hub.Clock.GetUtcNow(), shown.GetProperty("last_used_at").GetDateTimeOffset());
        Assert.Equal(("127.0.0.1", key[..8]), (shown.GetProperty("last_used_from").GetString(), shown.GetProperty("prefix").GetString()));
        Assert.Equal(90, shown.GetProperty("requests_per_minute").GetInt32());
        Assert.DoesNotContain(key[4..20], list.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("hash", list.Body, StringComparison.Ordinal);
        await hub.AssertNoneLoggedAsync(key);
    }

    [Fact]
    public async Task A_changed_limit_holds_for_the_next_request_and_a_revoked_key_is_gone()
    {
        var (hub, _) = await HubHost.StartConnectedAsync();
        await using var _1 = hub;
        var (id, agent) = await AgentAsync(hub, new { name = "a", actions = AgentAction.All, users = new[] { "local" } });
        (await agent.ReadAsync()).Ok();
        (await hub.Browser.CallAsync(HttpMethod.Put, $"{Path}/{id}", new { name = "b", actions = new[] { "token:read" }, users = new[] { "local" }, platforms = new[] { "github" } })).Ok();
        Assert.Equal("forbidden", (await agent.ReadAsync()).Code);
        Assert.Equal("b", (await hub.Browser.CallAsync(HttpMethod.Get, $"{Path}/{id}")).Ok().Json.GetProperty("name").GetString());
        Assert.Equal(HttpStatusCode.NoContent, (await hub.Browser.CallAsync(HttpMethod.Delete, $"{Path}/{id}")).Status);
        Assert.Equal("unauthorized", (await agent.ReadAsync()).Code);
        Assert.Equal("no_such_key", (await hub.Browser.CallAsync(HttpMethod.Delete, $"{Path}/{id}")).Code);
        Assert.Equal("no_such_key", (await hub.Browser.CallAsync(HttpMethod.Delete, Path + "/bootstrap")).Code);
    }

    [Fact]
    public async Task A_key_for_single_connections_sees_no_other_and_the_answer_does_not_tell_it_from_none()
    {
        var (hub, mine) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        await hub.SaveForAsync("local", mine, "con_other");
        var (_, agent) = await AgentAsync(hub, new { name = "one", actions = AgentAction.All, users = new[] { "local" }, connections = new[] { mine.Id } });
        Assert.Equal(mine.Access(), (await agent.ReadAsync()).Ok().AccessToken); // no doubt which is meant
        var (other, none) = (await agent.ReadAsync(query: "?account=con_other"), await agent.ReadAsync(query: "?account=con_none"));
        Assert.Equal((HttpStatusCode.NotFound, other.Body), (other.Status, none.Body));
        Assert.Single((await agent.SendAsync(HttpMethod.Get, "/credentials")).Ok().Json.GetProperty("items").EnumerateArray());
        Assert.Equal(1, (await agent.SendAsync(HttpMethod.Post, "/credentials/refresh")).Json.GetProperty("connections").GetInt32());
    }

    [Fact]
    public async Task A_key_is_taken_only_from_its_networks_and_as_often_as_it_may()
    {
        var (hub, _) = await HubHost.StartConnectedAsync();
        await using var _1 = hub;
        var (_, elsewhere) = await AgentAsync(hub, new { name = "elsewhere", actions = AgentAction.All, networks = new[] { "10.0.0.0/8", "2001:db8::/32" } });
        Assert.Equal((HttpStatusCode.Forbidden, "network_not_allowed"), await StatusAsync(elsewhere));
        var (_, here) = await AgentAsync(hub, new { name = "here", actions = AgentAction.All, users = new[] { "local" }, networks = new[] { "127.0.0.0/8", "::1/128" }, requests_per_minute = 2 });
        (await here.ReadAsync()).Ok();
        (await here.ReadAsync()).Ok();
        var third = await here.ReadAsync();
        Assert.Equal((HttpStatusCode.TooManyRequests, "rate_limited"), (third.Status, third.Code));
        Assert.InRange(third.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
    }

    [Theory]
    [InlineData("""{"actions":["token:read"]}""", "name")]
    [InlineData("""{"name":"x"}""", "actions")]
    [InlineData("""{"name":"x","actions":["token:write"]}""", "token:write")]
    [InlineData("""{"name":"x","actions":["proxy"],"users":["a b"]}""", "a b")]
    [InlineData("""{"name":"x","actions":["proxy"],"platforms":["twiter"]}""", "twiter")]
    [InlineData("""{"name":"x","actions":["proxy"],"connections":[""]}""", "connection")]
    [InlineData("""{"name":"x","actions":["proxy"],"methods":["get"]}""", "get")]
    [InlineData("""{"name":"x","actions":["proxy"],"paths":["repos/**"]}""", "repos/**")]
    [InlineData("""{"name":"x","actions":["proxy"],"paths":["/a/../b"]}""", "/a/../b")]
    [InlineData("""{"name":"x","actions":["proxy"],"paths":["/a*/b"]}""", "/a*/b")]
    [InlineData("""{"name":"x","actions":["proxy"],"networks":["10.0.0.1/8/8"]}""", "network")]
    [InlineData("""{"name":"x","actions":["proxy"],"requests_per_minute":0}""", "requests_per_minute")]
    [InlineData("""{"name":"x","actions":["proxy"],"expires_at":"2020-01-01T00:00:00Z"}""", "expires_at")]
    public async Task What_a_key_cannot_be_given_makes_none(string body, string named)
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Browser.SignInAsync();
        var reply = await hub.Browser.CallAsync(HttpMethod.Post, Path, JsonSerializer.Deserialize<JsonElement>(body));
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (reply.Status, reply.Code));
        Assert.Contains(named, reply.Json.GetProperty("detail").GetString()!, StringComparison.Ordinal);
        Assert.Empty((await hub.Browser.CallAsync(HttpMethod.Get, Path)).Ok().Json.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Only_the_hubs_own_page_changes_keys()
    {
        await using var hub = await HubHost.StartAsync();
        Assert.Equal("not_signed_in", (await hub.Browser.CallAsync(HttpMethod.Get, Path)).Code);
        await hub.Browser.SignInAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new StringContent("""{"name":"x","actions":["admin"]}""", System.Text.Encoding.UTF8, "application/json") };
        Assert.Equal("antiforgery", (await hub.Browser.SendAsync(request)).Code);
        Assert.Equal("not_signed_in", (await hub.Agent.SendAsync(HttpMethod.Get, Path)).Code);
    }

    [Fact]
    public async Task A_key_with_admin_manages_keys_that_reach_no_further_than_itself()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Browser.SignInAsync();
        var (_, plain) = await AgentAsync(hub, new { name = "plain", actions = new[] { "token:read" } });
        var (own, admin) = await AgentAsync(hub, new { name = "admin", actions = new[] { "admin", "token:read" }, users = new[] { "ada" } });
        Assert.Equal("forbidden", (await plain.SendAsync(HttpMethod.Get, "/admin/keys")).Code);
        foreach (var body in (object[])[new { name = "x", actions = new[] { "token:read" } }, new { name = "x", actions = new[] { "proxy" }, users = new[] { "ada" } }, new { name = "x", actions = new[] { "admin" }, users = new[] { "ada", "bob" } }])
            Assert.Equal("forbidden", (await admin.SendAsync(HttpMethod.Post, "/admin/keys", body)).Code);
        var made = await admin.SendAsync(HttpMethod.Post, "/admin/keys", new { name = "x", actions = new[] { "token:read" }, users = new[] { "ada" } });
        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal(["admin", "x"], (await admin.SendAsync(HttpMethod.Get, "/admin/keys")).Ok().Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString()));
        var plains = (await hub.Browser.CallAsync(HttpMethod.Get, Path)).Ok().Json.GetProperty("items").EnumerateArray().First().GetProperty("id").GetString();
        Assert.Equal("no_such_key", (await admin.SendAsync(HttpMethod.Delete, "/admin/keys/" + plains)).Code);
        Assert.Equal("forbidden", (await admin.SendAsync(HttpMethod.Get, "/admin/audit")).Code); // it is bound to a user
        Assert.Equal(HttpStatusCode.NoContent, (await admin.SendAsync(HttpMethod.Delete, "/admin/keys/" + own)).Status);
        Assert.Equal("unauthorized", (await admin.SendAsync(HttpMethod.Get, "/admin/keys")).Code);
    }

    [Theory]
    [InlineData("/repos/**", "/repos/a/b", true)]
    [InlineData("/repos/**", "/repos", true)]
    [InlineData("/repos/**", "/reposx", false)]
    [InlineData("/repos/*/issues", "/repos/a/issues", true)]
    [InlineData("/repos/*/issues", "/repos/a/b/issues", false)]
    [InlineData("/repos/*/issues", "/repos//issues", false)]
    [InlineData("/user", "/user/", false)]
    [InlineData("/**", "/", true)]
    public void A_path_pattern_fits_whole_segments(string pattern, string path, bool fits) => Assert.Equal(fits, PathPattern.IsValid(pattern) && PathPattern.Matches(pattern, path));

    private static async Task<Reply> MakeAsync(HubHost hub, object body)
    {
        await hub.Browser.SignInAsync();
        return await hub.Browser.CallAsync(HttpMethod.Post, Path, body);
    }

    private static async Task<(string Id, AgentClient Agent)> AgentAsync(HubHost hub, object body)
    {
        var made = await MakeAsync(hub, body);
        Assert.True(made.Status == HttpStatusCode.Created, made.Body);
        return (made.Json.GetProperty("grant").GetProperty("id").GetString()!, new AgentClient(hub.Address, made.Json.GetProperty("key").GetString()));
    }

    private static async Task<(HttpStatusCode, string)> StatusAsync(AgentClient agent) => await agent.ReadAsync() is var reply ? (reply.Status, reply.Code) : default;
}
