using OAuthHub.Tests.Support;
using OAuthHub.Tests.Vault;

namespace OAuthHub.Tests.Auth;

/// <summary>A callback while the vault cannot be written: what cannot be kept is not fetched, and nothing is called connected that is not stored.</summary>
public sealed class CallbackVaultTests
{
    [Fact]
    public async Task A067_while_the_vault_cannot_be_written_the_code_is_not_spent()
    {
        var vault = new FaultyVault();
        await using var hub = await HubHost.StartAsync(new HubSetup { Services = vault.Use });
        var callback = await hub.ReadyAsync();
        var before = await Effects.TakeAsync(hub);
        vault.Writes = WriteFault.Before;
        await hub.Browser.RefusedAsync(callback, "vault_unavailable");
        Assert.Equal(before, await Effects.TakeAsync(hub));
        hub.NothingLogged(Browser.Query(callback)["code"], Browser.Query(callback)["state"]);
        vault.Heal();
        Assert.Equal("success", (await hub.Browser.FinishAsync(callback))["status"]);
        Assert.Equal(1, await hub.Sandbox.TotalAsync("token_requests"));
    }

    [Fact]
    public async Task A068_when_the_vault_fails_after_the_exchange_no_success_is_told_and_the_tokens_are_ended()
    {
        var (hub, end, revoked) = await FinishAsync(WriteFault.Before);
        await using var _ = hub;
        Assert.Equal(("error", "vault_unavailable", true), (end["status"], end["reason"], revoked));
        Assert.Equal("not_connected", (await hub.Agent.ReadAsync()).Code);
        Assert.DoesNotContain("con_", (await Effects.TakeAsync(hub)).Vault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A068_what_was_stored_although_the_vault_did_not_say_so_is_connected_and_its_tokens_live()
    {
        var (hub, end, revoked) = await FinishAsync(WriteFault.After);
        await using var _ = hub;
        Assert.Equal(("success", false), (end["status"], revoked));
        (await hub.Sandbox.GetAsync("api/me", (await hub.Agent.ReadAsync()).Ok().AccessToken)).Ok();
        Assert.Equal(end["connection"], Assert.Single(hub.Connections.Index.All).Id);
    }

    /// <summary>A callback whose tokens meet this fault when they are stored; the vault is well again afterwards.</summary>
    private static async Task<(HubHost Hub, Dictionary<string, string?> End, bool IsRevoked)> FinishAsync(WriteFault fault)
    {
        var vault = new FaultyVault { FailsUnexpectedly = true };
        var hub = await HubHost.StartAsync(new HubSetup { Services = vault.Use });
        var callback = await hub.ReadyAsync();
        vault.Writes = fault;
        var end = await hub.Browser.FinishAsync(callback);
        vault.Heal();
        Assert.Equal(1, await hub.Sandbox.TotalAsync("token_requests"));
        hub.NothingLogged(Browser.Query(callback)["code"], Browser.Query(callback)["state"]);
        await hub.AssertNoneLoggedAsync();
        return (hub, end, Assert.Single((await hub.Sandbox.LedgerAsync()).GetProperty("grants").EnumerateArray()).GetProperty("revoked").GetBoolean());
    }
}
