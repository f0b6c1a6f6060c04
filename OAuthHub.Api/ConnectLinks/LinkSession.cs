using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using OAuthHub.Api.Session;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Api.ConnectLinks;

/// <summary>
/// What a used connect link leaves in the browser: a session that opens one flow (login, questions, callback, end page) for one user at one
/// platform, and nothing else. It has a scheme and a cookie of its own, and no route but those asks for it.
/// </summary>
/// <param name="Connection">The connection to be reconnected; null: a new one.</param>
/// <param name="ReturnTo">Where the flow ends.</param>
/// <param name="Link">Hash of the link that it came from.</param>
/// <param name="Key">The id of the agent key that made the link.</param>
internal sealed record LinkSession(string User, string Platform, string? Connection, string ReturnTo, IReadOnlyList<string> Scopes, SecretFingerprint Link, string Key, string Id)
{
    public const string Scheme = "connect-link";
    public const string EndPage = "/connect/done";

    public static async Task BeginAsync(HttpContext context, ConnectLink link, SecretFingerprint token)
    {
        // One that another link left ends here: whoever pressed both means the later.
        if (await FindAsync(context) is { } earlier) await earlier.EndAsync(context);
        List<Claim> claims =
        [
            new("sub", link.User), new("sid", Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16))), new("platform", link.PlatformId),
            new("return_to", link.ReturnTo ?? EndPage), new("link", token.ToString()), new("key", link.KeyId), .. link.Scopes.Select(scope => new Claim("scope", scope)),
        ];
        if (link.ConnectionId is { } connection) claims.Add(new Claim("connection", connection));
        await context.SignInAsync(Scheme, new ClaimsPrincipal(new ClaimsIdentity(claims, Scheme)), new AuthenticationProperties { IsPersistent = false });
    }

    /// <summary>Null: this browser has none that is still good.</summary>
    public static async Task<LinkSession?> FindAsync(HttpContext context)
    {
        if (await context.AuthenticateAsync(Scheme) is not { Principal: { } person }) return null;
        return person.FindFirstValue("sub") is { } user && person.FindFirstValue("platform") is { } platform && person.FindFirstValue("sid") is { } id && SecretFingerprint.TryParse(person.FindFirstValue("link"), out var link)
            ? new LinkSession(user, platform, person.FindFirstValue("connection"), person.FindFirstValue("return_to") ?? EndPage, [.. person.FindAll("scope").Select(claim => claim.Value)], link, person.FindFirstValue("key") ?? "", id)
            : null;
    }

    /// <summary>Ends it for good: a copy of its cookie is worth nothing afterwards.</summary>
    public async Task EndAsync(HttpContext context)
    {
        await context.RequestServices.GetRequiredService<EndedSessions>().EndAsync(Id, CancellationToken.None);
        await context.SignOutAsync(Scheme);
    }
}
