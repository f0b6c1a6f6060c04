using System.Net;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Vault;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;
using OAuthHub.Tests.Vault;
using Microsoft.Extensions.DependencyInjection;

namespace OAuthHub.Tests.Credentials;

/// <summary>The answer that carries a token, and the answers that do not.</summary>
public sealed class CredentialTests
{
    [Fact]
    public async Task The_answer_has_the_members_of_the_contract_and_no_others()
    {
        await using var hub = await HubHost.StartAsync();
        var connection = await hub.ConnectAsync();
        var reply = (await hub.Agent.ReadAsync()).Ok();
        Assert.Equal(
            ["connection", "platform", "user", "account", "token_type", "access_token", "expires_at", "expires_in", "scope", "refresh_state"],
            reply.Json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(["id", "name"], reply.Json.GetProperty("account").EnumerateObject().Select(member => member.Name));
        Assert.Equal("ok", reply.Json.GetProperty("refresh_state").GetString());
        Assert.Equal(120, reply.Json.GetProperty("expires_in").GetInt32());
        Assert.Equal(connection.Tokens!.ExpiresAt, reply.Json.GetProperty("expires_at").GetDateTimeOffset());
        Assert.DoesNotContain(connection.Tokens.RefreshToken!.RevealSecret(), reply.Body, StringComparison.Ordinal);
        Assert.True(reply.Headers.CacheControl!.NoStore);
        Assert.Equal("no-cache", reply.Headers.Pragma.Single().Name);
        Assert.Equal("Authorization", reply.Headers.Vary.Single());
        Assert.Null(reply.Headers.ETag);
    }

    [Fact]
    public async Task The_key_may_also_come_in_its_own_header()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.ConnectAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/credentials/sandbox") { Headers = { { "X-API-Key", hub.Agent.Key } } };
        (await hub.Agent.SendAsync(request)).Ok();
    }

    [Fact]
    public async Task What_is_not_there_is_said_with_a_code_and_what_to_do()
    {
        await using var hub = await HubHost.StartAsync();
        Assert.Equal((HttpStatusCode.NotFound, "unknown_platform"), await Of(hub.Agent.ReadAsync("nope")));
        var none = await hub.Agent.ReadAsync();
        Assert.Equal((HttpStatusCode.NotFound, "not_connected", "/auth/sandbox/login"), (none.Status, none.Code, none.Json.GetProperty("connect_url").GetString()));
        await hub.ConnectAsync();
        Assert.Equal((HttpStatusCode.NotFound, "not_connected"), await Of(hub.Agent.ReadAsync("sandbox", "?account=grace")));
        foreach (var query in (string[])["?min_ttl=-1", "?min_ttl=x", "?min_ttl=86401", "?user=", "?user=a/b", "?user=" + new string('u', 129), "?account="])
            Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), await Of(hub.Agent.ReadAsync("sandbox", query)));
        Assert.Equal((HttpStatusCode.BadRequest, "duplicate_parameter"), await Of(hub.Agent.ReadAsync("sandbox", "?user=a&user=b")));
        foreach (var body in (object[])[new { rejected_token_sha256 = "abc" }, "text", new { user = 1 }])
            Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), await Of(hub.Agent.RefreshAsync("sandbox", body)));
    }

    [Fact]
    public async Task An_agent_that_needs_more_life_waits_for_a_new_token()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.ConnectAsync();
        hub.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(60, (await hub.Agent.ReadAsync("sandbox", "?min_ttl=30")).Ok().Json.GetProperty("expires_in").GetInt32());
        Assert.Equal(120, (await hub.Agent.ReadAsync("sandbox", "?min_ttl=90")).Ok().Json.GetProperty("expires_in").GetInt32());
        // More than any token of this platform has is not waited for again and again.
        Assert.Equal(120, (await hub.Agent.ReadAsync("sandbox", "?min_ttl=3600")).Ok().Json.GetProperty("expires_in").GetInt32());
        Assert.Equal(1, await hub.Sandbox.TotalAsync("refreshes"));
    }

    [Fact]
    public async Task The_list_shows_connections_and_no_token()
    {
        await using var hub = await HubHost.StartAsync();
        var connection = await hub.ConnectAsync();
        var reply = (await hub.Agent.SendAsync(HttpMethod.Get, "/credentials")).Ok();
        var item = Assert.Single(reply.Json.GetProperty("items").EnumerateArray());
        Assert.Equal((connection.Id, "active"), (item.GetProperty("connection").GetString(), item.GetProperty("state").GetString()));
        Assert.DoesNotContain("token", reply.Body, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_dead_grant_is_said_with_its_reason_and_the_way_out()
    {
        await using var hub = await HubHost.StartAsync();
        var connection = await hub.ConnectAsync();
        var grant = Assert.Single((await hub.Sandbox.LedgerAsync()).GetProperty("grants").EnumerateArray()).GetProperty("grant").GetString();
        using (await hub.Sandbox.Http.DeleteAsync($"grants/{grant}")) hub.Clock.Advance(TimeSpan.FromSeconds(119));
        var reply = await hub.Agent.ReadAsync();
        Assert.Equal((HttpStatusCode.Conflict, "needs_reconnect"), (reply.Status, reply.Code));
        Assert.Equal(ConnectionReason.GrantRevoked, reply.Json.GetProperty("reason").GetString());
        Assert.Equal($"/auth/sandbox/login?connection={connection.Id}", reply.Json.GetProperty("reconnect_url").GetString());
        Assert.Equal("success", (await hub.Browser.ConnectAsync("sandbox", $"?connection={connection.Id}"))["status"]);
        (await hub.Agent.ReadAsync()).Ok();
    }

    [Fact]
    public async Task A148_when_the_platform_is_down_a_live_token_is_served_and_a_dead_one_never()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.ConnectAsync();
        await hub.Sandbox.FaultAsync(new { kind = "status", status = 503, count = 100 });
        hub.Clock.Advance(TimeSpan.FromSeconds(115));
        var alive = (await hub.Agent.ReadAsync()).Ok();
        Assert.Equal("degraded", alive.Json.GetProperty("refresh_state").GetString());
        hub.Clock.Advance(TimeSpan.FromSeconds(5));
        var dead = await hub.Agent.ReadAsync();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "platform_unavailable"), (dead.Status, dead.Code));
        Assert.InRange(dead.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 3600);
        Assert.DoesNotContain(alive.AccessToken, dead.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A149_a_record_that_does_not_verify_is_set_aside_alone()
    {
        await using var hub = await HubHost.StartAsync();
        var damaged = await hub.ConnectAsync();
        VaultSurgery.FlipABit(hub.Folder);
        hub.Connections.Invalidate(damaged.Id);
        await hub.Sandbox.TurnAsync(new { auto_approve_account = "grace" });
        await hub.ConnectAsync();

        var reply = await hub.Agent.ReadAsync("sandbox", "?account=ada");
        Assert.Equal((HttpStatusCode.InternalServerError, "vault_integrity"), (reply.Status, reply.Code));
        Assert.Equal((ConnectionState.Quarantined, ConnectionReason.Integrity), (hub.Connections.Index.Find(damaged.Id)!.State, hub.Connections.Index.Find(damaged.Id)!.Reason));
        (await hub.Agent.ReadAsync("sandbox", "?account=grace")).Ok();
        var shown = (await hub.Browser.CallAsync(HttpMethod.Get, $"/api/connections/{damaged.Id}")).Ok().Json;
        Assert.Equal("quarantined", shown.GetProperty("state").GetString());
        Assert.NotEmpty(shown.GetProperty("reason_text").GetString()!);
        // Signing in again is the way out.
        await hub.Sandbox.TurnAsync(new { auto_approve_account = "ada" });
        Assert.Equal("success", (await hub.Browser.ConnectAsync("sandbox", $"?connection={damaged.Id}"))["status"]);
        (await hub.Agent.ReadAsync("sandbox", "?account=ada")).Ok();
    }

    [Fact]
    public async Task A_warm_read_touches_neither_vault_nor_cipher()
    {
        CountingVault? vault = null;
        await using var hub = await HubHost.StartAsync(new HubSetup { Services = services => CountingVault.Decorate(services, made => vault = made) });
        await hub.ConnectAsync();
        (await hub.Agent.ReadAsync()).Ok();
        var before = vault!.Calls;
        for (var read = 0; read < 100; read++) (await hub.Agent.ReadAsync()).Ok();
        Assert.Equal(before, vault.Calls);
        hub.Connections.Invalidate(hub.Connections.Index.All.Single().Id);
        (await hub.Agent.ReadAsync()).Ok();
        Assert.Equal(before + 1, vault.Calls);
    }

    private static async Task<(HttpStatusCode, string)> Of(Task<Reply> reply) => ((await reply).Status, (await reply).Code);
}
