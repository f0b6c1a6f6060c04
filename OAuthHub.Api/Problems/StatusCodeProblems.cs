namespace OAuthHub.Api.Problems;

/// <summary>Gives a bare status of the framework (no such route, wrong method) its problem document.</summary>
internal static class StatusCodeProblems
{
    public static Task WriteAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/sandbox", StringComparison.Ordinal)) return Task.CompletedTask;
        var code = context.Response.StatusCode switch
        {
            400 => "invalid_request",
            401 => "unauthorized",
            403 => "forbidden",
            404 => "not_found",
            405 => "method_not_allowed",
            413 => "body_too_large",
            415 => "unsupported_media_type",
            _ => null,
        };
        return code is null ? Task.CompletedTask : BrowserPage.Problem(context, code).ExecuteAsync(context);
    }
}
