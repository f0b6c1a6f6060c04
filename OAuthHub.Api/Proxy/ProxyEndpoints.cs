using OAuthHub.Api.Audit;
using OAuthHub.Api.Credentials;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Audit;

namespace OAuthHub.Api.Proxy;

/// <summary>
/// <c>ANY /proxy/{platform}/{path}</c>: an agent calls a platform's API and never sees a token. Many small calls come this way, and the hub's part
/// of each should be small beside the platform's: nothing is bound, filtered or looked up for a call, and none passes through what is there for browsers.
/// </summary>
internal sealed class ProxyEndpoints(AgentGate gate, ProxyCalls calls, AuditLog log)
{
    /// <summary>How a call ended whose agent has left.</summary>
    private const string Cancelled = "cancelled";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        ProxyEndpoints? own = null; // made with the first call: a key must not be looked for before the hub has started
        endpoints.Map("/proxy/{platform}/{**path}", (RequestDelegate)(context => (own ??= context.RequestServices.GetRequiredService<ProxyEndpoints>()).AnswerAsync(context)))
            .Audited(AuditEvents.ProxyCall).ShortCircuit()
            .WithTags("Proxy").ExcludeFromDescription(); // a path of any length in any method is beyond OpenAPI
    }

    private Task AnswerAsync(HttpContext context) =>
        // A platform may have parameters of the names under which keys are looked for: there an agent key alone must not stand.
        gate.Identify(context, AgentKeyFormat.IsWellFormed) is { } refusal ? refusal.ExecuteAsync(context) : AnswerAsync(context, context.Grant());

    private async Task AnswerAsync(HttpContext context, AgentGrant grant)
    {
        IResult? own = null;
        try
        {
            own = gate.Admit(context, grant) ?? await calls.CallAsync(context, (string)context.GetRouteValue("platform")!);
        }
        catch (BadHttpRequestException bad)
        {
            own = calls.ProblemOf(bad);
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
        }
        if (own is null && context.RequestAborted.IsCancellationRequested) context.Audit().Outcome ??= Cancelled;
        log.Write(context, AuditActor.Agent(grant.Id, grant.Name), AuditEvents.ProxyCall, own);
        if (own is not null) await own.ExecuteAsync(context);
    }
}
