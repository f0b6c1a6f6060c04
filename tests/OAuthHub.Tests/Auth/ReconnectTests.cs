using OAuthHub.Core.Connections;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Auth;

/// <summary>A connection that is gone meanwhile, and tokens that must not be stored.</summary>
public sealed class ReconnectTests
{
    [Fact]
    public async Task A070_a_connection_that_was_disconnected_meanwhile_stays_disconnected()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        var callback = await hub.ReadyAsync("?connection=" + connection.Id);
        (await hub.Browser.CallAsync(HttpMethod.Delete, "/api/connections/" + connection.Id)).Ok();
        var before = await Effects.TakeAsync(hub);
        await hub.Browser.RefusedAsync(callback, "connection_deleted");
        Assert.Equal(before.WithOneFlowLess with { TokenRequests = before.TokenRequests + 1 }, await Effects.TakeAsync(hub));
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

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task Refused_tokens_are_not_revoked_where_that_would_end_the_accounts_other_connection(bool cascades, bool isRevoked)
    {
        await using var hub = await HubHost.StartAsync(new HubSetup { Settings = { ["OAuthHub:Platforms:sandbox:Revocation:Cascades"] = cascades.ToString() } });
        var ada = await hub.ConnectAsync();
        await hub.Sandbox.TurnAsync(new { auto_approve_account = "grace" });
        var grace = await hub.ConnectAsync();
        await hub.Browser.RefusedAsync(await hub.ReadyAsync("?connection=" + ada.Id), "account_mismatch");
        Assert.Equal(isRevoked ? 1 : 0, await hub.Sandbox.TotalAsync("revocations"));
        await hub.KeptTokensAsync(ada);
        await hub.KeptTokensAsync(grace);
    }

    [Fact]
    public async Task A096_tokens_of_a_kind_that_the_hub_cannot_use_are_refused_and_revoked()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Sandbox.FaultAsync(new { kind = "token_type", value = "mac" });
        await hub.Browser.RefusedAsync(await hub.ReadyAsync(), "platform_bad_response");
        Assert.Empty(hub.Connections.Index.All);
        Assert.Equal(1, await hub.Sandbox.TotalAsync("revocations"));
    }
}
