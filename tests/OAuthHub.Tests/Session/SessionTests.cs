using System.Net;
using OAuthHub.Tests.Auth;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Session;

/// <summary>Signing in with the start link, and what the session is good for.</summary>
public sealed class SessionTests
{
    [Fact]
    public async Task A_wrong_start_link_says_where_the_right_one_is_and_opens_nothing()
    {
        await using var hub = await HubHost.StartAsync();
        foreach (var link in (string[])["/signin", "/signin?t=", "/signin?t=wrong", $"/signin?t={HubHost.SignInToken}&t=x"])
        {
            var page = await hub.Browser.GetAsync(link);
            Assert.Equal(HttpStatusCode.Unauthorized, page.Status);
            Assert.Contains("console", page.Body, StringComparison.Ordinal);
            Assert.False(page.Headers.Contains("Set-Cookie"));
        }
        var session = await hub.Browser.CallAsync(HttpMethod.Get, "/api/session");
        Assert.Equal((HttpStatusCode.Unauthorized, "not_signed_in"), (session.Status, session.Code));

        await hub.Browser.SignInAsync();
        var refused = (await hub.Browser.CallAsync(HttpMethod.Get, "/api/audit?what=request.refused")).Ok().Json.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(4, refused.Count);
        Assert.All(refused, one => Assert.Equal(("unauthorized", "GET /signin"), (one.GetProperty("outcome").GetString(), one.GetProperty("detail").GetString())));
    }

    [Fact]
    public async Task A_session_by_the_start_link_ends_after_ninety_days_however_much_it_is_used()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Browser.SignInAsync();
        for (var day = 0; day < 90; day += 9)
        {
            (await hub.Browser.CallAsync(HttpMethod.Get, "/api/session")).Ok();
            hub.Clock.Advance(TimeSpan.FromDays(9));
        }
        Assert.Equal("not_signed_in", (await hub.Browser.CallAsync(HttpMethod.Get, "/api/session")).Code);
        await hub.Browser.SignInAsync();
        (await hub.Browser.CallAsync(HttpMethod.Get, "/api/session")).Ok();
    }

    [Fact]
    public async Task The_start_link_leads_to_the_dashboard_without_the_token_in_the_address()
    {
        await using var hub = await HubHost.StartAsync();
        var reply = await hub.Browser.GetAsync("/signin?t=" + HubHost.SignInToken);
        Assert.Equal((HttpStatusCode.SeeOther, "/dashboard"), (reply.Status, reply.Headers.Location!.OriginalString));
        var cookie = Assert.Single(reply.Headers.GetValues("Set-Cookie"));
        foreach (var flag in (string[])["httponly", "samesite=lax", "path=/"]) Assert.Contains(flag, cookie, StringComparison.OrdinalIgnoreCase);
        var session = (await hub.Browser.CallAsync(HttpMethod.Get, "/api/session")).Ok().Json;
        Assert.Equal("local", session.GetProperty("user").GetString());
        Assert.Equal(hub.Folder.File("agent.key"), session.GetProperty("hub").GetProperty("agent_key_path").GetString());
        hub.NothingLogged(HubHost.SignInToken);
    }

    [Fact]
    public async Task Each_sign_in_gives_a_new_session()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Browser.SignInAsync();
        var first = hub.Browser.Cookies.GetCookieHeader(new Uri(hub.Address));
        await hub.Browser.SignInAsync();
        Assert.NotEqual(first, hub.Browser.Cookies.GetCookieHeader(new Uri(hub.Address)));
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_only_the_hubs_own_page_can_do_it()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Browser.SignInAsync();
        using (var foreign = new HttpRequestMessage(HttpMethod.Post, "/signout"))
            Assert.Equal("antiforgery", (await hub.Browser.SendAsync(foreign)).Code);
        using (var crossSite = new HttpRequestMessage(HttpMethod.Post, "/signout") { Headers = { { "X-OAuthHub", "1" }, { "Sec-Fetch-Site", "cross-site" } } })
            Assert.Equal("antiforgery", (await hub.Browser.SendAsync(crossSite)).Code);
        (await hub.Browser.CallAsync(HttpMethod.Get, "/api/session")).Ok();
        Assert.Equal(HttpStatusCode.NoContent, (await hub.Browser.CallAsync(HttpMethod.Post, "/signout")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await hub.Browser.CallAsync(HttpMethod.Get, "/api/session")).Status);
    }

    [Fact]
    public async Task A_session_outlives_a_restart_of_the_hub()
    {
        using var folder = new TemporaryFolder();
        string cookies;
        await using (var hub = await HubHost.StartAsync(new HubSetup { Folder = folder }))
        {
            await hub.Browser.SignInAsync();
            cookies = hub.Browser.Cookies.GetCookieHeader(new Uri(hub.Address));
        }
        await using var again = await HubHost.StartAsync(new HubSetup { Folder = folder });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/session") { Headers = { { "Cookie", cookies } } };
        using var bare = new AgentClient(again.Address, key: null);
        (await bare.SendAsync(request)).Ok();
    }
}
