using System.Security.Claims;
using Microsoft.Extensions.Options;
using OAuthHub.Api.Session;
using OAuthHub.Core.Agents;
using OAuthHub.Core.SignIn;

namespace OAuthHub.Api.SignIn;

/// <summary>The ways to sign in that this hub has, and what each lets somebody do.</summary>
internal sealed class SignInWays(IOptions<OidcOptions> oidc, IOptions<HeaderOptions> header)
{
    public IReadOnlyList<SignInWayView> All
    {
        get
        {
            var ways = new List<SignInWayView>();
            if (oidc.Value.IsOn) ways.Add(new SignInWayView(SignInWay.Oidc, oidc.Value.ShownName, "/signin/oidc"));
            if (header.Value.IsOn) ways.Add(new SignInWayView(SignInWay.Header, "The proxy in front of this hub", null));
            ways.Add(new SignInWayView(SignInWay.StartLink, "Start link", null));
            return ways;
        }
    }

    /// <summary>What a session may do as the configuration is now. Null: it would not begin today, so it does not stand either.</summary>
    public SignInRole? RoleOf(ClaimsPrincipal person) => person.Way switch
    {
        // A session of before there were several ways is the start link's.
        SignInWay.StartLink => string.Equals(person.UserIdOrNull, AgentKeys.LocalUser, StringComparison.Ordinal) ? SignInRole.Operator : SignInRole.Person,
        SignInWay.Oidc when oidc.Value.IsOn && person.HasClaim(OidcClaims.Issuer, oidc.Value.Issuer!) && person.FindFirstValue(OidcClaims.Subject) is { } subject =>
            oidc.Value.Lists.RoleOf(subject, person.FindFirstValue(OidcClaims.Email)),
        _ => null,
    };
}

/// <summary>What the cookie keeps of an issuer's person, so that its lists count at each request.</summary>
internal static class OidcClaims
{
    public const string Issuer = "iss", Subject = "oidc_sub", Email = "email";
}

/// <param name="Kind"><c>oidc</c>, <c>header</c> or <c>start_link</c>.</param>
/// <param name="Name">For people: the issuer's.</param>
/// <param name="Path">Where a browser begins; <c>return_to</c> may follow. Null: there is nothing to press.</param>
internal sealed record SignInWayView(string Kind, string Name, string? Path);

/// <param name="Items">The usual one first.</param>
internal sealed record SignInWayList(IReadOnlyList<SignInWayView> Items);
