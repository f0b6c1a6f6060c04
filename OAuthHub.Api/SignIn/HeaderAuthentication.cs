using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;
using OAuthHub.Api.Problems;
using OAuthHub.Api.Session;

namespace OAuthHub.Api.SignIn;

/// <summary>Each request stands for itself: there is no session, no cookie, and nothing to end.</summary>
internal sealed class HeaderAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, HeaderSignIn header) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "proxy-header";

    /// <summary>The scheme that asks either the proxy or the cookie, never both.</summary>
    public const string Either = "person";

    public static string Choose(HttpContext context) =>
        context.RequestServices.GetRequiredService<HeaderSignIn>().Speaks(context) ? Name : CookieAuthenticationDefaults.AuthenticationScheme;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() =>
        Task.FromResult(header.Read(Context, Name) is { } person ? AuthenticateResult.Success(new AuthenticationTicket(person, Name)) : AuthenticateResult.Fail("The proxy names nobody who may come in."));

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        HubProblem.Create("not_signed_in", "The proxy in front of this hub names nobody who may come in. The hub's log says why; the operator's lists are in OAuthHub:SignIn:Header.").ExecuteAsync(Context);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => SessionAccess.ForbidAsync(Context);
}
