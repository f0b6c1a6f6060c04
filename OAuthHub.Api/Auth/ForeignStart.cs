using OAuthHub.Api.Problems;
using OAuthHub.Core.Connecting;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Api.Auth;

/// <summary>
/// A login that a page of another site began: where the platform asks nothing, the person would have connected an account without ever wanting to,
/// and where the issuer asks nothing, they would have signed in. A page of the hub's own asks instead, and goes on from here.
/// </summary>
internal static class ForeignStart
{
    /// <summary>Whether the browser says that it was sent by somebody else. One that says nothing, or that the person typed the address, is believed.</summary>
    public static bool Is(HttpContext context) => context.Request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "none" or "same-origin");

    /// <param name="asked">What the address says; it is said again when the person agrees.</param>
    public static IResult Ask(HttpContext context, Platform platform, LoginTerms terms, IReadOnlyList<(string Name, string Value)> asked) => Ask(context, $"Connect {platform.Name}?", $"""
            <p>A link led you here. Go on if you want to connect an account of {BrowserPage.Encode(platform.Name)} for <b>{BrowserPage.Encode(terms.User)}</b> at this hub, so that agents can use it.</p>
            <form method="get" action="/auth/{platform.Id}/login">{string.Concat(asked.Select(pair => QuestionPage.Hidden(pair.Name, pair.Value)))}<button>Connect {BrowserPage.Encode(platform.Name)}</button></form>
            """);

    /// <summary>The same before a sign-in at the issuer.</summary>
    public static IResult AskToSignIn(HttpContext context, string issuer, string returnTo) => Ask(context, "Sign in?", $"""
            <p>A link led you here. Go on if you want to sign in at this hub by {BrowserPage.Encode(issuer)}.</p>
            <form method="get" action="/signin/oidc">{QuestionPage.Hidden("return_to", returnTo)}<button>Continue with {BrowserPage.Encode(issuer)}</button></form>
            """);

    private static IResult Ask(HttpContext context, string title, string body)
    {
        if (!context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)) return HubProblem.Create("antiforgery");
        context.Response.Headers.ContentSecurityPolicy = BrowserPage.FormPolicy;
        context.Response.Headers.CacheControl = "no-store";
        return BrowserPage.Html(200, title, body + """<p><a href="/dashboard">No, go to the dashboard</a></p>""");
    }
}
