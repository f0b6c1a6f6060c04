using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using OAuthHub.Api.Credentials;
using OAuthHub.Api.Problems;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Audit;
using OAuthHub.Core.Proxy;
using OAuthHub.Core.Refresh;
using OAuthHub.Core.Telemetry;

namespace OAuthHub.Api.Proxy;

/// <summary>One call from the agent's words to the end: what is asked, whether the key may, which connection, which token, where to.</summary>
internal sealed class ProxyCalls(
    ConnectionSelector selector, TokenReader tokens, ProxyRoutes routes, ProxyForwarder forwarder, ApiDescriptions apis, AuditLog audit, IOptions<ProxyOptions> options, HubMeter meter, TimeProvider time)
{
    public async Task<IResult> CallAsync(HttpContext context, string platform, ProxyCallRecord call)
    {
        var (asked, problem) = ProxyRequest.Read(context, platform);
        if (asked is null) return problem!;
        if (RefuseLong(context) is { } tooLong) return tooLong;
        (call.User, call.Path) = (asked.User ?? context.Grant().DefaultUser, asked.Path.Decoded);
        (var found, problem) = await selector.SelectAsync(context.Grant(), AgentAction.Proxy, platform, asked.User, asked.Account, context.RequestAborted);
        if (found is null) return problem!;
        call.Connection = found.Id;
        // Before anything is asked of anybody. At a further host the path counts with the host in front; which it is shows below.
        if (asked.Host is null && !Allows(context, asked, asked.Path.Decoded)) return HubProblem.Create("forbidden");

        var read = await tokens.ReadAsync(found.Id, TimeSpan.Zero, context.RequestAborted);
        if (read is not TokenReadResult.Live(var connection)) return CredentialAnswers.Of(read, found, apis, meter, time);
        if (routes.Find(connection) is not { } route) return HubProblem.Create("platform_not_configured");
        if (!route.CanCall) return HubProblem.Create("api_not_callable");
        if (!route.IsAllowed && asked.Host is null) return HubProblem.Create("url_not_allowed", "The address of this account's API is not one that the hub calls. If it is a server in the hub's own network, the operator adds it to OAuthHub:Network:AllowedHosts.");
        var target = asked.Host is null ? ProxyTarget.OfBase(route) : routes.FindHost(route, asked.Host);
        if (target is null) return HubProblem.Create("url_not_allowed", "X-OAuthHub-Host is not one of the hosts of this platform's API (docs/platforms.md).");
        call.Path = target.Limited(asked.Path);
        if (asked.Host is not null && !Allows(context, asked, call.Path)) return HubProblem.Create("forbidden");

        switch (await forwarder.ForwardAsync(context, asked, target, route, connection))
        {
            case ProxyEnd.Problem(var own): return own;
            case ProxyEnd.Refused(var why): return CredentialAnswers.Of(why, found, apis, meter, time);
            case ProxyEnd.Passed(var status, var isWhole):
                (call.Status, call.Outcome) = (status, isWhole ? AuditEntry.Ok : "upstream_unavailable");
                return TypedResults.Empty;
            default:
                call.Outcome = ProxyCallRecord.Cancelled;
                return TypedResults.Empty;
        }
    }

    public IResult ProblemOf(BadHttpRequestException bad) => forwarder.ProblemOf(bad);

    public void Write(ProxyCallRecord call, HttpContext context) => audit.Write(call.Entry(context.Grant(), context.Connection.RemoteIpAddress));

    /// <summary>Before a byte of it was read: whoever waits for <c>100 Continue</c> then never sends it.</summary>
    private IResult? RefuseLong(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = options.Value.MaxRequestBytes;
        if (context.Request.ContentLength is not { } length || length <= options.Value.MaxRequestBytes) return null;
        context.Response.Headers.Connection = "close"; // what is on its way is not read to its end
        return forwarder.ProblemOf(new BadHttpRequestException("too long", StatusCodes.Status413PayloadTooLarge));
    }

    private static bool Allows(HttpContext context, ProxyRequest asked, string path) =>
        context.Grant().AllowsCall(asked.Method, path) && ProxyQuery.MethodsNamed(asked.Query).All(method => context.Grant().AllowsCall(method, path));
}
