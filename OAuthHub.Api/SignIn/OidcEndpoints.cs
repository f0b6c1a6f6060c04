using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using OAuthHub.Api.Audit;
using OAuthHub.Api.Auth;
using OAuthHub.Api.OpenApi;
using OAuthHub.Api.Problems;
using OAuthHub.Api.Session;
using OAuthHub.Core.Audit;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.SignIn;

namespace OAuthHub.Api.SignIn;

/// <summary>The browser's part of signing in at the operator's issuer.</summary>
internal static partial class OidcEndpoints
{
    private const int LongestCode = 4096, LongestState = 512;
    private static readonly string[] Single = ["state", "code", "iss", "error"];

    public static void MapSignIn(this IEndpointRouteBuilder endpoints)
    {
        var signIn = endpoints.MapGroup("").WithTags("Session");
        signIn.MapGet("/api/signin", (SignInWays ways) => TypedResults.Ok(new SignInWayList(ways.All))).Described("listSignInWays", "The ways to sign in that this hub has").Answers(200, "The ways, the usual one first.");
        var oidc = signIn.MapGroup("/signin/oidc").ProblemsAsPages().OpensVault().Problems("not_found", "duplicate_parameter");
        oidc.MapGet("", Begin).Described("beginSignIn", "Sends the browser to the issuer to sign in").Query("return_to", "Where the person ends: a path of the dashboard; /dashboard when left out.")
            .Answers(303, "To the issuer; or to the dashboard, with the `signin` that says why not.").AnswersPage(200, "Another site led here: a page that asks whether to go on.").Problems("return_to_invalid", "antiforgery", "rate_limited");
        oidc.MapGet("/callback", Finish).Described("finishSignIn", "Where the issuer sends the browser back").Query("state", "What the hub gave the issuer; good once, for ten minutes.").Query("code", "The issuer's code.")
            .Query("iss", "Who answers (RFC 9207).").Query("error", "Why there is no code.").Answers(303, "To the dashboard: signed in, or with the `signin` that says why not.").Problems("invalid_request");
    }

    private static async Task<IResult> Begin(HttpContext context, IOptions<OidcOptions> options, OidcSignIn signIn, SignInRate rate, FlowCookie cookie, CancellationToken cancellationToken)
    {
        if (!options.Value.IsOn) return BrowserPage.Problem(context, "not_found");
        var asked = context.Request.Query["return_to"];
        if (asked.Count > 1) return BrowserPage.Problem(context, "duplicate_parameter");
        if (ReturnPath.Check(asked) is not { } returnTo) return BrowserPage.Problem(context, "return_to_invalid");
        if (ForeignStart.Is(context)) return ForeignStart.AskToSignIn(context, options.Value.ShownName, returnTo);
        if (!rate.Allows())
        {
            context.Response.Headers.RetryAfter = "60";
            return BrowserPage.Problem(context, "rate_limited");
        }
        var (url, refusal) = await signIn.StartAsync(returnTo, cookie.Ensure(context), cancellationToken);
        return url is null ? Refused(context, refusal!) : new SeeOther(url.AbsoluteUri);
    }

    private static async Task<IResult> Finish(HttpContext context, IOptions<OidcOptions> options, OidcSignIn signIn, FlowCookie cookie, SessionStart start, CancellationToken cancellationToken)
    {
        if (!options.Value.IsOn) return BrowserPage.Problem(context, "not_found");
        var query = context.Request.Query;
        if (Single.Any(name => query[name].Count > 1)) return BrowserPage.Problem(context, "duplicate_parameter");
        if (query["code"].ToString().Length > LongestCode || query["state"].ToString().Length > LongestState) return BrowserPage.Problem(context, "invalid_request");
        if (string.IsNullOrEmpty(query["state"])) return Refused(context, "state_missing");
        if (cookie.Find(context) is not { } browser) return Refused(context, "state_session_mismatch");
        switch (await signIn.FinishAsync(new CallbackParameters(query["state"], query["code"], query["iss"], query["error"]), browser, cancellationToken))
        {
            case OidcEnd.SignedIn(var person, var returnTo):
                List<Claim> claims = [new(OidcClaims.Issuer, options.Value.Issuer!), new(OidcClaims.Subject, person.Subject), new(SignedInUser.NameClaim, person.Name)];
                if (person.Email is { } email) claims.Add(new Claim(OidcClaims.Email, email));
                await start.BeginAsync(context, person.User, SignInWay.Oidc, claims, TimeSpan.FromHours(options.Value.SessionHours));
                return new SeeOther(returnTo);
            case OidcEnd.Refused(var code):
                return Refused(context, code);
            default:
                throw new InvalidOperationException("A sign-in ends one way or the other.");
        }
    }

    /// <summary>The dashboard's page for those who are signed out says what the reason means.</summary>
    private static SeeOther Refused(HttpContext context, string code)
    {
        LogRefused(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("OAuthHub.SignIn"), code);
        (context.Audit().Outcome, context.Audit().Detail) = (code, SignInWay.Oidc);
        if (code is "not_allowed") Auditing.Write(context, AuditActor.User(null), AuditEvents.SessionBegun, null);
        return new SeeOther("/dashboard?signin=" + code);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A sign-in at the issuer was refused: {Code}")]
    private static partial void LogRefused(ILogger logger, string code);
}
