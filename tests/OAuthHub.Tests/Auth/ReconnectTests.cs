using System.Net;
using OAuthHub.Core.Connections;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Auth;

/// <summary>Connecting again: the same account, another one, and a connection that is gone meanwhile.</summary>
public sealed class ReconnectTests
{
    [Fact]
    public async Task Connecting_the_same_account_again_replaces_the_tokens_and_keeps_the_connection()
    {
        var (hub, old) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        foreach (var query in new[] { "", "?connection=" + old.Id })
        {
            var login = await Login.ApprovedAsync(hub, query: query);
            var effects = await LoginEffects.WatchAsync(hub, login);
            var end = await login.FinishAsync();
            end.Succeeded();
            Assert.Equal(old.Id, end["connection"]);
            await effects.S3Async();
            var connection = await hub.StoredAsync(Assert.Single(hub.Connections.Index.All).Id);
            Assert.Equal((old.Id, old.TokenGeneration + 1), (connection.Id, connection.TokenGeneration));
            Assert.NotEqual(old.GrantId, connection.GrantId);
            Assert.NotEqual(old.Tokens!.AccessToken, connection.Tokens!.AccessToken);
            Assert.NotEqual(old.Tokens.RefreshToken, connection.Tokens.RefreshToken);
            Assert.Equal("reconnected", connection.History[^1].Kind);
            Assert.Equal(connection.Tokens.AccessToken.RevealSecret(), (await hub.Agent.ReadAsync()).Ok().AccessToken);
            old = connection;
        }
    }

    [Fact]
    public async Task A_second_account_of_a_platform_is_a_second_connection_and_agents_must_say_which()
    {
        var (hub, first) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        await hub.Sandbox.TurnAsync(new { auto_approve_account = "grace" });
        var second = await hub.ConnectAsync();
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(first.Tokens!.AccessToken, (await hub.StoredAsync(first.Id)).Tokens!.AccessToken);

        var reply = await hub.Agent.ReadAsync();
        Assert.Equal((HttpStatusCode.Conflict, "ambiguous_account"), (reply.Status, reply.Code));
        Assert.Equal(["ada", "grace"], reply.Json.GetProperty("accounts").EnumerateArray().Select(account => account.GetProperty("id").GetString()).Order());
        Assert.Equal(second.Tokens!.AccessToken.RevealSecret(), (await hub.Agent.ReadAsync(query: "?account=grace")).Ok().AccessToken);
        Assert.Equal(first.Tokens.AccessToken.RevealSecret(), (await hub.Agent.ReadAsync(query: "?account=ada")).Ok().AccessToken);
    }

    [Fact]
    public async Task Many_logins_of_one_new_account_at_once_make_one_connection()
    {
        await using var hub = await HubHost.StartAsync();
        var logins = new List<Login>();
        for (var i = 0; i < 16; i++) logins.Add(await Login.ApprovedAsync(hub));
        var ends = await Task.WhenAll(logins.Select(login => Task.Run(() => login.FinishAsync())));
        Assert.All(ends, end => end.Succeeded());
        var connection = await hub.StoredAsync(Assert.Single(hub.Connections.Index.All).Id);
        Assert.All(ends, end => Assert.Equal(connection.Id, end["connection"]));
        Assert.Equal(16, connection.TokenGeneration);
    }

    [Fact]
    public async Task A069_another_account_on_reconnect_is_refused_and_its_tokens_are_revoked()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        await hub.Sandbox.TurnAsync(new { auto_approve_account = "grace" });
        var login = await Login.ApprovedAsync(hub, query: "?connection=" + connection.Id);
        var effects = await LoginEffects.WatchAsync(hub, login);
        (await login.FinishAsync()).RefusedWith("account_mismatch");
        await effects.S1Async(tokenRequests: 1, revocations: 1);
        var grants = (await hub.Sandbox.LedgerAsync()).GetProperty("grants").EnumerateArray().ToDictionary(grant => grant.GetProperty("account").GetString()!, grant => grant.GetProperty("revoked").GetBoolean());
        Assert.Equal(new Dictionary<string, bool> { ["ada"] = false, ["grace"] = true }, grants);
        (await hub.Sandbox.GetAsync("api/me", (await hub.Agent.ReadAsync()).Ok().AccessToken)).Ok();
    }

    [Fact]
    public async Task A070_a_connection_that_was_disconnected_meanwhile_stays_disconnected()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        var login = await Login.ApprovedAsync(hub, query: "?connection=" + connection.Id);
        (await hub.Browser.CallAsync(HttpMethod.Delete, "/api/connections/" + connection.Id)).Ok();
        var effects = await LoginEffects.WatchAsync(hub, login);
        (await login.FinishAsync()).RefusedWith("connection_deleted");
        await effects.S1Async(tokenRequests: 1, revocations: 1);
        Assert.Empty(hub.Connections.Index.All);
        Assert.All((await hub.Sandbox.LedgerAsync()).GetProperty("grants").EnumerateArray(), grant => Assert.True(grant.GetProperty("revoked").GetBoolean()));
        Assert.Equal("not_connected", (await hub.Agent.ReadAsync()).Code);
    }

    [Fact]
    public async Task A_disconnected_account_can_be_connected_anew_as_a_new_connection()
    {
        var (hub, old) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        (await hub.Browser.CallAsync(HttpMethod.Delete, "/api/connections/" + old.Id)).Ok();
        var connection = await hub.ConnectAsync();
        Assert.NotEqual(old.Id, connection.Id);
        Assert.Equal(ConnectionState.Revoked, (await hub.StoredAsync(old.Id)).State);
    }

    [Fact]
    public async Task The_return_address_is_honoured_with_the_end_appended()
    {
        await using var hub = await HubHost.StartAsync();
        var login = await Login.ApprovedAsync(hub, query: "?return_to=/dashboard/connections?tab=all");
        var reply = await hub.Browser.GetAsync(login.Callback.AbsoluteUri);
        var id = Assert.Single(hub.Connections.Index.All).Id;
        Assert.Equal($"/dashboard/connections?tab=all&status=success&platform=sandbox&connection={id}", reply.Headers.Location!.OriginalString);

        login = await Login.ApprovedAsync(hub, query: "?return_to=/dashboard/connections");
        reply = await hub.Browser.GetAsync(login.With(("code", null), ("error", "access_denied")).AbsoluteUri);
        Assert.Equal("/dashboard/connections?status=error&platform=sandbox&reason=access_denied", reply.Headers.Location!.OriginalString);
    }
}
