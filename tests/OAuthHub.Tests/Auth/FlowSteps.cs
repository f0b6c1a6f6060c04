using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using OAuthHub.Core.Connections;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Auth;

/// <summary>The steps of a flow that attackers take apart.</summary>
internal static class FlowSteps
{
    /// <summary>A signed-in browser that stands before the callback: approved, not finished.</summary>
    public static async Task<Uri> ReadyAsync(this HubHost hub, string query = "")
    {
        await hub.Browser.SignInAsync();
        return await hub.Browser.ApproveAsync(await hub.Browser.BeginAsync("sandbox", query));
    }

    /// <summary>The callback with parameters changed (or removed, when null).</summary>
    public static Uri With(this Uri callback, params (string Name, string? Value)[] changes)
    {
        var query = Browser.Query(callback);
        foreach (var (name, value) in changes) query[name] = value;
        return new Uri(QueryHelpers.AddQueryString(callback.GetLeftPart(UriPartial.Path), query.Where(pair => pair.Value is not null)));
    }

    /// <summary>Opens the callback and expects the refusal with this reason.</summary>
    public static async Task RefusedAsync(this Browser browser, Uri callback, string reason)
    {
        var end = await browser.FinishAsync(callback);
        Assert.Equal(("error", reason), (end["status"], end["reason"]));
        // Nothing that came from outside is handed on.
        Assert.All(end.Keys, name => Assert.Contains(name, (string[])["status", "platform", "reason"]));
    }

    /// <summary>A browser that another person is signed in with.</summary>
    public static Browser BrowserOf(this HubHost hub, string user)
    {
        var browser = hub.NewBrowser();
        browser.Cookies.Add(new Uri(hub.Address), hub.SessionOf(user, "another"));
        return browser;
    }

    /// <summary>The cookie of a session, as the hub itself would seal it.</summary>
    public static Cookie SessionOf(this HubHost hub, string user, string sessionId, string scheme = CookieAuthenticationDefaults.AuthenticationScheme, params (string Type, string Value)[] more)
    {
        var options = hub.Get<IOptionsMonitor<CookieAuthenticationOptions>>().Get(scheme);
        var identity = new ClaimsIdentity([new Claim("sub", user), new Claim("sid", sessionId), .. more.Select(claim => new Claim(claim.Type, claim.Value))], scheme);
        var now = hub.Get<TimeProvider>().GetUtcNow();
        var properties = new AuthenticationProperties { IssuedUtc = now, ExpiresUtc = now.AddDays(1) };
        return new Cookie(options.Cookie.Name!, options.TicketDataFormat.Protect(new AuthenticationTicket(new ClaimsPrincipal(identity), properties, scheme)));
    }

    /// <summary>Gives one browser the cookie of another, as an attacker who planted it would.</summary>
    public static void CopyFlowCookie(this Browser to, Browser from, string address) =>
        to.Cookies.Add(new Uri(address), new Cookie("oauthhub-flow", from.Cookies.GetCookies(new Uri(address))["oauthhub-flow"]!.Value));

    /// <summary>The vault holds the very tokens that this connection had.</summary>
    public static async Task KeptTokensAsync(this HubHost hub, Connection before)
    {
        var now = (await hub.StoredAsync(before.Id)).Tokens!;
        Assert.Equal((before.Tokens!.AccessToken, before.Tokens.RefreshToken), (now.AccessToken, now.RefreshToken));
    }

    public static void NothingLogged(this HubHost hub, params string?[] secrets)
    {
        var logged = hub.Logs.All;
        foreach (var secret in secrets) Assert.DoesNotContain(Assert.IsType<string>(secret), logged, StringComparison.Ordinal);
    }
}
