using Microsoft.AspNetCore.Http.Features;
using OAuthHub.Api.Problems;

namespace OAuthHub.Api.Proxy;

/// <summary>
/// Stands before everything else and takes the calls of the proxy to their one route, past the router and past what is there for browsers: many
/// small calls come this way, and the hub's part of each should be small beside the platform's.
/// It looks at a call's address as it was written. The server has resolved dot segments by now, so a path that left the proxy, or
/// came into it from elsewhere, is nowhere to be seen later.
/// </summary>
internal sealed class ProxyGate(RequestDelegate next, EndpointDataSource endpoints, IServiceProvider services)
{
    public const string Prefix = "/proxy/";
    public const string Remedy = "Give the path below the platform's API, without dot segments, backslashes or an address of its own. A further host of the platform is named in X-OAuthHub-Host.";

    // Found when the first call comes: a key must not be looked for before the hub has started, and routes are mapped after the pipeline was put together.
    private Way? way;

    public Task InvokeAsync(HttpContext context)
    {
        var raw = RawTarget(context);
        var path = context.Request.Path.Value;
        var isProxy = IsUnder(path);
        if (!isProxy && !raw.Contains(Prefix, StringComparison.OrdinalIgnoreCase)) return next(context);
        var wasProxy = IsUnder(raw);
        if (!isProxy && !wasProxy && !(raw is not ['/', ..] && Uri.TryCreate(raw, UriKind.Absolute, out var absolute) && IsUnder(absolute.AbsolutePath))) return next(context);
        return isProxy && wasProxy && PlatformOf(path!) is { Length: > 0 } platform ? CallAsync(context, platform) : Go().Calls.AnswerAsync(context, HubProblem.Create("url_not_allowed", Remedy));
    }

    /// <summary>The address as it was written.</summary>
    public static string RawTarget(HttpContext context) => context.Features.Get<IHttpRequestFeature>()!.RawTarget;

    public static bool IsUnder(string? path) => path is not null && path.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    private Task CallAsync(HttpContext context, string platform)
    {
        var (route, calls) = Go();
        context.SetEndpoint(route);
        return calls.AnswerAsync(context, platform);
    }

    private Way Go() => way ??= new Way(endpoints.Endpoints.First(endpoint => endpoint is RouteEndpoint { RoutePattern.RawText: ProxyEndpoints.Pattern }), services.GetRequiredService<ProxyEndpoints>());

    private static string PlatformOf(string path) => path.IndexOf('/', Prefix.Length) is > 0 and var end ? path[Prefix.Length..end] : path[Prefix.Length..];

    private sealed record Way(Endpoint Route, ProxyEndpoints Calls);
}
