using OAuthHub.Core.Vault;

namespace OAuthHub.Tests.Vault.AzureKeyVault;

/// <summary>What every backend promises, in a Key Vault.</summary>
public sealed class AzureKeyVaultTests : VaultContract, IAsyncLifetime
{
    private KeyVaultFixture fixture = null!;
    private IVault vault = null!;

    private protected override IVault Vault => vault;

    public async Task InitializeAsync()
    {
        fixture = await KeyVaultFixture.StartAsync();
        vault = (await fixture.OpenAsync()).Vault;
    }

    public async Task DisposeAsync() => await fixture.DisposeAsync();
}
