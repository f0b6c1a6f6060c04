using System.Net;
using System.Text.Json;
using OAuthHub.Core.Connecting;
using OAuthHub.Core.Connections;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Connections;

/// <summary>Disconnecting: access through the hub ends at once, the platform is told, a tombstone stays.</summary>
public sealed class DisconnectTests
{
    [Fact]
    public async Task A143_disconnecting_ends_the_grant_at_the_platform_once_and_leaves_a_tombstone_without_tokens()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        var reply = (await DisconnectAsync(hub, connection)).Ok();
        Assert.Equal("""{"state":"revoked","revoked_at_provider":true,"manual_url":null}""", reply.Body);
        await AssertGoneAsync(hub, connection);
        Assert.Equal(1, await hub.Sandbox.TotalAsync("revocations"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await hub.Sandbox.GetAsync("api/me", connection.Access())).Status);

        // The first time with 200 and what became of it (docs/api.md), not with a bare 204.
        var before = await Effects.TakeAsync(hub);
        var again = await DisconnectAsync(hub, connection);
        Assert.Equal(before, await Effects.TakeAsync(hub));
        Assert.Equal(1, await hub.Sandbox.TotalAsync("revocations"));
        Assert.Equal((HttpStatusCode.NotFound, "not_connected"), (again.Status, again.Code));
        await hub.AssertNoneLoggedAsync(connection.Access(), connection.Refresh());
    }

    [Fact]
    public async Task A146_at_a_platform_without_revocation_the_person_is_told_where_to_do_it()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync(SecondPlatform.Sandbox(("Revocation", ""), ("ManualRevocationUrl", "https://platform.example/apps")));
        await using var _ = hub;
        var reply = (await DisconnectAsync(hub, connection)).Ok();
        Assert.Equal("""{"state":"revoked","revoked_at_provider":false,"manual_url":"https://platform.example/apps"}""", reply.Body);
        await AssertGoneAsync(hub, connection);
        Assert.Equal(0, await hub.Sandbox.TotalAsync("revocations"));
        await hub.AssertNoneLoggedAsync(connection.Access(), connection.Refresh());
    }

    [Fact]
    public async Task A145_a_platform_that_cannot_be_told_now_is_told_later()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        await hub.Sandbox.FaultAsync(new { kind = "status", endpoint = "revoke", status = 503, retry_after = 60, count = 2 });
        var reply = await DisconnectAsync(hub, connection);
        Assert.Equal((HttpStatusCode.Accepted, """{"state":"revoking","revoked_at_provider":false,"manual_url":null}"""), (reply.Status, reply.Body));
        Assert.Equal("not_connected", (await hub.Agent.ReadAsync()).Code);
        Assert.Equal("not_connected", (await hub.Agent.RefreshAsync()).Code);
        Assert.Empty((await hub.Agent.SendAsync(HttpMethod.Get, "/credentials")).Ok().Json.GetProperty("items").EnumerateArray());
        Assert.Equal("revoking", Assert.Single((await hub.Browser.CallAsync(HttpMethod.Get, "/api/connections")).Ok().Json.GetProperty("items").EnumerateArray()).GetProperty("state").GetString());

        hub.Clock.Advance(TimeSpan.FromSeconds(59)); // the platform asked for a minute
        await RetryAsync(hub);
        Assert.Equal(1, await FaultsLeftAsync(hub));
        hub.Clock.Advance(TimeSpan.FromSeconds(2));
        await RetryAsync(hub);
        Assert.Equal((0, ConnectionState.Revoking), (await FaultsLeftAsync(hub), (await hub.StoredAsync(connection.Id)).State));
        hub.Clock.Advance(TimeSpan.FromSeconds(61));
        await RetryAsync(hub);
        await AssertGoneAsync(hub, connection);
        Assert.Equal(1, await hub.Sandbox.TotalAsync("revocations"));
        await hub.AssertNoneLoggedAsync(connection.Access(), connection.Refresh());
    }

    [Fact]
    public async Task A145_after_seven_days_it_is_revoked_without_the_platform()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        await hub.Sandbox.FaultAsync(new { kind = "status", endpoint = "revoke", status = 503, count = 1000 });
        Assert.Equal(HttpStatusCode.Accepted, (await DisconnectAsync(hub, connection)).Status);
        hub.Clock.Advance(Disconnecting.TellFor);
        await RetryAsync(hub);
        Assert.Equal(ConnectionState.Revoking, (await hub.StoredAsync(connection.Id)).State);
        hub.Clock.Advance(TimeSpan.FromHours(1));
        await RetryAsync(hub);
        await AssertGoneAsync(hub, connection);
        Assert.Contains("not told", (await hub.StoredAsync(connection.Id)).History[^1].Text, StringComparison.Ordinal);
        Assert.Equal(0, await hub.Sandbox.TotalAsync("revocations"));
    }

    [Theory]
    [InlineData("""{"token_type":"none","error":"internal_error"}""", "revoking")]
    [InlineData("""{"token_type":"none","error":"token_wilted"}""", "revoked")]
    [InlineData("""{"token_type":"Bearer"}""", "revoked")]
    [InlineData("""{"revoked":true}""", "revoked")]
    [InlineData("", "revoked")]
    public async Task A_platform_that_writes_its_failures_into_a_200_is_believed_when_it_says_that_nothing_was_ended(string body, string state)
    {
        await using var platform = WireServer.Always("200 OK\r\nContent-Type: application/json", body);
        var (hub, connection) = await HubHost.StartConnectedAsync(SecondPlatform.Sandbox(
            ("Token:Response:SuccessPath", "token_type"), ("Token:Response:SuccessEquals", "Bearer"), ("Revocation:Url", platform.Address + "/end"),
            ("Errors:Rules:0:Error", "token_wilted"), ("Errors:Rules:0:Means", "grant_gone")));
        await using var _ = hub;
        Assert.Equal(state, (await DisconnectAsync(hub, connection)).Json.GetProperty("state").GetString());
        Assert.Equal(1, platform.Connections);
    }

    [Theory]
    [InlineData("200 OK", "{}", "revoked")]
    [InlineData("200 OK", "", "revoked")]
    [InlineData("400 Bad Request", """{"error":"unsupported_token_type"}""", "revoked")]
    [InlineData("400 Bad Request", """{"error":"invalid_token"}""", "revoked")]
    [InlineData("202 Accepted", "", "revoking")] // no promise (RFC 7009 section 2.2)
    [InlineData("503 Busy", "", "revoking")]
    [InlineData("307 Elsewhere\r\nLocation: http://localhost:1/", "", "revoking")]
    [InlineData(null, "", "revoking")] // the connection ends without an answer
    public async Task A115_only_what_the_platform_promises_counts_as_ended(string? head, string body, string state)
    {
        await using var platform = head is null ? WireServer.Silent() : WireServer.Always(head + "\r\nContent-Type: application/json", body);
        var (hub, connection) = await HubHost.StartConnectedAsync(SecondPlatform.Sandbox(("Revocation:Url", platform.Address + "/end")));
        await using var _ = hub;
        Assert.Equal(state, (await DisconnectAsync(hub, connection)).Json.GetProperty("state").GetString());
        Assert.Equal(1, platform.Connections);
        Assert.Contains(connection.Refresh(), platform.Request, StringComparison.Ordinal); // the refresh token first: with it the grant is gone
        Assert.Equal("not_connected", (await hub.Agent.ReadAsync()).Code);
        await hub.AssertNoneLoggedAsync(connection.Access(), connection.Refresh());
    }

    [Fact]
    public async Task A115_a_platform_that_never_answers_is_told_again_later()
    {
        await using var platform = new WireServer((_, _, stopping) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopping));
        var (hub, connection) = await HubHost.StartConnectedAsync(SecondPlatform.Sandbox(("Revocation:Url", platform.Address + "/end")));
        await using var _ = hub;
        var reply = DisconnectAsync(hub, connection);
        await ConnectionSteps.UntilAsync(() => Task.FromResult(platform.Request is not null), "the platform was told");
        hub.Clock.Advance(TimeSpan.FromSeconds(21));
        Assert.Equal("revoking", (await reply.WaitAsync(HubHost.Deadline)).Json.GetProperty("state").GetString());
        Assert.Equal(ConnectionState.Revoking, (await hub.StoredAsync(connection.Id)).State);
    }

    [Fact]
    public async Task The_same_account_can_be_connected_anew_while_the_old_connection_is_being_ended()
    {
        var (hub, old) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        await hub.Sandbox.FaultAsync(new { kind = "status", endpoint = "revoke", status = 503 });
        await DisconnectAsync(hub, old);
        var again = await hub.ConnectAsync();
        Assert.NotEqual(old.Id, again.Id);
        hub.Clock.Advance(TimeSpan.FromHours(1));
        await RetryAsync(hub);
        Assert.Equal(ConnectionState.Revoked, (await hub.StoredAsync(old.Id)).State);
        Assert.Equal(again.Id, (await hub.Agent.ReadAsync()).Ok().Json.GetProperty("connection").GetString());
    }

    private static Task<Reply> DisconnectAsync(HubHost hub, Connection connection) => hub.Browser.CallAsync(HttpMethod.Delete, "/api/connections/" + connection.Id);

    private static Task RetryAsync(HubHost hub) => hub.Get<Disconnecting>().RetryAsync(CancellationToken.None);

    private static async Task<int> FaultsLeftAsync(HubHost hub)
    {
        var faults = (await hub.Sandbox.GetAsync("faults")).Json.GetProperty("faults");
        return faults.EnumerateArray().Sum(fault => fault.GetProperty("count").GetInt32());
    }

    private static async Task AssertGoneAsync(HubHost hub, Connection connection)
    {
        var tombstone = await hub.StoredAsync(connection.Id);
        Assert.Equal((ConnectionState.Revoked, (TokenPair?)null), (tombstone.State, tombstone.Tokens));
        Assert.Empty((await hub.Browser.CallAsync(HttpMethod.Get, "/api/connections")).Ok().Json.GetProperty("items").EnumerateArray());
        Assert.Equal("not_connected", (await hub.Browser.CallAsync(HttpMethod.Get, "/api/connections/" + connection.Id)).Code);
        Assert.Equal("not_connected", (await hub.Agent.ReadAsync()).Code);
        Assert.Equal(0, (await hub.Connections.ReadJournalAsync(connection.Id, CancellationToken.None))?.Answer.Length ?? 0); // no token in the journal either
    }
}
