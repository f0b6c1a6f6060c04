using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OAuthHub.Core.Vault.PostgreSql;
using OAuthHub.Core.Vault.Rows;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Core.Vault;

public static class VaultServiceCollectionExtensions
{
    public static IServiceCollection AddVault(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<VaultOptions>().Bind(configuration.GetSection(VaultOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<VaultOptions>, VaultOptionsValidator>();
        services.AddSingleton<MasterKeyLoader>();
        services.AddSingleton<KeyRing>(provider =>
            provider.GetRequiredService<MasterKeyLoader>().Load(provider.GetRequiredService<IOptions<HubOptions>>().Value.MasterKey));
        services.AddSingleton<IVaultBackend, PostgreSqlBackend>();
        services.AddSingleton<VaultOpener>();
        services.AddSingleton<OpenedVault>(provider =>
        {
            var backend = provider.GetRequiredService<IOptions<VaultOptions>>().Value.Backend;
            // What is built on the vault needs its deployment id, so it is opened before anything else, and once.
            return Task.Run(() => provider.GetRequiredService<VaultOpener>().OpenAsync(backend, configuration.GetSection($"{VaultOptions.Section}:{backend}"), CancellationToken.None)).GetAwaiter().GetResult();
        });
        services.AddSingleton<IVault>(provider => provider.GetRequiredService<OpenedVault>().Vault);
        services.AddSingleton<VaultOutage>();
        services.AddSingleton<LocalJournal.AnswerJournal>();
        return services;
    }
}
