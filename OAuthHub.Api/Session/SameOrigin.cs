using OAuthHub.Api.Problems;

namespace OAuthHub.Api.Session;

/// <summary>
/// Lets a change through only from the hub's own page: with a header that a foreign page cannot set without asking, and, where the
/// browser says where the request comes from, from the same origin.
/// </summary>
internal static class SameOrigin
{
    public const string Header = "X-OAuthHub";

    public static async ValueTask<object?> Require(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var headers = context.HttpContext.Request.Headers;
        var site = headers["Sec-Fetch-Site"].ToString();
        return headers[Header] == "1" && site is "" or "same-origin" ? await next(context) : HubProblem.Create("antiforgery");
    }
}
