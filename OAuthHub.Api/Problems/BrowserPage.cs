using System.Text;
using System.Text.Encodings.Web;

namespace OAuthHub.Api.Problems;

/// <summary>A plain page for a browser that meets an error outside the dashboard. Agents get the problem document instead.</summary>
internal static class BrowserPage
{
    /// <summary>For pages with a form. Browsers hold a form's policy against where its answer leads: the platform, whichever it is.</summary>
    public const string FormPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' https: http://localhost:* http://127.0.0.1:*";

    /// <param name="detail">What to do, where more is known than the code says.</param>
    /// <param name="inGerman">The same for whoever reads German. Null with a detail: it is known in English alone, and so is the page.</param>
    public static IResult Problem(HttpContext context, string code, string? detail = null, string? inGerman = null)
    {
        if (HubProblem.StatusOf(code) == 503) context.Response.Headers.RetryAfter = "5";
        if (!context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)) return HubProblem.Create(code, detail);
        var language = PageLanguage.Of(context);
        return language == PageLanguage.German && (detail is null || inGerman is not null) && GermanProblem.Find(code) is var (title, remedy)
            ? Page(language, HubProblem.StatusOf(code), title, inGerman ?? remedy)
            : Page(PageLanguage.English, HubProblem.StatusOf(code), HubProblem.TitleOf(code), detail ?? HubProblem.DetailOf(code));
    }

    public static IResult Page(PageLanguage language, int status, string title, string text) =>
        Html(language, status, title, $"""<p>{Encode(text)}</p><p><a href="/dashboard">{Encode(language.Say("Go to the dashboard", "Zum Dashboard"))}</a></p>""");

    /// <param name="body">What stands below the title, as HTML: whoever writes it encodes what is not its own.</param>
    public static IResult Html(PageLanguage language, int status, string title, string body)
    {
        var html = $"""
            <!doctype html>
            <html lang="{language.Tag}">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Encode(title)}</title>
            <style>
              :root {"{"} color-scheme: light dark; {"}"}
              body {"{"} font: 1rem/1.6 system-ui, sans-serif; max-width: 34rem; margin: 18vh auto; padding: 0 1.5rem; {"}"}
              html {"{"} background: light-dark(#fff, #11171a); color: light-dark(#152025, #edf1f2); {"}"}
              a {"{"} color: light-dark(#0f6272, #7cccd8); {"}"}
              h1 {"{"} font-size: 1.5rem; line-height: 1.25; {"}"}
              label {"{"} display: block; font-weight: 600; margin-top: 1.25rem; {"}"}
              input, button {"{"} font: inherit; padding: .6rem .8rem; border-radius: .5rem; border: 1px solid GrayText; {"}"}
              input {"{"} width: 100%; box-sizing: border-box; margin-top: .35rem; {"}"}
              button {"{"} margin-top: 1.5rem; background: light-dark(#0f6272, #7cccd8); color: light-dark(#fff, #06252b); border-color: transparent; cursor: pointer; {"}"}
              .wrong {"{"} color: light-dark(#b00020, #ff8a80); margin: .35rem 0 0; {"}"}
            </style>
            <main><h1>{Encode(title)}</h1>{body}</main>
            </html>
            """;
        return TypedResults.Content(html, "text/html", Encoding.UTF8, status);
    }

    public static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
