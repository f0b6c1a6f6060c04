namespace OAuthHub.Tests.Vault;

public sealed class FaultyEncryptedFileTests : FaultyVaultContract
{
    private protected override IVaultPlace MakePlace() => new FilePlace();
}
