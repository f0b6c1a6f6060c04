using System.Text;
using System.Text.Encodings.Web;

namespace OAuthHub.Sandbox.Authorization;

/// <summary>The frame of the pages that people see, with the headers that keep them harmless.</summary>
internal sealed class SandboxPage(string title, string main, int status) : IResult
{
    // form-action must allow the app's address and whatever it redirects to: browsers apply it along the whole chain.
    private const string Policy =
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action *; base-uri 'none'; frame-ancestors 'none'";

    public static SandboxPage Problem(string reason) => new(
        "This request cannot be answered",
        $"""
        <h1>This request cannot be answered</h1>
        <p class="lead">{Encode(reason)}</p>
        <p class="note">The practice platform stays here instead of sending you back, because it cannot be sure to whom.</p>
        """,
        StatusCodes.Status400BadRequest);

    public static string Encode(string text) => HtmlEncoder.Default.Encode(text);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        return response.WriteAsync(
            $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{Encode(title)} · Sandbox</title>
            <link rel="stylesheet" href="style.css">
            </head>
            <body>
            <main>
            <p class="brand">Sandbox <span>practice platform</span></p>
            {main}
            </main>
            </body>
            </html>

            """,
            Encoding.UTF8, httpContext.RequestAborted);
    }
}
