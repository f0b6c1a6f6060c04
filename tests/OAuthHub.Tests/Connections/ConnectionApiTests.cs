using System.Net;
using System.Text.Json;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Connections;

/// <summary><c>/api/connections</c> as docs/api.md has it: what is shown, what may be done, and by whom.</summary>
public sealed class ConnectionApiTests
{
    private static readonly string[] Members =
    [
        "id", "platform", "platform_name", "account", "label", "is_default", "last_used", "state", "reason", "reason_text", "scopes", "missing_scopes", "connected_at", "issued_at", "expires_at",
        "last_refreshed_at", "next_refresh_at", "refresh_expires_at", "grant_ends_at", "can_refresh", "token_generation", "reconnect_url", "history", "agents",
    ];

    [Fact]
    public async Task The_list_and_the_detail_show_everything_but_the_tokens()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        await hub.Agent.RefreshAsync();
        var stored = await hub.StoredAsync(connection.Id);
        var list = (await hub.Browser.CallAsync(HttpMethod.Get, "/api/connections")).Ok();
        var detail = (await hub.Browser.CallAsync(HttpMethod.Get, "/api/connections/" + connection.Id)).Ok();
        var listed = Assert.Single(list.Json.GetProperty("items").EnumerateArray());
        foreach (var json in new[] { listed, detail.Json })
        {
            Assert.Equal(Members, json.EnumerateObject().Select(member => member.Name));
            Assert.Equal((connection.Id, "sandbox", "Sandbox", "active"), (Text(json, "id"), Text(json, "platform"), Text(json, "platform_name"), Text(json, "state")));
            Assert.Equal(["id", "name", "avatar_url"], json.GetProperty("account").EnumerateObject().Select(member => member.Name));
            Assert.Equal((2, true), (json.GetProperty("token_generation").GetInt64(), json.GetProperty("can_refresh").GetBoolean()));
            Assert.Equal(stored.Tokens!.ExpiresAt, json.GetProperty("expires_at").GetDateTimeOffset());
            Assert.Equal(stored.DueAt, json.GetProperty("next_refresh_at").GetDateTimeOffset());
            Assert.StartsWith("/auth/sandbox/login?connection=" + connection.Id, Text(json, "reconnect_url"), StringComparison.Ordinal);
        }
        Assert.Equal(JsonValueKind.Null, listed.GetProperty("history").ValueKind);
        Assert.Equal(["refreshed", "connected"], detail.Json.GetProperty("history").EnumerateArray().Select(line => Text(line, "kind"))); // the newest first
        foreach (var secret in new[] { connection.Access(), connection.Refresh(), stored.Access(), stored.Refresh() })
            Assert.DoesNotContain(secret, list.Body + detail.Body, StringComparison.Ordinal);
        await hub.AssertNoneLoggedAsync(connection.Access(), connection.Refresh());
    }

    [Fact]
    public async Task A142_another_persons_connection_does_not_exist()
    {
        var (hub, mine) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        var bobs = await hub.SaveForAsync("bob", mine, "con_of_bob");
        var before = await hub.VaultGenerationAsync(bobs.Id);
        Assert.Equal(mine.Id, Text(Assert.Single((await hub.Browser.CallAsync(HttpMethod.Get, "/api/connections")).Ok().Json.GetProperty("items").EnumerateArray()), "id"));
        foreach (var (method, path) in Routes)
        {
            var foreign = await hub.Browser.CallAsync(method, string.Format(null, path, bobs.Id));
            var missing = await hub.Browser.CallAsync(method, string.Format(null, path, "con_of_nobody"));
            Assert.Equal((HttpStatusCode.NotFound, "not_connected", missing.Body), (foreign.Status, foreign.Code, foreign.Body));
        }
        Assert.Equal(before, await hub.VaultGenerationAsync(bobs.Id));
        Assert.Equal((1, 0), (await hub.Sandbox.TotalAsync("token_requests"), await hub.Sandbox.TotalAsync("revocations")));
        await hub.AssertNoneLoggedAsync(bobs.Access(), bobs.Refresh());
    }

    [Fact]
    public async Task Without_a_session_nothing_is_shown_and_nothing_is_done()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        using var stranger = hub.NewBrowser();
        foreach (var (method, path) in Routes.Append((HttpMethod.Get, "/api/connections")))
        {
            var reply = await stranger.CallAsync(method, string.Format(null, path, connection.Id));
            Assert.Equal((HttpStatusCode.Unauthorized, "not_signed_in"), (reply.Status, reply.Code));
        }
        Assert.Equal(ConnectionState.Active, (await hub.StoredAsync(connection.Id)).State);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(null, "same-origin")]
    [InlineData("0", "same-origin")]
    [InlineData("1", "cross-site")]
    [InlineData("1", "same-site")]
    [InlineData("1", "none")]
    public async Task A_change_must_come_from_the_hubs_own_page(string? header, string? site)
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        var before = await hub.VaultGenerationAsync(connection.Id);
        foreach (var (method, path) in Routes.Where(route => route.Method != HttpMethod.Get))
        {
            using var request = new HttpRequestMessage(method, string.Format(null, path, connection.Id));
            if (header is not null) request.Headers.Add("X-OAuthHub", header);
            if (site is not null) request.Headers.Add("Sec-Fetch-Site", site);
            var reply = await hub.Browser.SendAsync(request);
            Assert.Equal((HttpStatusCode.Forbidden, "antiforgery"), (reply.Status, reply.Code));
        }
        Assert.Equal(before, await hub.VaultGenerationAsync(connection.Id));
        Assert.Equal((1, 0), (await hub.Sandbox.TotalAsync("token_requests"), await hub.Sandbox.TotalAsync("revocations")));
    }

    [Fact]
    public async Task A_refresh_says_how_it_ended()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        var path = $"/api/connections/{connection.Id}/refresh";
        var refreshed = (await hub.Browser.CallAsync(HttpMethod.Post, path)).Ok();
        Assert.Equal(["outcome", "message", "retry_after", "connection"], refreshed.Json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("refreshed", 2), (Text(refreshed.Json, "outcome"), refreshed.Json.GetProperty("connection").GetProperty("token_generation").GetInt64()));
        Assert.Equal("fresh", Text((await hub.Browser.CallAsync(HttpMethod.Post, path)).Ok().Json, "outcome"));

        hub.Clock.Advance(TimeSpan.FromSeconds(31));
        await hub.Sandbox.FaultAsync(new { kind = "rate_limited", retry_after = 40 });
        var later = (await hub.Browser.CallAsync(HttpMethod.Post, path)).Ok().Json;
        Assert.Equal(("try_later", 40, "degraded"), (Text(later, "outcome"), later.GetProperty("retry_after").GetInt64(), Text(later.GetProperty("connection"), "state")));

        hub.Clock.Advance(TimeSpan.FromSeconds(41));
        await hub.Sandbox.FaultAsync(new { kind = "error", error = "invalid_grant" });
        var dead = (await hub.Browser.CallAsync(HttpMethod.Post, path)).Ok().Json;
        Assert.Equal(("needs_reconnect", "grant_revoked"), (Text(dead, "outcome"), Text(dead.GetProperty("connection"), "reason")));
        Assert.Contains("Reconnect", Text(dead, "message"), StringComparison.Ordinal);
        await hub.AssertNoneLoggedAsync(connection.Access(), connection.Refresh());
    }

    [Fact]
    public async Task A_quarantined_connection_is_not_served_until_the_operator_releases_it()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        var path = $"/api/connections/{connection.Id}";
        Assert.Equal("not_quarantined", (await hub.Browser.CallAsync(HttpMethod.Post, path + "/release")).Code);
        var stored = (await hub.Connections.ReadAsync(connection.Id, CancellationToken.None))!;
        await hub.Connections.SaveAsync(RefreshTransition.Doubt(stored.Connection, ConnectionReason.Restored, HubHost.Start), stored.Generation, "state", CancellationToken.None);

        var refused = await hub.Agent.ReadAsync();
        Assert.Equal((HttpStatusCode.Conflict, "quarantined", "restored"), (refused.Status, refused.Code, Text(refused.Json, "reason")));
        Assert.Equal("quarantined", Text((await hub.Browser.CallAsync(HttpMethod.Post, path + "/refresh")).Ok().Json, "outcome"));
        Assert.Equal(1, await hub.Sandbox.TotalAsync("token_requests"));

        var released = (await hub.Browser.CallAsync(HttpMethod.Post, path + "/release")).Ok().Json;
        Assert.Equal(("degraded", "released"), (Text(released, "state"), Text(released.GetProperty("history")[0], "kind")));
        Assert.Equal("refreshed", Text((await hub.Browser.CallAsync(HttpMethod.Post, path + "/refresh")).Ok().Json, "outcome"));
        Assert.Equal(ConnectionState.Active, (await hub.StoredAsync(connection.Id)).State);
        (await hub.Agent.ReadAsync()).Ok();
    }

    private static IEnumerable<(HttpMethod Method, string Path)> Routes =>
    [
        (HttpMethod.Get, "/api/connections/{0}"), (HttpMethod.Post, "/api/connections/{0}/refresh"), (HttpMethod.Post, "/api/connections/{0}/release"), (HttpMethod.Patch, "/api/connections/{0}"), (HttpMethod.Delete, "/api/connections/{0}"),
    ];

    private static string? Text(JsonElement json, string member) => json.GetProperty(member).GetString();
}
