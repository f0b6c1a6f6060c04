namespace OAuthHub.Api.Problems;

/// <summary>Gives a bare status of the framework (no such route, wrong method) its problem document.</summary>
internal static class StatusCodeProblems
{
    /// <summary>
    /// What is not there and what belongs to somebody else must answer with the same bytes, so a refusal carries no id of its
    /// own. A fault of the hub does: the operator finds it in the log by it.
    /// </summary>
    public static void WithoutTrace(ProblemDetailsContext context)
    {
        if (context.ProblemDetails.Status >= 500) return;
        context.ProblemDetails.Extensions.Remove("traceId");
        context.ProblemDetails.Extensions.Remove("trace_id");
    }

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
            408 => "request_timeout",
            413 => "body_too_large",
            415 => "unsupported_media_type",
            _ => null,
        };
        return code is null ? Task.CompletedTask : BrowserPage.Problem(context, code).ExecuteAsync(context);
    }
}
