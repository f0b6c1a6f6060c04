using Azure.Security.KeyVault.Secrets;
using OAuthHub.Core.Vault.AzureKeyVault;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Core.Vault.MasterKeys;

/// <summary>In a secret of an Azure Key Vault: <c>OAuthHub:MasterKeySecret</c>. The vault itself may lie anywhere, in PostgreSQL say.</summary>
internal sealed class KeyVaultMasterKeys(KeyVaultClients clients, KeyVaultSecretIdentifier secret, AzureKeyVaultOptions credential) : IMasterKeySource
{
    private readonly KeyVaultSecrets secrets = new KeyVaultSecrets(clients, secret.VaultUri, clients.Credential(credential)).Patient();

    public string Place => $"{secret.VaultUri}secrets/{secret.Name}";

    public bool CanWrite => true;

    /// <summary>The address of a secret without a version, so that new keys are found; null when it is something else.</summary>
    public static KeyVaultSecretIdentifier? Parse(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps && KeyVaultSecretIdentifier.TryCreate(uri, out var secret) && string.IsNullOrEmpty(secret.Version) ? secret : null;

    public async Task<KeyRing> LoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var found = await secrets.FindAsync(secret.Name, cancellationToken) ?? throw new HubStartException(
                $"There is no secret {Place} (OAuthHub:MasterKeySecret). If there is a vault already, recover the secret: a new key could not open what is stored. For a new hub, set it to the output of: openssl rand -base64 32. Nothing was changed.");
            return new KeyRing(MasterKeyText.Read(found.Value, $"The secret {Place}", "Put the right key back; nothing was changed."));
        }
        catch (VaultUnavailableException failure)
        {
            throw new HubStartException($"The master key cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>A new version of the secret. The ones before stay as they are: they open older backups.</summary>
    public async Task WriteAsync(IReadOnlyList<MasterKey> newestFirst, CancellationToken cancellationToken)
    {
        try
        {
            var before = await secrets.FindAsync(secret.Name, cancellationToken);
            await new KeyVaultWriter(secrets).WriteAsync(secret.Name, MasterKeyText.Write(newestFirst), properties =>
            {
                foreach (var (tag, value) in before?.Properties.Tags ?? new Dictionary<string, string>()) properties.Tags[tag] = value; // the operator's own
                KeyVaultDocuments.Mark(properties);
            }, () => true, cancellationToken);
        }
        catch (VaultUnavailableException failure)
        {
            throw new HubStartException($"The master key cannot be written: {failure.Message}", failure);
        }
    }
}
