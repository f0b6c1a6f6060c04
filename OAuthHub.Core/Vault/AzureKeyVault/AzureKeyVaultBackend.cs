using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Vault.Rows;

namespace OAuthHub.Core.Vault.AzureKeyVault;

/// <summary>The vault in an Azure Key Vault: for small installations, and those whose rules want secrets there. docs/vaults.md says how much fits.</summary>
internal sealed class AzureKeyVaultBackend(KeyVaultClients clients, IServiceProvider services) : IVaultBackend
{
    public string Name => "AzureKeyVault";

    public async Task<IRecordStore> OpenAsync(IConfiguration settings, CancellationToken cancellationToken)
    {
        var options = AzureKeyVaultOptions.Read(settings);
        var secrets = new KeyVaultSecrets(clients, new Uri(options.Uri!), clients.Credential(options));
        await using (var trying = Store(secrets.Patient(), options)) await trying.TryPermissionsAsync(cancellationToken);
        return Store(secrets, options);
    }

    private AzureKeyVaultStore Store(KeyVaultSecrets secrets, AzureKeyVaultOptions options) =>
        new(secrets, options, services.GetRequiredService<ILeases>, services.GetRequiredService<IOpeningLeases>());
}
