using OAuthHub.Core.Secrets;

namespace OAuthHub.Core.Platforms;

/// <summary>The client id and secret that the operator got from a platform, with the choices that go with them.</summary>
public sealed record AppRegistration
{
    public required string PlatformId { get; init; }

    /// <summary>The value of the platform's <see cref="TemplateVariable.BindsClient"/> variable that the client belongs to. Null: the usual one.</summary>
    public string? Instance { get; init; }

    public required string ClientId { get; init; }
    public ClientSecret? ClientSecret { get; init; }

    /// <summary>Signs for the client in place of the secret, at platforms that accept that. Where there is a secret too, the secret is sent.</summary>
    public PrivateKey? PrivateKey { get; init; }

    /// <summary>Asked for instead of the catalogue's default; null: the default.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>Values of the platform's template variables set by the operator.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    public RegistrationSource Source { get; init; }
}

public enum RegistrationSource { Configuration, Dashboard, BuiltIn }
