using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using OAuthHub.Api.Credentials;
using OAuthHub.Api.Problems;
using OAuthHub.Core;

namespace OAuthHub.Api.Mcp;

/// <summary>
/// Stands before <c>/mcp</c>: lets in requests with an agent key that come neither from a foreign page nor under a foreign name (a name that was
/// turned to this machine's address), as the protocol's rules for HTTP servers ask.
/// </summary>
internal sealed class McpGate(RequestDelegate next, HubAddress hub, IOptions<McpOptions> options)
{
    public const string Path = "/mcp";
    public const string MetadataPath = "/.well-known/oauth-protected-resource" + Path;

    private const long LongestRequest = 1024 * 1024;

    public Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments(Path, StringComparison.Ordinal)) return next(context);
        if (!IsOwnName(context.Request.Host.Host) || context.Request.Headers.Origin is { Count: > 0 } origin && !IsOwnOrigin(origin.ToString())) return Refuse(context, HubProblem.Create("origin_not_allowed"));
        if (AgentAuthentication.Identify(context) is { } refusal)
        {
            // Where a client can read what this resource is and how it wants to be asked (RFC 9728 section 5.1).
            if (context.Response.Headers.WWWAuthenticate.Count > 0) context.Response.Headers.WWWAuthenticate = $"Bearer resource_metadata=\"{hub.PublicUrl}{MetadataPath}\"";
            return Refuse(context, refusal);
        }
        if (context.Request.ContentLength > LongestRequest) return Refuse(context, HubProblem.Create("body_too_large", $"Send at most {LongestRequest} bytes."));
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = LongestRequest;
        context.RequestServices.GetRequiredService<McpRequest>().Context = context;
        return next(context);
    }

    private static Task Refuse(HttpContext context, IResult problem) => problem.ExecuteAsync(context);

    private bool IsOwnOrigin(string origin) => string.Equals(origin, new Uri(hub.PublicUrl).GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase);

    private bool IsOwnName(string host) =>
        host is "localhost" or "127.0.0.1" or "[::1]" || string.Equals(host, new Uri(hub.PublicUrl).Host, StringComparison.OrdinalIgnoreCase) || options.Value.Hosts.Contains(host, StringComparer.OrdinalIgnoreCase);
}
