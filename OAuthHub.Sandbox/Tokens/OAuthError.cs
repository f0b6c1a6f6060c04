namespace OAuthHub.Sandbox.Tokens;

/// <summary>RFC 6749 section 5.2: <c>{"error":"invalid_grant","error_description":"…"}</c>.</summary>
internal sealed class OAuthError(string error, string? description, int status = StatusCodes.Status400BadRequest) : IResult
{
    public static OAuthError InvalidRequest(string description) => new("invalid_request", description);

    public static OAuthError InvalidGrant(string description) => new("invalid_grant", description);

    public static OAuthError InvalidClient(string description) => new("invalid_client", description, StatusCodes.Status401Unauthorized);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.Headers.CacheControl = "no-store";
        response.Headers.Pragma = "no-cache";
        if (status == StatusCodes.Status401Unauthorized) response.Headers.WWWAuthenticate = "Basic realm=\"sandbox\"";
        var body = description is null
            ? (object)new { Error = error }
            : new { Error = error, ErrorDescription = description };
        return SandboxJson.Reply(body, status).ExecuteAsync(httpContext);
    }
}
