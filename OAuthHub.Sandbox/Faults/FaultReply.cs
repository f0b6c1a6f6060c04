namespace OAuthHub.Sandbox.Faults;

/// <summary>An answer that the fault spells out itself.</summary>
internal sealed class FaultReply(Fault fault) : IResult
{
    /// <summary>What a captive portal or an expired session at a proxy answers: success, and not what was asked for.</summary>
    public static FaultReply LoginPage { get; } = new(new Fault
    {
        Kind = FaultKind.Html,
        Endpoint = FaultEndpoint.Token,
        Count = 1,
        Status = StatusCodes.Status200OK,
        ContentType = "text/html; charset=utf-8",
        Body = "<!doctype html><html lang=\"en\"><title>Sign in</title><h1>Please sign in</h1><form method=\"post\"><input name=\"user\"></form></html>",
    });

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = fault.Status;
        response.ContentType = fault.ContentType;
        response.Headers.CacheControl = "no-store";
        if (fault.RetryAfter is { } seconds) response.Headers.RetryAfter = seconds;
        if (fault.Location is { } location) response.Headers.Location = location;
        // 204 and 304 have no body; writing one would fail for a reason that is not the fault.
        return fault.Body.Length == 0 || fault.Status is 204 or 205 or 304 ? Task.CompletedTask : response.WriteAsync(fault.Body, httpContext.RequestAborted);
    }
}
