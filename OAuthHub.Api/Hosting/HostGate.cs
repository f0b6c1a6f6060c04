using Microsoft.Extensions.Options;
using OAuthHub.Api.Mcp;
using OAuthHub.Api.Problems;
using OAuthHub.Core;

namespace OAuthHub.Api.Hosting;

/// <summary>
/// Refuses a browser that came under a name which is not the hub's: somebody turned that name to the hub's address, and their page would pass for
/// the hub's own. Nothing is built from the name, so agents, who bring a key, may use any.
/// </summary>
internal sealed class HostGate(RequestDelegate next, IOptions<HubOptions> options, IOptions<McpOptions> mcp)
{
    private const string Remedy = "Use the hub's own address. Whoever runs a proxy before it has the proxy pass the name on, or adds the name that it sends to OAuthHub:Mcp:Hosts.";

    /// <summary>Where a session or a connect link counts.</summary>
    private static readonly PathString[] ForBrowsers = ["/auth", "/connect", "/dashboard", "/api", "/signin", "/signout"];

    // In Development the hub may not know its address.
    private readonly string? own = options.Value.PublicUrl is { } address ? new Uri(address).Host : null;

    public Task InvokeAsync(HttpContext context) =>
        own is null || IsOwn(context.Request.Host.Host) || !ForBrowsers.Any(path => context.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase))
            ? next(context)
            : BrowserPage.Problem(context, "invalid_request", Remedy).ExecuteAsync(context);

    /// <summary>Nobody else can have an address or a name without a dot, as machines of one network call each other.</summary>
    private bool IsOwn(string host) =>
        string.Equals(host, own, StringComparison.OrdinalIgnoreCase) || !host.Contains('.', StringComparison.Ordinal) || Uri.CheckHostName(host) is UriHostNameType.IPv4 or UriHostNameType.IPv6 ||
        mcp.Value.Hosts.Contains(host, StringComparer.OrdinalIgnoreCase);
}
