namespace OAuthHub.Api.Hosting;

/// <summary>What every answer carries. The sandbox's own pages set their own policy.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    /// <summary>Inline styles are allowed because the component library positions its pop-ups with them; scripts only from here.</summary>
    private const string Policy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
        "base-uri 'none'; frame-ancestors 'none'; object-src 'none'; form-action 'self'";

    public Task InvokeAsync(HttpContext context)
    {
        Put(context.Response.Headers);
        if (context.Request.Path.StartsWithSegments("/sandbox", StringComparison.Ordinal)) context.Response.Headers.ContentSecurityPolicy = default;
        return next(context);
    }

    public static void Put(IHeaderDictionary headers)
    {
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.XFrameOptions = "DENY";
        headers.ContentSecurityPolicy = Policy;
    }
}
