using OAuthHub.Api.Audit;
using OAuthHub.Api.Credentials;
using OAuthHub.Core.Audit;

namespace OAuthHub.Api.Proxy;

/// <summary><c>ANY /proxy/{platform}/{path}</c>: an agent calls a platform's API and never sees a token.</summary>
internal static class ProxyEndpoints
{
    /// <summary>How a call ended whose agent has left.</summary>
    private const string Cancelled = "cancelled";

    public static void MapProxy(this IEndpointRouteBuilder endpoints) =>
        endpoints.Map("/proxy/{platform}/{**path}", CallAsync).AddEndpointFilter(AgentAuthentication.RequireForProxy).Audited(AuditEvents.ProxyCall)
            .WithTags("Proxy").ExcludeFromDescription(); // a path of any length in any method is beyond OpenAPI

    private static async Task<IResult> CallAsync(string platform, HttpContext context, ProxyCalls calls)
    {
        try
        {
            if (await calls.CallAsync(context, platform) is { } problem) return problem;
        }
        catch (BadHttpRequestException bad)
        {
            return calls.ProblemOf(bad);
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
        }
        if (context.RequestAborted.IsCancellationRequested) context.Audit().Outcome ??= Cancelled;
        return TypedResults.Empty;
    }
}
