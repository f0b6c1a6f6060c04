using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using OAuthHub.Api.Audit;
using OAuthHub.Api.OpenApi;
using OAuthHub.Api.Problems;
using OAuthHub.Core;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Audit;

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

    private static async Task<IResult> SignIn(HttpContext context, SignInToken token, SessionStart start, AnonymousRefusals refusals)
    {
        var presented = context.Request.Query["t"];
        if (presented.Count != 1 || !token.Matches(presented[0]))
        {
            refusals.Note(context, "unauthorized");
            return Refuse(PageLanguage.Of(context));
        }
        await start.BeginAsync(context, AgentKeys.LocalUser, SignInWay.StartLink, []);
        return new SeeOther("/dashboard");
    }

    private static IResult Refuse(PageLanguage language) => BrowserPage.Page(language, 401,
        language.Say("This start link does not work.", "Dieser Startlink gilt nicht."),
        language.Say(
            "Each start of the hub prints a new link to its console. Open the newest one, which begins with /signin?t=.",
            "Bei jedem Start gibt der Hub einen neuen Link auf seiner Konsole aus. Öffne den neuesten, der mit /signin?t= beginnt."));

    private static async Task<NoContent> SignOut(HttpContext context, EndedSessions ended)
    {
        if (context.User.SessionIdOrNull is { } id)
        {
            await ended.EndAsync(id, context.RequestAborted, context.User.UserId);
            context.Audit().User = context.User.UserId;
            Auditing.Write(context, AuditActor.User(context.User.UserId), AuditEvents.SessionEnded, null);
        }
        await context.SignOutAsync();
        context.Response.Headers["Clear-Site-Data"] = "\"cache\"";
        return TypedResults.NoContent();
    }

    private static Ok<SessionView> GetSession(ClaimsPrincipal user, HubAddress hub, AgentKeys keys, IHostEnvironment environment) => TypedResults.Ok(
        new SessionView(user.UserId, user.ShownName, user.IsOperator ? SessionRole.Operator : SessionRole.Person, user.Way, new HubView(HubDocument.Version, hub.PublicUrl, environment.EnvironmentName, user.IsOperator ? keys.BootstrapKeyFile : null)));
}

/// <param name="User">The person's id.</param>
/// <param name="Name">For people.</param>
/// <param name="Role"><c>person</c>, or <c>operator</c>: who also looks after what concerns everybody.</param>
/// <param name="SignedInBy">How they came in: <c>start_link</c>, <c>oidc</c> or <c>header</c>.</param>
/// <param name="Hub">Where they are signed in.</param>
internal sealed record SessionView(string User, string Name, string Role, string SignedInBy, HubView Hub);

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
