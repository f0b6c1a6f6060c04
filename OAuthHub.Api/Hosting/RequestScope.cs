namespace OAuthHub.Api.Hosting;

/// <summary>
/// Puts the request's number around every line that is logged of it, by which a fault's answer is found in the log. The framework's own
/// scope holds the path too, and so a connect link's token: it is switched off.
/// </summary>
internal sealed class RequestScope(RequestDelegate next, ILogger<RequestScope> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        using var scope = Begin(logger, context);
        await next(context);
    }

    /// <summary>For what is answered before it gets here.</summary>
    public static IDisposable? Begin(ILogger logger, HttpContext context) => logger.BeginScope(new KeyValuePair<string, object>[] { new("RequestId", context.TraceIdentifier) });
}
