using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace OAuthHub.Core.Vault.AzureKeyVault;

/// <summary>The settings under <c>OAuthHub:Vault:AzureKeyVault</c>: which Key Vault, and who the hub is there.</summary>
public sealed class AzureKeyVaultOptions
{
    public const string Section = "OAuthHub:Vault:AzureKeyVault";

    /// <summary>The vault's address, such as <c>https://my-hub.vault.azure.net/</c>.</summary>
    public string? Uri { get; set; }

    /// <summary>How the names of the hub's secrets begin; two hubs in one Key Vault have two.</summary>
    public string Prefix { get; set; } = "oauthhub";

    /// <summary>A user-assigned managed identity, where the machine has several.</summary>
    public string? ManagedIdentityClientId { get; set; }

    /// <summary>With <see cref="ClientId"/> and <see cref="ClientSecret"/>: an app registration, for machines outside Azure.</summary>
    public string? TenantId { get; set; }

    public string? ClientId { get; set; }

    public string? ClientSecret { get; set; }

    /// <summary>True: what is deleted is purged too, where the permission is there and the vault has no purge protection.</summary>
    public bool PurgeDeleted { get; set; }

    /// <exception cref="HubStartException">A setting is wrong; the message names it and the remedy.</exception>
    internal static AzureKeyVaultOptions Read(IConfiguration settings, bool needsUri = true)
    {
        var options = settings.Get<AzureKeyVaultOptions>() ?? new AzureKeyVaultOptions();
        var result = new AzureKeyVaultOptionsValidator(needsUri).Validate(null, options);
        return result.Failed ? throw new HubStartException(string.Join(' ', result.Failures!)) : options;
    }
}

/// <param name="needsUri">False where only the credential is used: for the master key's secret, which names its own vault.</param>
internal sealed partial class AzureKeyVaultOptionsValidator(bool needsUri) : IValidateOptions<AzureKeyVaultOptions>
{
    public ValidateOptionsResult Validate(string? name, AzureKeyVaultOptions options)
    {
        var wrong = new List<string>();
        if (needsUri && string.IsNullOrEmpty(options.Uri))
            wrong.Add($"{AzureKeyVaultOptions.Section}:Uri is not set. Set it to the vault's address, such as https://my-hub.vault.azure.net/.");
        else if (needsUri && !IsVault(options.Uri))
            wrong.Add($"{AzureKeyVaultOptions.Section}:Uri is '{options.Uri}'. Give the vault's address with https and without a path, such as https://my-hub.vault.azure.net/.");
        if (!Prefixes().IsMatch(options.Prefix))
            wrong.Add($"{AzureKeyVaultOptions.Section}:Prefix is '{options.Prefix}'. Use 1 to 40 lower-case letters, digits and dashes, beginning with a letter.");
        var app = new[] { options.TenantId, options.ClientId, options.ClientSecret }.Count(value => !string.IsNullOrEmpty(value));
        if (app is 1 or 2)
            wrong.Add($"{AzureKeyVaultOptions.Section} has only some of TenantId, ClientId and ClientSecret. Set all three, or none of them to use the machine's own identity.");
        if (app > 0 && !string.IsNullOrEmpty(options.ManagedIdentityClientId))
            wrong.Add($"{AzureKeyVaultOptions.Section} has both ManagedIdentityClientId and a client secret. Remove one of the two.");
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private static bool IsVault(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps && url.AbsolutePath == "/" && url.Query.Length == 0 && url.Fragment.Length == 0 && url.UserInfo.Length == 0;

    [GeneratedRegex("^[a-z][a-z0-9-]{0,39}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Prefixes();
}
