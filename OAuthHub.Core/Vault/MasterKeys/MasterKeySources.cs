using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OAuthHub.Core.Vault.AzureKeyVault;

namespace OAuthHub.Core.Vault.MasterKeys;

/// <summary>Chooses where the master keys come from. To add a source: implement <see cref="IMasterKeySource"/> and name it here.</summary>
internal static class MasterKeySources
{
    public const string InConfiguration = "Configuration";
    public const string InFile = "File";
    public const string InKeyVault = "AzureKeyVaultSecret";

    public static IReadOnlyList<string> All { get; } = [InConfiguration, InFile, InKeyVault];

    /// <exception cref="HubStartException">The credential's settings are wrong.</exception>
    public static IMasterKeySource Make(IServiceProvider services, HubOptions options, IConfiguration configuration)
    {
        if (Is(InFile)) return new FileMasterKeys(options.MasterKeyFile!);
        if (Is(InKeyVault))
            return new KeyVaultMasterKeys(services.GetRequiredService<KeyVaultClients>(), KeyVaultMasterKeys.Parse(options.MasterKeySecret)!.Value, AzureKeyVaultOptions.Read(configuration.GetSection(AzureKeyVaultOptions.Section), needsUri: false));
        return string.IsNullOrWhiteSpace(options.MasterKey) && services.GetRequiredService<IHostEnvironment>().IsDevelopment()
            ? new DevelopmentMasterKeys(services.GetRequiredService<HubPaths>(), services.GetRequiredService<ILogger<DevelopmentMasterKeys>>())
            : new ConfiguredMasterKeys(options.MasterKey);

        bool Is(string source) => string.Equals(options.MasterKeySource, source, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>What is wrong with the settings, if anything is.</summary>
    public static IEnumerable<string> Validate(HubOptions options)
    {
        var source = All.FirstOrDefault(known => string.Equals(known, options.MasterKeySource, StringComparison.OrdinalIgnoreCase));
        if (source is null) yield return $"OAuthHub:MasterKeySource is '{options.MasterKeySource}', which does not exist. Set it to one of {string.Join(", ", All)}, or remove the key for {InConfiguration}.";
        if (source is InFile && string.IsNullOrWhiteSpace(options.MasterKeyFile))
            yield return "OAuthHub:MasterKeySource is File, but OAuthHub:MasterKeyFile is not set. Set it to the path of a file of mode 0600 that holds the key.";
        if (source is InKeyVault && KeyVaultMasterKeys.Parse(options.MasterKeySecret) is null)
            yield return $"OAuthHub:MasterKeySecret is '{options.MasterKeySecret}'. Set it to the address of a secret without a version, such as https://my-hub.vault.azure.net/secrets/oauthhub-master-key.";
        if (source is InFile or InKeyVault && !string.IsNullOrWhiteSpace(options.MasterKey))
            yield return $"OAuthHub:MasterKey is set, but OAuthHub:MasterKeySource is {source}. Remove one of the two, so that it is clear which key counts.";
    }
}
