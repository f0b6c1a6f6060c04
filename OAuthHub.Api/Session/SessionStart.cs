using System.Buffers.Text;
using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using OAuthHub.Api.Audit;
using OAuthHub.Core.Audit;

namespace OAuthHub.Api.Session;

/// <summary>Where every session begins, however somebody came in.</summary>
internal sealed class SessionStart(EndedSessions ended, SessionUse use, TimeProvider time)
{
    /// <summary>How long a session lives that ends only when it is not used: somebody at a browser signs in again at some time.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(90);

    private const string Began = "began";

    /// <param name="way">See <see cref="SignInWay"/>.</param>
    /// <param name="more">What else the cookie is to say of the person.</param>
    /// <param name="longest">When it ends, however much it is used. Null: when it is not used for <see cref="SessionServiceCollectionExtensions.Lifetime"/>, and after <see cref="Longest"/>.</param>
    public async Task BeginAsync(HttpContext context, string user, string way, IEnumerable<Claim> more, TimeSpan? longest = null)
    {
        // A new session id at every sign-in: one that was planted before is of no use, and the one it replaces ends.
        if (context.User.SessionIdOrNull is { } earlier) await ended.EndAsync(earlier, context.RequestAborted, context.User.UserIdOrNull);
        var (id, now) = (Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)), time.GetUtcNow());
        var identity = new ClaimsIdentity([new Claim("sub", user), new Claim("sid", id), new Claim(SignedInUser.WayClaim, way), .. more], CookieAuthenticationDefaults.AuthenticationScheme);
        var properties = longest is { } limit ? new AuthenticationProperties { IsPersistent = true, ExpiresUtc = now + limit, AllowRefresh = false } : new AuthenticationProperties { IsPersistent = true, Items = { [Began] = now.ToString("O", CultureInfo.InvariantCulture) } };
        await context.SignInAsync(new ClaimsPrincipal(identity), properties);
        await use.BeginAsync(user, Seen(context, KnownSession.HashOf(id), way, now, now, longest is null ? null : now + longest), context.RequestAborted);
        (context.Audit().User, context.Audit().Detail) = (user, way);
        Auditing.Write(context, AuditActor.User(user), AuditEvents.SessionBegun, null);
    }

    /// <summary>Whether a session that was used again and again has lived for long enough. Renewing a cookie keeps when its session began; one of an earlier version has no such word.</summary>
    public static bool IsTooOld(AuthenticationProperties properties, DateTimeOffset now) =>
        properties.Items.TryGetValue(Began, out var began) && DateTimeOffset.TryParse(began, CultureInfo.InvariantCulture, out var at) && now - at >= Longest;

    /// <summary>The session as this request shows it.</summary>
    public static KnownSession Seen(HttpContext context, string hash, string way, DateTimeOffset createdAt, DateTimeOffset now, DateTimeOffset? endsAt) =>
        new(hash, way, createdAt, now, Auditing.AddressOf(context), KnownSession.Tidy(context.Request.Headers.UserAgent), endsAt);
}
