using System.Security.Cryptography;
using System.Text;
using OAuthHub.Core.Agents;
using OAuthHub.Core.OAuth;

namespace OAuthHub.Core.SignIn;

/// <summary>Whom the issuer says somebody is, as far as the hub needs it.</summary>
/// <param name="User">The hub's user id.</param>
/// <param name="Subject">The issuer's <c>sub</c>.</param>
/// <param name="Email">Verified; null: none is.</param>
/// <param name="Name">For people.</param>
public sealed record OidcPerson(string User, string Subject, string? Email, string Name)
{
    /// <summary>How user ids begin that are hashes.</summary>
    public const string Prefix = "oidc:";

    private const int LongestName = 100;

    /// <summary>Null: they are on no list, or the claim that names their user is missing.</summary>
    public static OidcPerson? Of(IdTokenClaims claims, OidcOptions options)
    {
        if (options.Lists.RoleOf(claims.Subject, claims.VerifiedEmail) is null) return null;
        // An address that nobody verified could be anybody's.
        var named = options.UserClaim switch { "sub" => claims.Subject, "email" => claims.VerifiedEmail, var claim => claims.Texts.GetValueOrDefault(claim) };
        if (string.IsNullOrEmpty(named)) return null;
        var name = new string([.. (claims.Name ?? claims.VerifiedEmail ?? named).Where(c => !char.IsControl(c)).Take(LongestName)]);
        return new OidcPerson(UserOf(named, options.Issuer!), claims.Subject, claims.VerifiedEmail, name);
    }

    /// <summary>
    /// The claim itself, where it can be a user id. Otherwise a hash of issuer and claim; so also for <c>local</c>, the user of the start link, and for what
    /// looks like such a hash: nobody becomes another by what they call themselves.
    /// </summary>
    private static string UserOf(string named, string issuer) =>
        UserId.IsValid(named) && named != AgentKeys.LocalUser && !named.StartsWith(Prefix, StringComparison.Ordinal)
            ? named
            : Prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(issuer + "\n" + named)))[..32];
}
