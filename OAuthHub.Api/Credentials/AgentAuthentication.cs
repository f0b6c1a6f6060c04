using OAuthHub.Api.Audit;
using OAuthHub.Api.OpenApi;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Audit;

namespace OAuthHub.Api.Credentials;

/// <summary>Lets an agent's request through by its key (<see cref="AgentGate"/>). A dashboard cookie opens nothing here.</summary>
internal static class AgentAuthentication
{
    private static readonly object Item = new();

    /// <summary>For routes that take an agent key.</summary>
    public static TBuilder RequireAgent<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.AddEndpointFilter(Require).Needs(SecuritySchemes.AgentKey, SecuritySchemes.ApiKey)
            .Problems("unauthorized", "key_in_url", "network_not_allowed", "rate_limited").ProblemsOf(HttpMethods.Post, "antiforgery");

    public static ValueTask<object?> Require(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var gate = http.RequestServices.GetRequiredService<AgentGate>();
        if (Identify(http, gate) is { } refusal) return new(refusal);
        var grant = http.Grant();
        return Auditing.RunAsync(context, inner => gate.Admit(http, grant) is { } problem ? new(problem) : next(inner), AuditActor.Agent(grant.Id, grant.Name));
    }

    /// <summary>Finds out whose request it is, and no more. Null: from now on <see cref="Grant"/> tells it.</summary>
    public static IResult? Identify(HttpContext http) => Identify(http, http.RequestServices.GetRequiredService<AgentGate>());

    /// <summary>What the key of this request may do.</summary>
    public static AgentGrant Grant(this HttpContext context) => (AgentGrant)context.Items[Item]!;

    /// <summary>Null: the request is not an agent's.</summary>
    public static AgentGrant? GrantOrNull(this HttpContext context) => context.Items[Item] as AgentGrant;

    private static IResult? Identify(HttpContext http, AgentGate gate)
    {
        var (grant, refusal) = gate.Identify(http, _ => true);
        if (grant is not null) http.Items[Item] = grant;
        return refusal;
    }
}
