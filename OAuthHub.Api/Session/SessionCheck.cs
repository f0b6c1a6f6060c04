using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.Cookies;
using OAuthHub.Api.SignIn;
using OAuthHub.Core.SignIn;

namespace OAuthHub.Api.Session;

/// <summary>What becomes of a cookie that opens, at each request: whether its session still stands, and what it may do today.</summary>
internal static class SessionCheck
{
    public static async Task RejectEndedAsync(CookieValidatePrincipalContext context)
    {
        var ended = context.HttpContext.RequestServices.GetRequiredService<EndedSessions>();
        if (context.Principal?.SessionIdOrNull is not { } id || await ended.HasAsync(id, context.HttpContext.RequestAborted)) context.RejectPrincipal();
    }

    /// <summary>A session of a person. The role is what the configuration says now, and not what it said at the sign-in.</summary>
    public static async Task JudgeAsync(CookieValidatePrincipalContext context)
    {
        await RejectEndedAsync(context);
        if (context.Principal is not { Identity: ClaimsIdentity identity } person) return;
        var services = context.HttpContext.RequestServices;
        var (now, properties) = (services.GetRequiredService<TimeProvider>().GetUtcNow(), context.Properties);
        if (SessionStart.IsTooOld(properties, now) || services.GetRequiredService<SignInWays>().RoleOf(person) is not { } role)
        {
            context.RejectPrincipal();
            return;
        }
        foreach (var earlier in identity.FindAll(SignedInUser.RoleClaim).ToList()) identity.RemoveClaim(earlier);
        identity.AddClaim(new Claim(SignedInUser.RoleClaim, role is SignInRole.Operator ? SessionRole.Operator : SessionRole.Person));

        var endsAt = properties.AllowRefresh is false ? properties.ExpiresUtc : null;
        services.GetRequiredService<SessionUse>().Note(person.UserId, SessionStart.Seen(context.HttpContext, KnownSession.HashOf(person.SessionIdOrNull!), person.Way, properties.IssuedUtc ?? now, now, endsAt));
    }
}
