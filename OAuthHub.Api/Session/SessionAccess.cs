using OAuthHub.Api.OpenApi;

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
}
