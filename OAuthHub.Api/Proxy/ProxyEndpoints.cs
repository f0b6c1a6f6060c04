using OAuthHub.Api.Credentials;
using OAuthHub.Api.Problems;

namespace OAuthHub.Api.Proxy;

/// <summary><c>ANY /proxy/{platform}/{path}</c>: an agent calls a platform's API and never sees a token.</summary>
internal static class ProxyEndpoints
{
    public static void MapProxy(this IEndpointRouteBuilder endpoints) =>
        endpoints.Map("/proxy/{platform}/{**path}", CallAsync).AddEndpointFilter(AgentAuthentication.RequireForProxy).WithTags("Proxy").ExcludeFromDescription(); // a path of any length in any method is beyond OpenAPI

    private static async Task<IResult> CallAsync(string platform, HttpContext context, ProxyCalls calls)
    {
        var call = new ProxyCallRecord(platform, context.Request.Method);
        try
        {
            var result = await calls.CallAsync(context, platform, call);
            call.Outcome ??= HubProblem.CodeOf(result);
            return result;
        }
        catch (BadHttpRequestException bad)
        {
            var problem = calls.ProblemOf(bad);
            call.Outcome = HubProblem.CodeOf(problem);
            return problem;
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            call.Outcome = ProxyCallRecord.Cancelled;
            return TypedResults.Empty;
        }
        finally
        {
            calls.Write(call, context);
        }
    }
}
