using OAuthHub.Core.Vault.Rows;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Tests.Vault.AzureKeyVault;

/// <summary>What every backend promises, in a Key Vault.</summary>
public sealed class AzureKeyVaultTests : PlacedVaultContract
{
    private protected override IVaultPlace MakePlace() => new KeyVaultPlace();
}

/// <summary>A Key Vault of its own, started when it is first asked for.</summary>
internal sealed class KeyVaultPlace : IVaultPlace
{
    private readonly Lazy<Task<KeyVaultFixture>> fixture = new(() => KeyVaultFixture.StartAsync());

    public async Task<IRecordStore> ConnectAsync(KeyRing keys) => await (await fixture.Value).ConnectAsync();

    public async ValueTask DisposeAsync()
    {
        if (fixture.IsValueCreated) await (await fixture.Value).DisposeAsync();
    }
}
