using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Core.Vault.MasterKeys;

/// <summary>In configuration, as <c>OAuthHub__MasterKey</c> in the environment.</summary>
internal sealed class ConfiguredMasterKeys(string? text) : IMasterKeySource
{
    public string Place => "OAuthHub:MasterKey";

    public bool CanWrite => false;

    public Task<KeyRing> LoadAsync(CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw new HubStartException($"OAuthHub:MasterKey is not set. Outside Development the hub does not make its own. {MasterKeyText.HowToMake}, keep a copy where the vault is not, and set OAuthHub__MasterKey (or keep it in a file or an Azure Key Vault: OAuthHub:MasterKeySource).");
        return Task.FromResult(new KeyRing(MasterKeyText.Read(text, Place, MasterKeyText.HowToMake)));
    }

    public Task WriteAsync(IReadOnlyList<MasterKey> newestFirst, CancellationToken cancellationToken) =>
        throw new HubStartException("OAuthHub:MasterKey is configuration, which the hub cannot write. Set the new keys there yourself, newest first.");
}
