namespace OAuthHub.Sandbox.Control;

/// <summary>The one place where a bad control request becomes a problem document (RFC 9457).</summary>
internal sealed class InvalidMemberFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (InvalidMemberException invalid)
        {
            return TypedResults.Problem(
                title: $"The member '{invalid.Member}' {invalid.Complaint}.",
                detail: $"Allowed: {invalid.Allowed}. Nothing was changed.",
                statusCode: StatusCodes.Status400BadRequest,
                extensions: new Dictionary<string, object?>
                {
                    ["code"] = "invalid_request",
                    ["member"] = invalid.Member,
                    ["allowed"] = invalid.Allowed,
                });
        }
    }
}
