using OAuthHub.Api.Audit;
using OAuthHub.Api.OpenApi;
using OAuthHub.Api.Problems;
using OAuthHub.Core.Audit;

namespace OAuthHub.Api.Session;

internal static class SessionAccess
{
    /// <summary>The policy that lets operators through.</summary>
    public const string OperatorPolicy = "operator";

    /// <summary>For routes of the dashboard.</summary>
    public static TBuilder RequireSession<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization().Needs(SecuritySchemes.Session).Problems("not_signed_in");

    /// <summary>For routes of the dashboard that concern everybody: a person is refused with <c>forbidden</c>, whatever is asked for.</summary>
    public static TBuilder RequireOperator<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization(OperatorPolicy).Needs(SecuritySchemes.Session).Problems("not_signed_in", "forbidden");

    /// <summary>Refuses somebody who is signed in and may not do this, and writes down that they tried.</summary>
    public static Task ForbidAsync(HttpContext context)
    {
        var user = context.User.UserIdOrNull;
        (context.Audit().User, context.Audit().Outcome, context.Audit().Detail) = (user, "forbidden", $"{context.Request.Method} {context.Request.Path}");
        Auditing.Write(context, AuditActor.User(user), AuditEvents.Refused, null);
        return HubProblem.Create("forbidden").ExecuteAsync(context);
    }
}
