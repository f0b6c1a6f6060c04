using OAuthHub.Api.OpenApi;

namespace OAuthHub.Api.Session;

internal static class SessionAccess
{
    /// <summary>For routes of the dashboard.</summary>
    public static TBuilder RequireSession<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization().Needs(SecuritySchemes.Session).Problems("not_signed_in");
}
