using OAuthHub.Tests.Support;
using OAuthHub.Tests.Vault;

namespace OAuthHub.Tests.Credentials;

/// <summary>The hot path: a token that was read before is served from memory.</summary>
public sealed class WarmReadTests
{
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
}
