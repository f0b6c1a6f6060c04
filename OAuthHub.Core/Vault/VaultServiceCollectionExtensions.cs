using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OAuthHub.Core.Vault.AzureKeyVault;
using OAuthHub.Core.Vault.Backup;
using OAuthHub.Core.Vault.Checking;
using OAuthHub.Core.Vault.Live;
using OAuthHub.Core.Vault.MasterKeys;
using OAuthHub.Core.Vault.Moving;
using OAuthHub.Core.Vault.PostgreSql;
using OAuthHub.Core.Vault.Rotation;
using OAuthHub.Core.Vault.Rows;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Core.Vault;

public static class VaultServiceCollectionExtensions
{
    public static IServiceCollection AddVault(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<VaultOptions>().Bind(configuration.GetSection(VaultOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<VaultOptions>, VaultOptionsValidator>();
        services.AddSingleton<IMasterKeySource>(provider => MasterKeySources.Make(provider, provider.GetRequiredService<IOptions<HubOptions>>().Value, configuration));
        services.AddSingleton<KeyRing>(provider => Task.Run(() => provider.GetRequiredService<IMasterKeySource>().LoadAsync(CancellationToken.None)).GetAwaiter().GetResult());
        services.AddSingleton<IVaultBackend, PostgreSqlBackend>();
        services.AddSingleton<IVaultBackend, HashiCorpVault.HashiCorpVaultBackend>();
        services.AddSingleton<IVaultBackend, AzureKeyVaultBackend>().AddSingleton(new KeyVaultClients());
        services.AddSingleton<VaultOpener>();
        services.AddSingleton<LiveVault>(provider => Task.Run(() => OpenAsync(provider, configuration)).GetAwaiter().GetResult());
        services.AddSingleton<IVault>(provider => provider.GetRequiredService<LiveVault>());
        services.AddSingleton(provider => new VaultSignals(provider.GetRequiredService<LiveVault>()));
        services.AddSingleton(provider => new VaultCheck(provider.GetRequiredService<LiveVault>()));
        services.AddSingleton(provider => new VaultBackup(provider.GetRequiredService<LiveVault>(), provider.GetRequiredService<KeyRing>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new VaultRestore(
            provider.GetRequiredService<VaultOpener>(), provider.GetRequiredService<KeyRing>(), provider.GetRequiredService<LocalJournal.RunningHubs>(),
            provider.GetRequiredService<IOptions<VaultOptions>>(), configuration, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new VaultMove(provider.GetRequiredService<LiveVault>(), provider.GetRequiredService<VaultOpener>(), provider.GetRequiredService<KeyRing>()));
        services.AddSingleton(provider => new KeyRotation(
            provider.GetRequiredService<LiveVault>(), provider.GetRequiredService<KeyRing>(), provider.GetRequiredService<IMasterKeySource>(), provider.GetRequiredService<LocalJournal.AnswerJournal>()));
        services.AddSingleton<VaultOutage>();
        services.AddSingleton<LocalJournal.AnswerJournal>().AddSingleton<LocalJournal.RunningHubs>();
        return services;
    }

    /// <summary>What is built on the vault needs its deployment id, so it is opened before anything else, and once.</summary>
    private static async Task<LiveVault> OpenAsync(IServiceProvider provider, IConfiguration configuration)
    {
        var backend = provider.GetRequiredService<IOptions<VaultOptions>>().Value.Backend;
        var opener = provider.GetRequiredService<VaultOpener>();
        var configured = await opener.OpenAsync(backend, configuration.GetSection($"{VaultOptions.Section}:{backend}"), CancellationToken.None);
        return await LiveVault.OpenAsync(opener, provider.GetRequiredService<KeyRing>(), configured, provider.GetRequiredService<ILogger<LiveVault>>(), CancellationToken.None);
    }
}
