using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http.HttpResults;
using OAuthHub.Api.OpenApi;
using OAuthHub.Api.Problems;
using OAuthHub.Core;
using OAuthHub.Core.Agents;

namespace OAuthHub.Api.Session;

internal static class SessionEndpoints
{
    public static void MapSession(this IEndpointRouteBuilder endpoints)
    {
        var session = endpoints.MapGroup("").WithTags("Session");
        session.MapGet("/signin", SignIn).Described("signIn", "Begins a session with the start link that the hub prints")
            .Query("t", "The token of the newest start link.", isRequired: true).Answers(303, "The session's cookie is set; the dashboard is next.").AnswersPage(401, "The link does not work: a page that says where to find the newest.");
        session.MapPost("/signout", (Delegate)SignOut).RequireSameOrigin().Described("signOut", "Ends the session").Answers(204, "The session has ended, if there was one.");
        session.MapGet("/api/session", GetSession).RequireSession().Described("getSession", "Who is signed in, and at which hub").Answers(200, "The session.");
    }

    private static async Task<IResult> SignIn(HttpContext context, SignInToken token, EndedSessions ended)
    {
        var presented = context.Request.Query["t"];
        if (presented.Count != 1 || !token.Matches(presented[0]))
            return BrowserPage.Page(401, "This start link does not work.", "Each start of the hub prints a new link to its console. Open the newest one, which begins with /signin?t=.");
        // A new session id at every sign-in: one that was planted before is of no use, and the one it replaces ends.
        if (context.User.SessionIdOrNull is { } earlier) await ended.EndAsync(earlier, context.RequestAborted);
        var identity = new ClaimsIdentity(
            [new Claim("sub", AgentKeys.LocalUser), new Claim("sid", Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)))],
            CookieAuthenticationDefaults.AuthenticationScheme);
        await context.SignInAsync(new ClaimsPrincipal(identity), new AuthenticationProperties { IsPersistent = true });
        return new SeeOther("/dashboard");
    }

    private static async Task<NoContent> SignOut(HttpContext context, EndedSessions ended)
    {
        if (context.User.SessionIdOrNull is { } id) await ended.EndAsync(id, context.RequestAborted);
        await context.SignOutAsync();
        context.Response.Headers["Clear-Site-Data"] = "\"cache\"";
        return TypedResults.NoContent();
    }

    private static Ok<SessionView> GetSession(ClaimsPrincipal user, HubAddress hub, AgentKeys keys, IHostEnvironment environment) => TypedResults.Ok(
        new SessionView(user.UserId, "Local user", user.IsOperator ? SessionRole.Operator : SessionRole.Person, new HubView(HubDocument.Version, hub.PublicUrl, environment.EnvironmentName, user.IsOperator ? keys.BootstrapKeyFile : null)));
}

/// <param name="User">The person's id.</param>
/// <param name="Name">For people.</param>
/// <param name="Role"><c>person</c>, or <c>operator</c>: who also looks after what concerns everybody.</param>
/// <param name="Hub">Where they are signed in.</param>
internal sealed record SessionView(string User, string Name, string Role, HubView Hub);

/// <param name="Version">Of the hub.</param>
/// <param name="PublicUrl">The hub's own address, from which redirect addresses are built.</param>
/// <param name="Environment">Such as <c>Development</c> or <c>Production</c>.</param>
/// <param name="AgentKeyPath">The file with the bootstrap key, on the hub's machine. Null: the key is configured, or not for this person to use.</param>
internal sealed record HubView(string Version, string PublicUrl, string Environment, string? AgentKeyPath);

/// <summary>303: the answer to a finished step, never repeated with its body (RFC 9700 section 4.12).</summary>
internal sealed class SeeOther(string location) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = location;
        httpContext.Response.Headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }
}
