using System.Security.Claims;

namespace OAuthHub.Api.Session;

internal static class SignedInUser
{
    extension(ClaimsPrincipal principal)
    {
        /// <summary>The user of the session; only behind <c>RequireAuthorization</c>.</summary>
        public string UserId => principal.FindFirstValue("sub") ?? throw new InvalidOperationException("This route needs a session.");

        public string? UserIdOrNull => principal.FindFirstValue("sub");

        /// <summary>Of the session that the request came with; new at every sign-in.</summary>
        public string? SessionIdOrNull => principal.FindFirstValue("sid");
    }
}
