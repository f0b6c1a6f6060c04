using OAuthHub.Api.Problems;
using OAuthHub.Core.Proxy;

namespace OAuthHub.Api.Proxy;

/// <summary>
/// Looks at a call's address as it was written. The server has resolved dot segments before routing, so a path that left the proxy, or
/// came into it from elsewhere, is nowhere to be seen later. Marks every answer of these routes as the hub's own, until a platform's is passed on.
/// </summary>
internal sealed class ProxyTargetGuard(RequestDelegate next)
{
    public const string Prefix = "/proxy/";
    public const string Remedy = "Give the path below the platform's API, without dot segments, backslashes or an address of its own. A further host of the platform is named in X-OAuthHub-Host.";

    public Task InvokeAsync(HttpContext context)
    {
        var raw = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        var isProxy = IsUnder(context.Request.Path.Value);
        if (!isProxy && !raw.Contains(Prefix, StringComparison.OrdinalIgnoreCase)) return next(context);
        var wasProxy = IsUnder(raw);
        if (!isProxy && !wasProxy && !(raw is not ['/', ..] && Uri.TryCreate(raw, UriKind.Absolute, out var absolute) && IsUnder(absolute.AbsolutePath))) return next(context);
        MarkHub(context);
        // What is left of /proxy/{platform}/.. has no route of its own.
        return isProxy && wasProxy && context.Request.Path.Value!.Length > Prefix.Length ? next(context) : HubProblem.Create("url_not_allowed", Remedy).ExecuteAsync(context);
    }

    /// <summary>Says that the answer is the hub's own, as far as it is one of these routes.</summary>
    public static void MarkHub(HttpContext context) => context.Response.Headers[ProxyHeaders.Source] = "hub";

    public static bool IsUnder(string? path) => path is not null && path.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);
}
