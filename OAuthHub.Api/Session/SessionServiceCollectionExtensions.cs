using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using OAuthHub.Api.ConnectLinks;
using OAuthHub.Api.SignIn;
using OAuthHub.Core;
using OAuthHub.Core.Coordination;

namespace OAuthHub.Api.Session;

internal static class SessionServiceCollectionExtensions
{
    /// <summary>How long a cookie is good for without being used.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    public static IServiceCollection AddHubSession(this IServiceCollection services, IConfiguration configuration)
    {
        var cookies = new CookieNames(configuration["OAuthHub:PublicUrl"]?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) is true);
        services.AddSingleton(cookies);
        services.AddSingleton<SignInToken>().AddSingleton<EndedSessions>().AddSingleton<SessionRecords>().AddSingleton<OpenSessions>().AddSingleton<SessionStart>().AddSingleton<SignInWays>().AddSingleton<HeaderSignIn>().AddSingleton<SignInRate>();
        services.AddSingleton<SessionUse>().AddHostedService(provider => provider.GetRequiredService<SessionUse>());
        services.AddDataProtection().SetApplicationName("OAuthHub");
        services.AddSingleton<SessionKeys>().AddSingleton<SessionKeyFiles>().AddSingleton<IConfigureOptions<KeyManagementOptions>, SessionKeySetup>();
        services.AddAuthentication(schemes =>
        {
            schemes.DefaultScheme = HeaderAuthentication.Either;
            schemes.DefaultSignInScheme = schemes.DefaultSignOutScheme = CookieAuthenticationDefaults.AuthenticationScheme;
        })
        .AddPolicyScheme(HeaderAuthentication.Either, displayName: null, either => either.ForwardDefaultSelector = HeaderAuthentication.Choose)
        .AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>(HeaderAuthentication.Name, configureOptions: null)
        .AddCookie(cookie =>
        {
            cookie.Cookie.Name = cookies.Session;
            cookie.Cookie.SameSite = SameSiteMode.Lax; // the platform's redirect back is a cross-site navigation
            cookie.Cookie.SecurePolicy = cookies.Policy;
            cookie.Cookie.HttpOnly = true;
            cookie.ExpireTimeSpan = Lifetime;
            cookie.SlidingExpiration = true;
            cookie.Events.OnValidatePrincipal = SessionCheck.JudgeAsync;
            cookie.Events.OnRedirectToLogin = context => Problems.HubProblem.Create("not_signed_in").ExecuteAsync(context.HttpContext);
            cookie.Events.OnRedirectToAccessDenied = context => SessionAccess.ForbidAsync(context.HttpContext);
        }).AddCookie(LinkSession.Scheme, cookie =>
        {
            cookie.Cookie.Name = cookies.Link;
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.Cookie.SecurePolicy = cookies.Policy;
            cookie.Cookie.HttpOnly = true;
            cookie.ExpireTimeSpan = ConnectLink.Lifetime;
            cookie.SlidingExpiration = false;
            cookie.Events.OnValidatePrincipal = SessionCheck.RejectEndedAsync;
        });
        services.AddAuthorizationBuilder().AddPolicy(SessionAccess.OperatorPolicy, policy => policy.RequireAuthenticatedUser().RequireAssertion(context => context.User.IsOperator));
        return services;
    }
}

/// <summary>
/// The names of the cookies. Behind https they carry the prefix <c>__Host-</c>, with which a browser refuses a cookie planted by a
/// sub-domain; over plain http on localhost browsers do not accept that prefix.
/// </summary>
internal sealed class CookieNames(bool isHttps)
{
    public string Session { get; } = (isHttps ? "__Host-" : "") + "oauthhub";

    /// <summary>Ties a flow to the browser that began it.</summary>
    public string Flow { get; } = (isHttps ? "__Host-" : "") + "oauthhub-flow";

    /// <summary>What a used connect link leaves.</summary>
    public string Link { get; } = (isHttps ? "__Host-" : "") + "oauthhub-link";

    public bool IsSecure => isHttps;

    public CookieSecurePolicy Policy => isHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
}
