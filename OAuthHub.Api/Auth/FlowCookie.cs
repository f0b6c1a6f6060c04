using System.Buffers.Text;
using System.Security.Cryptography;
using OAuthHub.Api.Session;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Api.Auth;

/// <summary>Ties a flow to the browser that began it (RFC 9700 section 4.7): a random value in a cookie, its hash in the login state.</summary>
internal sealed class FlowCookie(CookieNames names)
{
    private const int Length = 43; // 32 bytes as base64url

    /// <summary>The browser's value, made now if it has none.</summary>
    public SecretFingerprint Ensure(HttpContext context)
    {
        if (Find(context) is { } known) return known;
        var value = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        context.Response.Cookies.Append(names.Flow, value, new CookieOptions
        {
            HttpOnly = true,
            Secure = names.IsSecure,
            SameSite = SameSiteMode.Lax,
            Path = "/",
            MaxAge = TimeSpan.FromHours(1),
        });
        return SecretFingerprint.Of(value);
    }

    /// <summary>Null when there is none, or when two of the name came: one of them was planted.</summary>
    public SecretFingerprint? Find(HttpContext context)
    {
        var sent = context.Request.Headers.Cookie.SelectMany(line => (line ?? "").Split(';', StringSplitOptions.TrimEntries))
            .Where(pair => pair.StartsWith(names.Flow + "=", StringComparison.Ordinal)).ToList();
        return sent.Count == 1 && sent[0][(names.Flow.Length + 1)..] is { Length: Length } value ? SecretFingerprint.Of(value) : null;
    }
}
