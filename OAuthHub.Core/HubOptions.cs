using Microsoft.Extensions.Options;
using OAuthHub.Core.Vault.MasterKeys;

namespace OAuthHub.Core;

/// <summary>The settings under <c>OAuthHub</c> that belong to no single concern. Validated at start.</summary>
public sealed class HubOptions
{
    public const string Section = "OAuthHub";

    /// <summary>The hub's own address as browsers see it; redirect URIs are built from it and from nothing else.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>Where the file vault, the local journal, what was seen of the vault, generated keys and <c>platforms/</c> live.</summary>
    public string? DataDirectory { get; set; }

    /// <summary>32 bytes as base64; several, newest first, separated by commas, while keys are rotated.</summary>
    public string? MasterKey { get; set; }

    /// <summary>Where the master key is: <c>Configuration</c>, <c>File</c> or <c>AzureKeyVaultSecret</c>.</summary>
    public string MasterKeySource { get; set; } = MasterKeySources.InConfiguration;

    /// <summary>For <c>File</c>: a path. Mode 0600; one key, or several, newest first.</summary>
    public string? MasterKeyFile { get; set; }

    /// <summary>For <c>AzureKeyVaultSecret</c>: the secret's address, without a version.</summary>
    public string? MasterKeySecret { get; set; }

    /// <summary>The bootstrap internal key: every action, every user. Made on first start when absent.</summary>
    public string? AgentKey { get; set; }

    /// <summary>What <c>/signin?t=</c> accepts. Made per start when absent.</summary>
    public string? SignInToken { get; set; }

    /// <summary>True: Redis may be on another machine without a password or without TLS, because the network between is the operator's alone.</summary>
    public bool AllowInsecureRedis { get; set; }
}

/// <summary>Stops the start with the key and the remedy named.</summary>
internal sealed class HubOptionsValidator : IValidateOptions<HubOptions>
{
    // Of 32 random hexadecimal digits fewer than that many are different once in thirty million times.
    private const int FewestLetters = 8;

    public ValidateOptionsResult Validate(string? name, HubOptions options)
    {
        var wrong = new List<string>();
        if (options.PublicUrl is { } url && !IsWebRoot(url))
            wrong.Add($"OAuthHub:PublicUrl is '{url}'. Give the hub's address as browsers see it, with https (http only for localhost) and without query or fragment, such as https://hub.example.com.");
        if (options.AgentKey is { } key && (key.Trim().Length < 32 || key.Distinct().Count() < FewestLetters))
            wrong.Add("OAuthHub:AgentKey is no secret: it has fewer than 32 characters, or the same few again and again. Use a random one, such as the output of: openssl rand -hex 32.");
        if (options.SignInToken is { Length: < 16 })
            wrong.Add("OAuthHub:SignInToken is shorter than 16 characters. Use a random one, such as the output of: openssl rand -hex 16.");
        wrong.AddRange(MasterKeySources.Validate(options));
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private static bool IsWebRoot(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Query.Length == 0 && url.Fragment.Length == 0 && url.UserInfo.Length == 0 &&
        (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));
}
