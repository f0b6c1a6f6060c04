using System.Security.Claims;
using OAuthHub.Api.Audit;
using OAuthHub.Api.ConnectLinks;
using OAuthHub.Api.OpenApi;
using OAuthHub.Api.Problems;
using OAuthHub.Api.Session;
using OAuthHub.Core.Audit;
using OAuthHub.Core.Connecting;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Api.Auth;

/// <summary>The browser's part of the code flow.</summary>
internal static partial class AuthEndpoints
{
    public static void MapAuth(this IEndpointRouteBuilder endpoints)
    {
        var auth = endpoints.MapGroup("/auth/{platform}").WithTags("Auth").Needs(SecuritySchemes.Session, SecuritySchemes.Link).ProblemsAsPages().OpensVault()
            .Parameter("platform", "The platform's id.").Problems("unknown_platform", "duplicate_parameter");
        auth.MapGet("/login", Login).Described("beginLogin", "Sends the browser to the platform to connect an account", "Where a platform must know more first (a server, a shop), each question of the platform is a query parameter of its name; without them a page asks.")
            .Query("return_to", "Where the person ends: a path of the dashboard; /dashboard when left out.").Query("connection", "To reconnect: the connection's id. The same account must come back.")
            .Query("scopes", "Which of the platform's optional scopes to ask for, separated by spaces; empty: none of them. Left out: the usual ones, and of a reconnect those that were chosen before.")
            .Query("via", "link: what was asked is in the session of a connect link.").Query("ask", "1: asks also for what has a default.")
            .Answers(303, "To the platform.").AnswersPage(200, "A page that asks what the platform must know first, or, where another site led here, whether to go on.")
            .Problems("return_to_invalid", "link_unknown", "user_mismatch", "not_signed_in", "antiforgery", "rate_limited", "value_missing", "value_invalid", "url_not_allowed", "scope_not_offered", "redirect_not_accepted", "not_connected", "variable_not_set")
            .Problems("platform_not_configured", "state_store_unavailable", "authorization_refused", "identity_not_found", "public_address_needed", "issuer_mismatch", "registration_refused", "blocked_address", "platform_unavailable");
        auth.MapGet("/callback", Callback).Described("finishLogin", "Where the platform sends the browser back", "Checks the state, exchanges the code, reads the account and stores the connection.")
            .Query("state", "What the hub gave the platform; good once, for ten minutes.").Query("code", "The platform's code.").Query("iss", "Who answers (RFC 9207).").Query("error", "Why there is no code.")
            .Answers(303, "To the dashboard or the link's address, with `status=success` or `status=error` and a `reason`.").Problems("invalid_request");
    }

    private static async Task<IResult> Login(string platform, HttpContext context, ClaimsPrincipal user, PlatformCatalog catalog, LoginFlow flow, LoginRate rate, FlowCookie cookie, CancellationToken cancellationToken)
    {
        if (catalog.Find(platform) is not { Kind: PlatformKind.OAuth2 } entry) return BrowserPage.Problem(context, "unknown_platform");
        var query = context.Request.Query;
        if (query["return_to"].Count > 1 || query["connection"].Count > 1 || query["scopes"].Count > 1) return BrowserPage.Problem(context, "duplicate_parameter");
        if (ReturnPath.Check(query["return_to"]) is not { } returnTo) return BrowserPage.Problem(context, "return_to_invalid");
        var terms = query.ContainsKey("via") ? await OfLinkAsync(context, platform) : user.UserIdOrNull is { } userId ? new LoginTerms(userId, returnTo) { ConnectionId = query["connection"], Chosen = query.ContainsKey("scopes") ? query["scopes"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries) : null } : null;
        if (terms is null && query.ContainsKey("via")) return BrowserPage.Problem(context, "link_unknown");
        if (terms is { Link: not null } && user.UserIdOrNull is { } other && !string.Equals(other, terms.User, StringComparison.Ordinal)) return BrowserPage.Problem(context, "user_mismatch");
        // Nobody connects for somebody else; whoever asks for it does not get their own account connected instead.
        if (terms is not null && query["user"] is [{ } named] && !string.Equals(named, terms.User, StringComparison.Ordinal)) return BrowserPage.Problem(context, "user_mismatch");
        if (terms is null)
            return context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase) ? new SeeOther("/dashboard") : HubProblem.Create("not_signed_in");

        if (ForeignStart.Is(context)) return ForeignStart.Ask(context, entry, terms, [.. query.SelectMany(pair => pair.Value.Select(value => (pair.Key, value ?? "")))]);
        if (!rate.Allows(terms.User))
        {
            context.Response.Headers.RetryAfter = "60";
            return BrowserPage.Problem(context, "rate_limited");
        }
        if (entry.TemplateVariables.Any(variable => query[variable.Name].Count > 1)) return BrowserPage.Problem(context, "duplicate_parameter");
        var typed = query.ContainsKey("ask") ? null : entry.TemplateVariables.Where(variable => query.ContainsKey(variable.Name)).ToDictionary(variable => variable.Name, variable => query[variable.Name].ToString());

        return await flow.StartAsync(platform, terms, cookie.Ensure(context), typed, cancellationToken) switch
        {
            LoginStart.Redirect(var url) => new SeeOther(url.AbsoluteUri),
            LoginStart.Asks(var variables, var wrong) => QuestionPage.Ask(context, entry, variables, wrong, terms),
            LoginStart.Refused(var code, var detail) => BrowserPage.Problem(context, code, detail),
            _ => throw new InvalidOperationException("A login starts or is refused."),
        };
    }

    private static async Task<IResult> Callback(string platform, HttpContext context, ClaimsPrincipal user, PlatformCatalog catalog, LoginFlow flow, FlowCookie cookie, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        if (catalog.Find(platform) is not { Kind: PlatformKind.OAuth2 } entry) return BrowserPage.Problem(context, "unknown_platform");
        var (callback, problem) = CallbackQuery.Read(context.Request.Query, entry);
        if (callback is null) return BrowserPage.Problem(context, problem!);

        // The checks that need no session come first: without a state nobody's cookie matters.
        var link = await LinkSession.FindAsync(context);
        if (link is not null && !string.Equals(link.Platform, platform, StringComparison.Ordinal)) link = null;
        // Whoever is signed in is that person, whatever links they pressed; a link vouches only where nobody is.
        var elsewhere = user.UserIdOrNull is null && link is not null ? link.ReturnTo : null;
        if (string.IsNullOrEmpty(callback.State)) return End(platform, "state_missing", elsewhere);
        if (cookie.Find(context) is not { } browser || (user.UserIdOrNull ?? link?.User) is not { } userId) return End(platform, "state_session_mismatch", elsewhere);

        var (end, scope) = (await flow.FinishAsync(platform, userId, elsewhere is null ? null : link!.Link, browser, callback, cancellationToken), context.Audit());
        if (end is LoginEnd.Connected connected) (scope.User, scope.Connection) = (connected.Connection.User, connected.Connection.Id);
        else scope.Outcome = ((LoginEnd.Refused)end).Code;
        Auditing.Write(context, AuditActor.User(userId), AuditEvents.Connected, null);
        switch (end)
        {
            case LoginEnd.Connected(var connection, var returnTo):
                if (link is not null && string.Equals(link.User, connection.User, StringComparison.Ordinal)) await link.EndAsync(context);
                return new SeeOther(ReturnPath.With(returnTo, ("status", "success"), ("platform", platform), ("connection", connection.Id)));
            case LoginEnd.Refused(var code, var returnTo):
                LogRefused(loggers.CreateLogger("OAuthHub.Auth"), platform, code);
                return End(platform, code, returnTo ?? elsewhere);
            default:
                throw new InvalidOperationException("A login ends one way or the other.");
        }
    }

    /// <summary>Everything is as the link says; what the address says does not count. Null: no link was used here, or one for another platform.</summary>
    private static async Task<LoginTerms?> OfLinkAsync(HttpContext context, string platform) =>
        await LinkSession.FindAsync(context) is { } link && string.Equals(link.Platform, platform, StringComparison.Ordinal)
            ? new LoginTerms(link.User, link.ReturnTo) { ConnectionId = link.Connection, Scopes = link.Scopes, Link = link.Link }
            : null;

    private static SeeOther End(string platform, string code, string? returnTo) =>
        new(ReturnPath.With(returnTo ?? "/dashboard", ("status", "error"), ("platform", platform), ("reason", code)));

    [LoggerMessage(Level = LogLevel.Warning, Message = "A callback of {Platform} was refused: {Code}")]
    private static partial void LogRefused(ILogger logger, string platform, string code);
}
