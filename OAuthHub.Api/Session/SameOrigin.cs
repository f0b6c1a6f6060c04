using Microsoft.OpenApi;
using OAuthHub.Api.OpenApi;
using OAuthHub.Api.Problems;
using OAuthHub.Core;

namespace OAuthHub.Api.Session;

/// <summary>
/// Lets a change through only from the hub's own page: with a header that a foreign page cannot set without asking, and, where the
/// browser says where the request comes from, from the same origin.
/// </summary>
internal static class SameOrigin
{
    public const string Header = "X-OAuthHub";

    /// <summary>For routes of the dashboard that change something.</summary>
    public static TBuilder RequireSameOrigin<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.AddEndpointFilter(Require).Problems("antiforgery").WithMetadata(new DescribedParameter(Header, "Always 1: a page of another site cannot set it without asking.", ParameterLocation.Header, IsRequired: true));

    public static async ValueTask<object?> Require(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var headers = context.HttpContext.Request.Headers;
        var site = headers["Sec-Fetch-Site"].ToString();
        return headers[Header] == "1" && site is "" or "same-origin" ? await next(context) : HubProblem.Create("antiforgery");
    }

    /// <summary>The same for a page's form, which can set no header: the browser must say that it comes from here.</summary>
    public static async ValueTask<object?> RequireForm(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var site = http.Request.Headers["Sec-Fetch-Site"].ToString();
        var isOurs = site is "same-origin" || (site is "" && http.Request.Headers.Origin is [{ } origin] && string.Equals(origin, OriginOf(http), StringComparison.OrdinalIgnoreCase));
        return isOurs ? await next(context) : BrowserPage.Problem(http, "antiforgery", "Open the link itself and press the button on its page.", "Öffne den Link selbst und drücke den Knopf auf seiner Seite.");
    }

    private static string OriginOf(HttpContext http) => new Uri(http.RequestServices.GetRequiredService<HubAddress>().PublicUrl).GetLeftPart(UriPartial.Authority);
}
