using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OAuthHub.Core.Vault.EncryptedFile;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Core.Vault;

public static class VaultServiceCollectionExtensions
{
    public static IServiceCollection AddVault(this IServiceCollection services)
    {
        services.AddSingleton<MasterKeyLoader>();
        services.AddSingleton<KeyRing>(provider =>
            provider.GetRequiredService<MasterKeyLoader>().Load(provider.GetRequiredService<IOptions<HubOptions>>().Value.MasterKey));
        services.AddSingleton<IVault, EncryptedFileVault>();
        services.AddSingleton<LocalJournal.AnswerJournal>();
        return services;
    }
}
