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
    public static IResult Ask(HttpContext context, Platform platform, LoginTerms terms, IReadOnlyList<(string Name, string Value)> asked)
    {
        var language = PageLanguage.Of(context);
        var (name, user) = (BrowserPage.Encode(platform.Name), $"<b>{BrowserPage.Encode(terms.User)}</b>");
        return Ask(context, language, language.Say($"Connect {platform.Name}?", $"{platform.Name} verbinden?"), $"""
            <p>{language.Say(
                $"A link led you here. Go on if you want to connect an account of {name} for {user} at this hub, so that agents can use it.",
                $"Ein Link hat dich hierher geführt. Mach weiter, wenn du an diesem Hub für {user} ein Konto von {name} verbinden willst, das Agenten benutzen können.")}</p>
            <form method="get" action="/auth/{platform.Id}/login">{string.Concat(asked.Select(pair => QuestionPage.Hidden(pair.Name, pair.Value)))}<button>{language.Say($"Connect {name}", $"{name} verbinden")}</button></form>
            """);
    }

    /// <summary>The same before a sign-in at the issuer.</summary>
    public static IResult AskToSignIn(HttpContext context, string issuer, string returnTo)
    {
        var (language, name) = (PageLanguage.Of(context), BrowserPage.Encode(issuer));
        return Ask(context, language, language.Say("Sign in?", "Anmelden?"), $"""
            <p>{language.Say(
                $"A link led you here. Go on if you want to sign in at this hub by {name}.",
                $"Ein Link hat dich hierher geführt. Mach weiter, wenn du dich an diesem Hub mit {name} anmelden willst.")}</p>
            <form method="get" action="/signin/oidc">{QuestionPage.Hidden("return_to", returnTo)}<button>{language.Say($"Continue with {name}", $"Weiter mit {name}")}</button></form>
            """);
    }

    private static IResult Ask(HttpContext context, PageLanguage language, string title, string body)
    {
        if (!context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)) return HubProblem.Create("antiforgery");
        context.Response.Headers.ContentSecurityPolicy = BrowserPage.FormPolicy;
        context.Response.Headers.CacheControl = "no-store";
        return BrowserPage.Html(language, 200, title, body + $"""<p><a href="/dashboard">{language.Say("No, go to the dashboard", "Nein, zum Dashboard")}</a></p>""");
    }
}
