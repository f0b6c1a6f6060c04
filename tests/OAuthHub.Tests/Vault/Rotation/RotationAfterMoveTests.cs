using OAuthHub.Core;
using OAuthHub.Core.Vault.Sealing;
using OAuthHub.Tests.Vault.Moving;

namespace OAuthHub.Tests.Vault.Rotation;

public sealed class RotationAfterMoveTests
{
    [Fact]
    public async Task The_key_is_not_rotated_by_who_needs_the_old_vault_to_find_the_new_one()
    {
        await using var vaults = new MovableVaults();
        await (await vaults.StartAsync()).WriteAsync("c1", 0, "secret");
        await (await vaults.StartAsync()).MoveAsync("Memory");
        var follower = await vaults.StartAsync(); // with the old setting

        var refusal = await Assert.ThrowsAsync<HubStartException>(() => follower.Rotation.ChooseAsync(MasterKey.Generate(), CancellationToken.None));

        Assert.Contains("OAuthHub:Vault:Backend to Memory", refusal.Message, StringComparison.Ordinal);
        Assert.NotNull(await (await vaults.StartAsync("Memory")).Rotation.ChooseAsync(null, CancellationToken.None));
    }
}
