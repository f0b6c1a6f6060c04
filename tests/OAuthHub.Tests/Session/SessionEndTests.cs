using System.Net;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Session;

/// <summary>A session that ended does not come back, whoever kept a copy of its cookie.</summary>
public sealed class SessionEndTests
{
    [Fact]
    public async Task A198_a_session_that_was_signed_out_cannot_be_taken_up_again_with_its_old_cookie()
    {
        using var folder = new TemporaryFolder();
        string old, kept;
        await using (var hub = await HubHost.StartAsync(new HubSetup { Folder = folder }))
        {
            await hub.Browser.SignInAsync();
            old = CookieOf(hub.Browser, hub);
            using var other = hub.NewBrowser();
            await other.SignInAsync();
            kept = CookieOf(other, hub);
            var ended = await hub.Browser.CallAsync(HttpMethod.Post, "/signout");
            Assert.Equal((HttpStatusCode.NoContent, "\"cache\""), (ended.Status, Assert.Single(ended.Headers.GetValues("Clear-Site-Data"))));
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(hub, old));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(hub, kept));
        }
        await using var again = await HubHost.StartAsync(new HubSetup { Folder = folder });
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(again, old));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(again, kept));
    }

    [Fact]
    public async Task A198_signing_in_again_ends_the_browsers_earlier_session()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Browser.SignInAsync();
        var old = CookieOf(hub.Browser, hub);
        await hub.Browser.SignInAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(hub, old));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(hub, CookieOf(hub.Browser, hub)));
    }

    [Fact]
    public async Task The_dashboard_is_served_to_everybody_and_asks_the_hub_who_one_is()
    {
        await using var hub = await HubHost.StartAsync();
        var page = await hub.Browser.GetAsync("/dashboard");
        // 503: the app is not built here. Either way it is a page and no redirect.
        Assert.True(page.Status is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, page.Status.ToString());
        Assert.StartsWith("text/html", page.ContentType, StringComparison.Ordinal);
        foreach (var path in (string[])["/api/session", "/api/connections", "/api/platforms"])
        {
            var reply = await hub.Browser.CallAsync(HttpMethod.Get, path);
            Assert.Equal((HttpStatusCode.Unauthorized, "not_signed_in"), (reply.Status, reply.Code));
        }
    }

    private static string CookieOf(Browser browser, HubHost hub) => browser.Cookies.GetCookies(new Uri(hub.Address))["oauthhub"]!.Value;

    private static async Task<HttpStatusCode> StatusAsync(HubHost hub, string session)
    {
        using var thief = hub.NewBrowser();
        thief.Cookies.Add(new Uri(hub.Address), new Cookie("oauthhub", session));
        return (await thief.CallAsync(HttpMethod.Get, "/api/session")).Status;
    }
}
