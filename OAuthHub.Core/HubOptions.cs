using System.ComponentModel.DataAnnotations;

namespace OAuthHub.Core;

/// <summary>The settings under <c>OAuthHub</c> that belong to no single concern. Validated at start.</summary>
public sealed class HubOptions : IValidatableObject
{
    public const string Section = "OAuthHub";

    /// <summary>The hub's own address as browsers see it; redirect URIs are built from it and from nothing else.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>Where the file vault, generated keys and <c>platforms/</c> live.</summary>
    public string? DataDirectory { get; set; }

    /// <summary>32 bytes as base64; several, newest first, separated by commas, while keys are rotated.</summary>
    public string? MasterKey { get; set; }

    /// <summary>The bootstrap internal key: every action, every user. Made on first start when absent.</summary>
    public string? AgentKey { get; set; }

    /// <summary>What <c>/signin?t=</c> accepts. Made per start when absent.</summary>
    public string? SignInToken { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PublicUrl is not null && !IsWebRoot(PublicUrl))
            yield return new($"OAuthHub:PublicUrl is '{PublicUrl}'. Give the hub's address as browsers see it, with https (http only for localhost) and without query or fragment, such as https://hub.example.com.");
        if (AgentKey is { Length: < 32 })
            yield return new("OAuthHub:AgentKey is shorter than 32 characters. Use a random one, such as the output of: openssl rand -hex 32.");
        if (SignInToken is { Length: < 16 })
            yield return new("OAuthHub:SignInToken is shorter than 16 characters. Use a random one, such as the output of: openssl rand -hex 16.");
    }

    private static bool IsWebRoot(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Query.Length == 0 && url.Fragment.Length == 0 && url.UserInfo.Length == 0 &&
        (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));
}
