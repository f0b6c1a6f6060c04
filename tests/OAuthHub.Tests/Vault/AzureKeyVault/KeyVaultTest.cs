namespace OAuthHub.Tests.Vault.AzureKeyVault;

/// <summary>A Key Vault of each test's own.</summary>
public abstract class KeyVaultTest : IAsyncLifetime
{
    private protected KeyVaultFixture Fixture { get; private set; } = null!;

    private protected FakeKeyVault Server => Fixture.Server;

    private protected virtual TimeProvider? Time => null;

    public async Task InitializeAsync() => Fixture = await KeyVaultFixture.StartAsync(Time);

    public async Task DisposeAsync() => await Fixture.DisposeAsync();
}
