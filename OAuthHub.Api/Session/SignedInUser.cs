using System.Security.Claims;

namespace OAuthHub.Api.Session;

internal static class SignedInUser
{
    public const string RoleClaim = "role", WayClaim = "way", NameClaim = "name";

    extension(ClaimsPrincipal principal)
    {
        /// <summary>The user of the session; only behind <c>RequireAuthorization</c>.</summary>
        public string UserId => principal.FindFirstValue("sub") ?? throw new InvalidOperationException("This route needs a session.");

        public string? UserIdOrNull => principal.FindFirstValue("sub");

        /// <summary>Of the session that the request came with; new at every sign-in.</summary>
        public string? SessionIdOrNull => principal.FindFirstValue("sid");

        /// <summary>See <see cref="SignInWay"/>. A session of before there were several says nothing.</summary>
        public string Way => principal.FindFirstValue(WayClaim) ?? SignInWay.StartLink;

        /// <summary>For people.</summary>
        public string ShownName => principal.FindFirstValue(NameClaim) ?? (principal.Way == SignInWay.StartLink ? "Local user" : principal.UserId);

        /// <summary>See <see cref="SessionRole"/>.</summary>
        public bool IsOperator => principal.HasClaim(RoleClaim, SessionRole.Operator);
    }
}
