using OAuthHub.Api.Session;

namespace OAuthHub.Api.Hosting;

/// <summary>What every answer carries. The sandbox's own pages set their own policy.</summary>
internal sealed class SecurityHeaders(CookieNames cookies)
{
    /// <summary>
    /// Scripts only from here, and no text ever becomes one (trusted types). Style elements are allowed, attributes are not: behind a dialog the
    /// component library stops the page's scrolling with an element whose text depends on the window, so that no hash can name it.
    /// </summary>
    private const string Policy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; style-src-attr 'none'; img-src 'self' data:; connect-src 'self'; " +
        "base-uri 'none'; frame-ancestors 'none'; object-src 'none'; form-action 'self'; require-trusted-types-for 'script'; trusted-types 'none'";

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        Put(context);
        if (context.Request.Path.StartsWithSegments("/sandbox", StringComparison.Ordinal)) context.Response.Headers.ContentSecurityPolicy = default;
        return next(context);
    }

    public void Put(HttpContext context)
    {
        var headers = context.Response.Headers;
        PutOnData(headers);
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.XFrameOptions = "DENY";
        headers.ContentSecurityPolicy = Policy;
        // What the dashboard reads is of one person: names, addresses, what was done. The page keeps it while it is open, and no cache does.
        if (context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)) headers.CacheControl = "no-store";
    }

    /// <summary>What also stands on an answer of which no browser makes a page.</summary>
    public void PutOnData(IHeaderDictionary headers)
    {
        headers.XContentTypeOptions = "nosniff";
        // For a year, and for this name alone: what else lies below it is not the hub's to decide.
        if (cookies.IsSecure) headers.StrictTransportSecurity = "max-age=31536000";
    }
}
