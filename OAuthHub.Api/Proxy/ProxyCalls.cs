using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using OAuthHub.Api.Audit;
using OAuthHub.Api.Credentials;
using OAuthHub.Api.Problems;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Proxy;
using OAuthHub.Core.Refresh;

namespace OAuthHub.Api.Proxy;

/// <summary>One call from the agent's words to the end: what is asked, whether the key may, which connection, which token, where to.</summary>
internal sealed class ProxyCalls(
    ConnectionSelector selector, TokenReader tokens, ProxyRoutes routes, ProxyForwarder forwarder, CredentialAnswers answers, IOptions<ProxyOptions> options)
{
    /// <summary>Of a path in the audit.</summary>
    private const int LongestPath = 256;

    /// <returns>The hub's own answer. Null: the platform's was passed on, or the agent has left.</returns>
    public async Task<IResult?> CallAsync(HttpContext context, string platform)
    {
        var (grant, audit) = (context.Grant(), context.Audit());
        audit.Detail = context.Request.Method;
        var (asked, problem) = ProxyRequest.Read(context, platform);
        if (asked is null) return problem;
        if (RefuseLong(context) is { } tooLong) return tooLong;
        audit.Detail = Words(asked, asked.Path.Decoded);
        (var found, problem) = await selector.SelectAsync(grant, AgentAction.Proxy, platform, asked.User, asked.Account, context.RequestAborted);
        if (found is null) return problem;
        audit.About(found);
        // Before anything is asked of anybody. At a further host the path counts with the host in front; which it is shows below.
        if (asked.Host is null && !Allows(grant, asked, asked.Path.Decoded)) return HubProblem.Create("forbidden");

        var read = await tokens.ReadAsync(found.Id, TimeSpan.Zero, context.RequestAborted);
        if (read is not TokenReadResult.Live(var connection)) return await answers.OfAsync(context, read, found);
        if (routes.Find(connection) is not { } route) return HubProblem.Create("platform_not_configured");
        if (!route.CanCall) return HubProblem.Create("api_not_callable");
        if (!route.IsAllowed && asked.Host is null) return HubProblem.Create("url_not_allowed", "The address of this account's API is not one that the hub calls. If it is a server in the hub's own network, the operator adds it to OAuthHub:Network:AllowedHosts.");
        var target = asked.Host is null ? ProxyTarget.OfBase(route) : routes.FindHost(route, asked.Host);
        if (target is null) return HubProblem.Create("url_not_allowed", "X-OAuthHub-Host is not one of the hosts of this platform's API (docs/platforms.md).");
        if (asked.Host is not null)
        {
            audit.Detail = Words(asked, target.Limited(asked.Path));
            if (!Allows(grant, asked, target.Limited(asked.Path))) return HubProblem.Create("forbidden");
        }

        switch (await forwarder.ForwardAsync(context, asked, target, route, connection))
        {
            case ProxyEnd.Problem(var own): return own;
            case ProxyEnd.Refused(var why): return await answers.OfAsync(context, why, found);
            case ProxyEnd.Passed(var status, var isWhole):
                audit.Detail = $"{audit.Detail} {status}";
                if (!isWhole) audit.Outcome = "upstream_unavailable";
                return null;
            default: return null;
        }
    }

    public ProblemHttpResult ProblemOf(BadHttpRequestException bad) => forwarder.ProblemOf(bad);

    /// <summary>Before a byte of it was read: whoever waits for <c>100 Continue</c> then never sends it.</summary>
    private ProblemHttpResult? RefuseLong(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = options.Value.MaxRequestBytes;
        if (context.Request.ContentLength is not { } length || length <= options.Value.MaxRequestBytes) return null;
        context.Response.Headers.Connection = "close"; // what is on its way is not read to its end
        return forwarder.ProblemOf(new BadHttpRequestException("too long", StatusCodes.Status413PayloadTooLarge));
    }

    private static bool Allows(AgentGrant grant, ProxyRequest asked, string path)
    {
        if (!grant.AllowsCall(asked.Method, path)) return false;
        return grant.Methods.Count == 0 || ProxyQuery.MethodsNamed(asked.Query).All(method => grant.AllowsCall(method, path));
    }

    /// <summary>For the audit: paths are kept, queries are not, since they may hold anything.</summary>
    private static string Words(ProxyRequest asked, string path) => path.Length <= LongestPath ? $"{asked.Method} {path}" : $"{asked.Method} {path.AsSpan(0, LongestPath)}…";
}
