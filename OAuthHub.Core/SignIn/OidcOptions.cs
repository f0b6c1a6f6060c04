using Microsoft.Extensions.Configuration;

namespace OAuthHub.Core.SignIn;

/// <summary>The settings under <c>OAuthHub:SignIn:Oidc</c>: an OpenID issuer at which people sign in to the hub.</summary>
public sealed class OidcOptions
{
    public const string Section = "OAuthHub:SignIn:Oidc";

    /// <summary>The issuer, exactly as it names itself. Null: people do not sign in this way.</summary>
    public string? Issuer { get; set; }

    /// <summary>What people read on the button. Null: the issuer's host.</summary>
    public string? Name { get; set; }

    public string? ClientId { get; set; }

    /// <summary>Null: a public client; PKCE protects the flow in any case.</summary>
    public string? ClientSecret { get; set; }

    public IReadOnlyList<string> Scopes { get; set; } = ["openid", "profile", "email"];

    /// <summary>Who may come in: see <see cref="AllowList"/>. An address counts only when the issuer says that it was verified.</summary>
    public IReadOnlyList<string> AllowedUsers { get; set; } = [];

    /// <summary>Who comes in as an operator; they need not stand among the users too.</summary>
    public IReadOnlyList<string> Operators { get; set; } = [];

    /// <summary>The claim that becomes the hub's user id.</summary>
    public string UserClaim { get; set; } = "sub";

    /// <summary>After how many hours a person signs in again, however busy they are.</summary>
    public int SessionHours { get; set; } = 24;

    public bool IsOn => Issuer is not null;

    public string ShownName => Name ?? new Uri(Issuer!).Host;

    public SignInLists Lists => new(new AllowList(AllowedUsers), new AllowList(Operators));

    internal void Read(IConfigurationSection section)
    {
        section.Bind(this);
        AllowedUsers = OptionWords.Of(section.GetSection(nameof(AllowedUsers)));
        Operators = OptionWords.Of(section.GetSection(nameof(Operators)));
        Scopes = OptionWords.Of(section.GetSection(nameof(Scopes))) is { Count: > 0 } asked ? asked : ["openid", "profile", "email"];
    }
}
