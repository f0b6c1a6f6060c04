using OAuthHub.Api.Credentials;
using OAuthHub.Api.Problems;
using OAuthHub.Api.Session;
using OAuthHub.Core.Agents;

namespace OAuthHub.Api.Agents;

/// <summary>What a key with the action <c>admin</c>, or somebody at the dashboard, may manage: never more than is theirs to use.</summary>
internal static class AdminAccess
{
    /// <summary>The person who manages and sees only what is theirs. Null: an operator, who may all, or a key, whose own limits say it.</summary>
    public static string? PersonOnly(this HttpContext context) => context.GrantOrNull() is null && !context.User.IsOperator ? context.User.UserId : null;

    public static ValueTask<object?> Any(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.Grant().Allows(AgentAction.Admin) ? next(context) : new(HubProblem.Create("forbidden"));

    /// <summary>What concerns everybody is for a key that is bound to nobody.</summary>
    public static ValueTask<object?> WholeHub(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.Grant() is var grant && grant.Allows(AgentAction.Admin) && grant is { Users.Count: 0, Platforms.Count: 0, Connections.Count: 0 } ? next(context) : new(HubProblem.Create("forbidden"));
}
