using System.Text;
using System.Text.Encodings.Web;

namespace OAuthHub.Api.Problems;

/// <summary>A plain page for a browser that meets an error outside the dashboard. Agents get the problem document instead.</summary>
internal static class BrowserPage
{
    public static IResult Problem(HttpContext context, string code)
    {
        if (HubProblem.StatusOf(code) == 503) context.Response.Headers.RetryAfter = "5";
        if (!context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)) return HubProblem.Create(code);
        return Page(HubProblem.StatusOf(code), HubProblem.TitleOf(code), HubProblem.DetailOf(code));
    }

    public static IResult Page(int status, string title, string text)
    {
        var html = $"""
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Encode(title)}</title>
            <style>
              :root {"{"} color-scheme: light dark; {"}"}
              body {"{"} font: 1rem/1.6 system-ui, sans-serif; max-width: 34rem; margin: 18vh auto; padding: 0 1.5rem; {"}"}
              h1 {"{"} font-size: 1.5rem; line-height: 1.25; {"}"}
            </style>
            <main><h1>{Encode(title)}</h1><p>{Encode(text)}</p><p><a href="/dashboard">Go to the dashboard</a></p></main>
            </html>
            """;
        return TypedResults.Content(html, "text/html", Encoding.UTF8, status);
    }

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
