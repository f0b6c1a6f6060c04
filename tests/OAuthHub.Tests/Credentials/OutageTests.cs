using System.Net;
using Microsoft.Data.Sqlite;
using OAuthHub.Core;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Connecting;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Credentials;

/// <summary>A platform that is away, a user who leaves in the middle, a record that does not verify .</summary>
public sealed class OutageTests
{
    [Theory]
    [InlineData("""{"kind":"status","status":503}""")]
    [InlineData("""{"kind":"cut_before_commit"}""")]
    [InlineData("""{"kind":"rate_limited"}""")]
    public async Task A148_a_dead_token_is_never_served_while_the_platform_is_away(string fault)
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        using (var content = new StringContent(fault, System.Text.Encoding.UTF8, "application/json")) (await hub.Sandbox.Http.PostAsync("faults", content)).Dispose();
        hub.Clock.Advance(TimeSpan.FromSeconds(120)); // to the very second
        foreach (var reply in new[] { await hub.Agent.ReadAsync(), await hub.Agent.ReadAsync(query: "?min_ttl=0"), await hub.Agent.RefreshAsync() })
        {
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "platform_unavailable"), (reply.Status, reply.Code));
            Assert.InRange(reply.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 900);
            Assert.DoesNotContain(connection.Access(), reply.Body, StringComparison.Ordinal);
        }
        Assert.Equal(2, await hub.Sandbox.TotalAsync("token_requests"));
        var stored = await hub.StoredAsync(connection.Id);
        Assert.Equal((ConnectionState.Degraded, connection.Refresh(), 1), (stored.State, stored.Refresh(), stored.TokenGeneration));
        await hub.AssertNoneLoggedAsync();
    }

    [Fact]
    public async Task A148_a_platform_that_cannot_be_reached_for_a_day_costs_no_grant()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync(SecondPlatform.Sandbox(("Refresh:Url", $"http://127.0.0.1:{FreePort.Find()}/token"))); // nobody listens there
        await using var _ = hub;
        for (var hour = 0; hour < 24; hour++)
        {
            hub.Clock.Advance(TimeSpan.FromHours(1));
            var reply = await hub.Agent.ReadAsync();
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "platform_unavailable"), (reply.Status, reply.Code));
            Assert.NotNull(reply.Headers.RetryAfter);
        }
        var stored = await hub.StoredAsync(connection.Id);
        Assert.Equal((ConnectionState.Degraded, connection.Refresh()), (stored.State, stored.Refresh()));
        Assert.Null(stored.Intent);
        Assert.InRange(stored.History.Count, 1, Connection.HistoryLimit);
    }

    [Fact]
    public async Task A149_a_row_that_does_not_verify_is_set_aside_and_the_others_are_not()
    {
        var (hub, damaged) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        var healthy = await hub.ConnectAccountAsync("grace");
        FlipAByte(hub, await RowOfAsync(hub, damaged));
        hub.Connections.Invalidate(damaged.Id); // as if it had fallen out of memory

        foreach (var reply in new[] { await hub.Agent.ReadAsync(query: "?account=" + damaged.Account.Id), await hub.Agent.ReadAsync(query: "?account=" + damaged.Account.Id), await hub.Agent.RefreshAsync(body: new { account = damaged.Account.Id }) })
        {
            Assert.Equal((HttpStatusCode.InternalServerError, "vault_integrity"), (reply.Status, reply.Code));
            Assert.DoesNotContain(damaged.Access(), reply.Body, StringComparison.Ordinal);
        }
        await AssertSetAsideAsync(hub, damaged, healthy);
        await hub.AssertNoneLoggedAsync(damaged.Access(), damaged.Refresh());
    }

    [Fact]
    public async Task A149_a_refresh_finds_a_damaged_row_too_and_nothing_is_served_from_memory_afterwards()
    {
        var (hub, damaged) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        var healthy = await hub.ConnectAccountAsync("grace");
        FlipAByte(hub, await RowOfAsync(hub, damaged));
        foreach (var reply in new[] { await hub.Agent.RefreshAsync(body: new { account = damaged.Account.Id }), await hub.Agent.ReadAsync(query: "?account=" + damaged.Account.Id) })
            Assert.Equal((HttpStatusCode.InternalServerError, "vault_integrity"), (reply.Status, reply.Code));
        await AssertSetAsideAsync(hub, damaged, healthy);
        await hub.AssertNoneLoggedAsync(damaged.Access(), damaged.Refresh());
    }

    [Fact]
    public async Task A144_tokens_that_arrive_after_the_user_left_are_revoked_and_never_served()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        await hub.Sandbox.FaultAsync(new { kind = "delay", seconds = 5, after_commit = true });
        var refresh = hub.Agent.RefreshAsync();
        await UntilCommittedAsync(hub);

        var delete = await hub.Browser.CallAsync(HttpMethod.Delete, "/api/connections/" + connection.Id);
        Assert.Equal((HttpStatusCode.Accepted, "revoking"), (delete.Status, delete.Json.GetProperty("state").GetString()));
        Assert.Equal("not_connected", (await hub.Agent.ReadAsync()).Code);
        Assert.Equal(0, await hub.Sandbox.TotalAsync("revocations"));
        hub.Clock.Advance(TimeSpan.FromSeconds(5));
        var late = await refresh;
        Assert.Equal((HttpStatusCode.NotFound, "not_connected"), (late.Status, late.Code));
        var revoking = await hub.StoredAsync(connection.Id);
        Assert.Equal(ConnectionState.Revoking, revoking.State);
        Assert.NotEqual(connection.Refresh(), revoking.Refresh()); // the late ones: they are what must be revoked
        Assert.Equal("not_connected", (await hub.Agent.ReadAsync()).Code);

        await hub.Get<Disconnecting>().RetryAsync(CancellationToken.None);
        await AssertEndedAsync(hub, connection);
        await hub.AssertNoneLoggedAsync(connection.Access(), connection.Refresh(), revoking.Access(), revoking.Refresh());
    }

    [Fact]
    public async Task A144_at_a_platform_without_rotation_the_late_token_is_revoked_too()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync(SecondPlatform.Sandbox(("Refresh:Rotation", "static")));
        await using var _ = hub;
        await hub.Sandbox.TurnAsync(new { rotate_refresh_tokens = false });
        await hub.Sandbox.FaultAsync(new { kind = "delay", seconds = 5, after_commit = true });
        var refresh = hub.Agent.RefreshAsync();
        await UntilCommittedAsync(hub);
        var delete = await hub.Browser.CallAsync(HttpMethod.Delete, "/api/connections/" + connection.Id);
        Assert.Equal("revoked", delete.Ok().Json.GetProperty("state").GetString());
        hub.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("not_connected", (await refresh).Code);
        await AssertEndedAsync(hub, connection);
    }

    private static Task UntilCommittedAsync(HubHost hub) => ConnectionSteps.UntilAsync(
        async () => (await hub.Sandbox.LedgerAsync()).GetProperty("requests").EnumerateArray().Any(request => request.GetProperty("grant_type").GetString() == "refresh_token" && request.GetProperty("committed").GetBoolean()),
        "the platform had exchanged the token");

    private static async Task AssertEndedAsync(HubHost hub, Connection connection)
    {
        var revoked = await hub.StoredAsync(connection.Id);
        Assert.Equal((ConnectionState.Revoked, (TokenPair?)null), (revoked.State, revoked.Tokens));
        var grant = Assert.Single((await hub.Sandbox.LedgerAsync()).GetProperty("grants").EnumerateArray());
        Assert.Equal((true, "revoked_by_client", 0), (grant.GetProperty("revoked").GetBoolean(), grant.GetProperty("revoked_reason").GetString(), grant.GetProperty("live_access_token_sha256s").GetArrayLength()));
        Assert.Equal(0, grant.GetProperty("reuses").GetInt64());
        Assert.Equal("not_connected", (await hub.Agent.ReadAsync()).Code);
        Assert.Equal("not_connected", (await hub.Agent.RefreshAsync()).Code);
    }

    private static async Task AssertSetAsideAsync(HubHost hub, Connection damaged, Connection healthy)
    {
        var shown = (await hub.Browser.CallAsync(HttpMethod.Get, "/api/connections/" + damaged.Id)).Ok().Json;
        Assert.Equal(("quarantined", ConnectionReason.Integrity), (shown.GetProperty("state").GetString(), shown.GetProperty("reason").GetString()));
        Assert.Equal(healthy.Access(), (await hub.Agent.ReadAsync(query: "?account=" + healthy.Account.Id)).Ok().AccessToken);
        Assert.NotEqual(healthy.Access(), (await hub.Agent.RefreshAsync(body: new { account = healthy.Account.Id })).Ok().AccessToken);
        Assert.Equal(3, await hub.Sandbox.TotalAsync("token_requests"));
    }

    /// <summary>The row that changes when this connection is written: the file itself tells nobody whose row is whose.</summary>
    private static async Task<long> RowOfAsync(HubHost hub, Connection connection)
    {
        var before = Rows(hub);
        var stored = (await hub.Connections.ReadAsync(connection.Id, CancellationToken.None))!;
        await hub.Connections.SaveAsync(stored.Connection with { Label = "changed" }, stored.Generation, null, CancellationToken.None);
        return Assert.Single(Rows(hub).Except(before)).Row;
    }

    private static List<(long Row, long Generation)> Rows(HubHost hub)
    {
        using var file = Open(hub);
        using var command = file.CreateCommand();
        command.CommandText = "SELECT rowid, generation FROM record";
        using var reader = command.ExecuteReader();
        var rows = new List<(long, long)>();
        while (reader.Read()) rows.Add((reader.GetInt64(0), reader.GetInt64(1)));
        return rows;
    }

    private static void FlipAByte(HubHost hub, long row)
    {
        using var file = Open(hub);
        using var command = file.CreateCommand();
        command.CommandText = "SELECT sealed FROM record WHERE rowid = $row";
        command.Parameters.AddWithValue("$row", row);
        var bytes = (byte[])command.ExecuteScalar()!;
        bytes[bytes.Length / 2] ^= 1;
        command.CommandText = "UPDATE record SET sealed = $bytes WHERE rowid = $row";
        command.Parameters.AddWithValue("$bytes", bytes);
        Assert.Equal(1, command.ExecuteNonQuery());
    }

    private static SqliteConnection Open(HubHost hub)
    {
        var file = new SqliteConnection($"Data Source={hub.Get<HubPaths>().VaultFile};Pooling=False;Default Timeout=10");
        file.Open();
        return file;
    }
}
