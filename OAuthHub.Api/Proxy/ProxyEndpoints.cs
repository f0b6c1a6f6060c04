using OAuthHub.Api.Audit;
using OAuthHub.Api.Credentials;
using OAuthHub.Api.Hosting;
using OAuthHub.Api.Problems;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Audit;
using OAuthHub.Core.Proxy;
using OAuthHub.Core.Telemetry;

namespace OAuthHub.Api.Proxy;

/// <summary>
/// <c>ANY /proxy/{platform}/{path}</c>: an agent calls a platform's API and never sees a token. <see cref="ProxyGate"/> brings the calls here
/// ahead of everything else, so that nothing is bound, filtered or looked up for a call, and what goes wrong is answered here.
/// </summary>
internal sealed class ProxyEndpoints(
    AgentGate gate, ProxyCalls calls, ProxyForwarder forwarder, CredentialAnswers answers, AuditLog log, HubMeter meter, TimeProvider time, Faults faults, SecurityHeaders headers, ILogger<ProxyEndpoints> logger)
{
    public const string Pattern = "/proxy/{platform}/{**path}";

    /// <summary>How a call ended whose agent has left.</summary>
    private const string Cancelled = "cancelled";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        // The gate calls it itself; the route is there for those who list what there is.
        endpoints.Map(Pattern, (RequestDelegate)(context => context.RequestServices.GetRequiredService<ProxyEndpoints>().AnswerAsync(context, (string)context.GetRouteValue("platform")!)))
            .Audited(AuditEvents.ProxyCall)
            .WithTags("Proxy").ExcludeFromDescription(); // a path of any length in any method is beyond OpenAPI
    }

    public Task AnswerAsync(HttpContext context, string platform)
    {
        // A platform may have parameters of the names under which keys are looked for: there an agent key alone must not stand.
        var (grant, refusal) = gate.Identify(context, AgentKeyFormat.IsWellFormed);
        return grant is null ? AnswerAsync(context, refusal!) : AnswerAsync(context, grant, new AuditScope { Platform = platform });
    }

    /// <summary>The hub answers for itself, and says so.</summary>
    public Task AnswerAsync(HttpContext context, IResult own)
    {
        headers.Put(context);
        context.Response.Headers[ProxyHeaders.Source] = "hub";
        return own.ExecuteAsync(context);
    }

    private async Task AnswerAsync(HttpContext context, AgentGrant grant, AuditScope audit)
    {
        long? began = meter.WantsProxyCalls ? time.GetTimestamp() : null;
        IResult? own = null;
        ProxyCall? call = null;
        try
        {
            own = gate.Admit(context, grant);
            if (own is null) (call, own) = await calls.FindAsync(context, grant, audit);
            if (call is not null) own = await forwarder.ForwardAsync(context, call) switch
            {
                ProxyEnd.Problem(var problem) => problem,
                ProxyEnd.Refused(var why) => await answers.OfAsync(grant, audit, why, call.Found, context.RequestAborted),
                ProxyEnd.Passed passed => Note(audit, passed),
                _ => null,
            };
        }
        catch (BadHttpRequestException bad)
        {
            own = calls.ProblemOf(bad);
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            using var scope = RequestScope.Begin(logger, context);
            own = faults.ProblemOf(failure);
        }
        if (own is null && context.RequestAborted.IsCancellationRequested) audit.Outcome ??= Cancelled;
        if (call is not null && began is { } start) meter.ProxyCalled(call.Found.PlatformId, audit.Outcome ?? HubProblem.CodeOf(own) ?? $"{context.Response.StatusCode / 100}xx", time.GetElapsedTime(start));
        log.Write(context, audit, AuditActor.Agent(grant.Id, grant.Name), AuditEvents.ProxyCall, own);
        if (own is not null) await AnswerAsync(context, own);
    }

    private static IResult? Note(AuditScope audit, ProxyEnd.Passed passed)
    {
        audit.Called = audit.Called!.Value with { Status = passed.Status };
        if (!passed.IsWhole) audit.Outcome = "upstream_unavailable";
        return null;
    }
}
