using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OAuthHub.Core.Vault.Rows;

namespace OAuthHub.Core.Vault;

/// <summary>The settings under <c>OAuthHub:Vault</c>. Each backend has a section of its own name beside them.</summary>
public sealed class VaultOptions
{
    public const string Section = "OAuthHub:Vault";

    /// <summary>The backend of a hub that is not told otherwise.</summary>
    public const string Default = "EncryptedFile";

    /// <summary>Where the vault lies: <c>EncryptedFile</c>, <c>PostgreSql</c>, <c>HashiCorpVault</c> or <c>AzureKeyVault</c>.</summary>
    public string Backend { get; set; } = Default;

    /// <summary>The names of all backends, the file first.</summary>
    public static IReadOnlyList<string> Backends(IServiceProvider services) => [Default, .. services.GetServices<IVaultBackend>().Select(backend => backend.Name)];
}

/// <summary>Never another backend than the one that was asked for.</summary>
internal sealed class VaultOptionsValidator(IEnumerable<IVaultBackend> backends) : IValidateOptions<VaultOptions>
{
    public ValidateOptionsResult Validate(string? name, VaultOptions options)
    {
        string[] known = [VaultOptions.Default, .. backends.Select(backend => backend.Name)];
        return known.Contains(options.Backend, StringComparer.OrdinalIgnoreCase)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"OAuthHub:Vault:Backend is '{options.Backend}', which does not exist. Set it to one of {string.Join(", ", known)}, or remove the key for {VaultOptions.Default}.");
    }
}
