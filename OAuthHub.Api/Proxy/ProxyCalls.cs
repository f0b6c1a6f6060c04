using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using OAuthHub.Api.Audit;
using OAuthHub.Api.Credentials;
using OAuthHub.Api.Problems;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Proxy;
using OAuthHub.Core.Refresh;

namespace OAuthHub.Api.Proxy;

/// <summary>A call that may be made: what, where to, and as whom.</summary>
/// <param name="Found">The connection as the agent asked for it.</param>
/// <param name="Connection">The same with a live token.</param>
internal sealed record ProxyCall(ProxyRequest Asked, ProxyTarget Target, ProxyRoute Route, ConnectionSummary Found, Connection Connection);

/// <summary>Makes of an agent's words a call: what is asked, whether the key may, which connection, which token, where to.</summary>
internal sealed class ProxyCalls(ConnectionSelector selector, TokenReader tokens, ProxyRoutes routes, CredentialAnswers answers, IOptions<ProxyOptions> options)
{
    /// <param name="audit">Knows the platform already, and learns the rest.</param>
    /// <returns>The call, or the hub's own answer.</returns>
    public async ValueTask<(ProxyCall? Call, IResult? Problem)> FindAsync(HttpContext context, AgentGrant grant, AuditScope audit)
    {
        var platform = audit.Platform!;
        audit.Detail = context.Request.Method;
        var (asked, problem) = ProxyRequest.Read(context, platform);
        if (asked is null) return (null, problem);
        if (asked.HasBody && RefuseLong(context) is { } tooLong) return (null, tooLong);
        audit.Called = new CalledApi(asked.Method, asked.Path.Decoded);
        (var found, problem) = await selector.SelectAsync(grant, AgentAction.Proxy, platform, asked.User, asked.Account, context.RequestAborted);
        if (found is null) return (null, problem);
        audit.About(found);
        // Before anything is asked of anybody. At a further host the path counts with the host in front; which it is shows below.
        if (asked.Host is null && !Allows(grant, asked, asked.Path.Decoded)) return (null, HubProblem.Create("forbidden"));

        var read = await tokens.ReadAsync(found, TimeSpan.Zero, context.RequestAborted);
        if (read is not TokenReadResult.Live(var connection)) return (null, await answers.OfAsync(grant, audit, read, found, context.RequestAborted));
        if (routes.Find(connection) is not { } route) return (null, HubProblem.Create("platform_not_configured"));
        var (target, noTarget) = TargetOf(asked, route);
        if (target is null) return (null, noTarget);
        if (asked.Host is not null)
        {
            var limited = target.Limited(asked.Path);
            audit.Called = new CalledApi(asked.Method, limited);
            if (!Allows(grant, asked, limited)) return (null, HubProblem.Create("forbidden"));
        }
        return (new ProxyCall(asked, target, route, found, connection), null);
    }

    /// <summary>What the server said of a body that it stopped to read.</summary>
    public ProblemHttpResult ProblemOf(BadHttpRequestException bad) => bad.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => HubProblem.Create("body_too_large", $"The proxy takes bodies of at most {options.Value.MaxRequestBytes} bytes (OAuthHub:Proxy:MaxRequestBytes)."),
        StatusCodes.Status408RequestTimeout => HubProblem.Create("request_timeout"),
        _ => HubProblem.Create("invalid_request"),
    };

    private (ProxyTarget? Target, IResult? Problem) TargetOf(ProxyRequest asked, ProxyRoute route)
    {
        if (!route.CanCall) return (null, HubProblem.Create("api_not_callable"));
        if (asked.Host is { } host)
            return routes.FindHost(route, host) is { } further ? (further, null) : (null, HubProblem.Create("url_not_allowed", "X-OAuthHub-Host is not one of the hosts of this platform's API (docs/platforms.md)."));
        return route.IsAllowed
            ? (route.Own, null)
            : (null, HubProblem.Create("url_not_allowed", "The address of this account's API is not one that the hub calls. If it is a server in the hub's own network, the operator adds it to OAuthHub:Network:AllowedHosts."));
    }

    /// <summary>Before a byte of it was read: whoever waits for <c>100 Continue</c> then never sends it.</summary>
    private ProblemHttpResult? RefuseLong(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = options.Value.MaxRequestBytes;
        if (context.Request.ContentLength is not { } length || length <= options.Value.MaxRequestBytes) return null;
        context.Response.Headers.Connection = "close"; // what is on its way is not read to its end
        return ProblemOf(new BadHttpRequestException("too long", StatusCodes.Status413PayloadTooLarge));
    }

    private static bool Allows(AgentGrant grant, ProxyRequest asked, string path) => grant.AllowsCall(asked.Method, path) && (grant.Methods.Count == 0 || AllowsNamed(grant, asked, path));

    private static bool AllowsNamed(AgentGrant grant, ProxyRequest asked, string path) => ProxyQuery.MethodsNamed(asked.Query).All(method => grant.AllowsCall(method, path));
}
