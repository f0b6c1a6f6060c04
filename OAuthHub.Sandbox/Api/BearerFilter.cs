using OAuthHub.Sandbox.Ledger;
using OAuthHub.Sandbox.Tokens;

namespace OAuthHub.Sandbox.Api;

/// <summary>RFC 6750: lets live access tokens in and counts who was refused; the token is then a feature of the request.</summary>
internal sealed class BearerFilter(GrantStore grants, LedgerTotals totals, TimeProvider time) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var header = http.Request.Headers.Authorization.ToString();
        var presented = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header["Bearer ".Length..].Trim() : "";
        var token = grants.FindAccessToken(presented);
        var live = token is not null && token.IsLive(time.GetUtcNow());

        totals.Count(Tally.ApiCalls);
        token?.Grant.CountApiCall(refused: !live);
        http.Response.Headers.CacheControl = "no-store";
        if (live)
        {
            http.Features.Set(token);
            return await next(context);
        }

        totals.Count(Tally.Api401s);
        // Section 3.1: a request without any token gets the challenge and no error code.
        http.Response.Headers.WWWAuthenticate = presented.Length == 0
            ? "Bearer realm=\"sandbox\""
            : "Bearer realm=\"sandbox\", error=\"invalid_token\", error_description=\"The access token is unknown, expired or revoked\"";
        return SandboxJson.Reply(new { Error = "invalid_token" }, StatusCodes.Status401Unauthorized);
    }
}
