using System.Net;
using OAuthHub.Tests.Auth;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.ConnectLinks;

/// <summary>Cross-user session fixation by a link (COSF, the variant with an address made ahead): nobody finishes for somebody else.</summary>
public sealed class LinkAttackTests
{
    [Fact]
    public async Task A022_R033_a_link_cannot_be_used_in_a_browser_that_is_signed_in_as_somebody_else()
    {
        await using var hub = await HubHost.StartAsync();
        var link = await hub.MakeLinkAsync(new { user = "mallory", platform = "sandbox" });
        using var victim = hub.BrowserOf("alice");
        var before = await Effects.TakeAsync(hub);
        foreach (var reply in (Reply[])[await victim.GetAsync(link.AbsoluteUri), await victim.PressAsync(link)])
        {
            Assert.Equal(HttpStatusCode.Forbidden, reply.Status);
            Assert.Contains("Sign out", reply.Body, StringComparison.Ordinal);
            Assert.DoesNotContain("mallory", reply.Body, StringComparison.Ordinal);
        }
        Assert.Equal("user_mismatch", (await victim.CallAsync(HttpMethod.Get, link.AbsoluteUri)).Code);
        Assert.Equal(before, await Effects.TakeAsync(hub));
        using var mallory = hub.BrowserOf("mallory"); // whom it is for can still use it
        Assert.Equal(HttpStatusCode.SeeOther, (await mallory.PressAsync(link)).Status);
    }

    [Fact]
    public async Task A022_R033_a_link_session_does_not_begin_a_login_once_somebody_else_is_signed_in()
    {
        await using var hub = await HubHost.StartAsync();
        using var victim = hub.BrowserOf("alice");
        using var fresh = hub.NewBrowser();
        await fresh.PressAsync(await hub.MakeLinkAsync(new { user = "mallory", platform = "sandbox" }));
        foreach (Cookie cookie in fresh.Cookies.GetAllCookies()) victim.Cookies.Add(new Uri(hub.Address), new Cookie(cookie.Name, cookie.Value));
        Assert.Equal("user_mismatch", (await victim.CallAsync(HttpMethod.Get, "/auth/sandbox/login?via=link")).Code);
        Assert.Equal(0, await hub.Sandbox.TotalAsync("token_requests"));
    }

    [Theory]
    [InlineData("a session")]
    [InlineData("another link")]
    [InlineData("a login of her own")]
    public async Task A040_R032_a_flow_that_a_link_began_is_not_finished_as_somebody_else_and_no_token_is_asked_for(string under)
    {
        await using var hub = await HubHost.StartAsync();
        using var attacker = hub.NewBrowser();
        var callback = await attacker.ApproveAsync(await attacker.BeginByLinkAsync(await hub.MakeLinkAsync(new { user = "mallory", platform = "sandbox" })));
        using var victim = under == "another link" ? hub.NewBrowser() : hub.BrowserOf("alice");
        if (under == "another link") await victim.BeginByLinkAsync(await hub.MakeLinkAsync(new { user = "alice", platform = "sandbox" }));
        if (under == "a login of her own") await victim.BeginAsync();
        victim.Cookies.Add(new Uri(hub.Address), new Cookie("oauthhub-flow", attacker.Cookies.GetCookies(new Uri(hub.Address))["oauthhub-flow"]!.Value));
        var before = await Effects.TakeAsync(hub);
        Assert.Equal("user_mismatch", (await victim.FinishAsync(callback))["reason"]);
        Assert.Equal(before, await Effects.TakeAsync(hub));
        Assert.Equal(0, await hub.Sandbox.TotalAsync("token_requests"));
    }

    [Fact]
    public async Task A040_R032_a_link_session_finishes_no_flow_that_its_link_did_not_begin()
    {
        await using var hub = await HubHost.StartAsync();
        using var signedIn = hub.BrowserOf("anna");
        var callback = await signedIn.ApproveAsync(await signedIn.BeginAsync());
        using var holder = hub.NewBrowser();
        await holder.BeginByLinkAsync(await hub.MakeLinkAsync(new { user = "anna", platform = "sandbox" }));
        holder.Cookies.Add(new Uri(hub.Address), new Cookie("oauthhub-flow", signedIn.Cookies.GetCookies(new Uri(hub.Address))["oauthhub-flow"]!.Value));
        Assert.Equal("user_mismatch", (await holder.FinishAsync(callback))["reason"]);
        Assert.Equal(0, await hub.Sandbox.TotalAsync("token_requests"));
        Assert.Empty(hub.Connections.Index.All);
    }

    [Fact]
    public async Task A_copy_of_the_links_cookie_is_worth_nothing_in_the_place_of_the_dashboards_nor_after_the_end()
    {
        await using var hub = await HubHost.StartAsync();
        using var person = hub.NewBrowser();
        var callback = await person.ApproveAsync(await person.BeginByLinkAsync(await hub.MakeLinkAsync(new { platform = "sandbox" })));
        var (name, value) = (person.Cookies.GetCookies(new Uri(hub.Address))["oauthhub-link"]!.Name, person.Cookies.GetCookies(new Uri(hub.Address))["oauthhub-link"]!.Value);
        using var thief = hub.NewBrowser();
        thief.Cookies.Add(new Uri(hub.Address), new Cookie("oauthhub", value));
        Assert.Equal("not_signed_in", (await thief.CallAsync(HttpMethod.Get, "/api/session")).Code);
        await person.FinishAsync(callback);
        using var late = hub.NewBrowser();
        late.Cookies.Add(new Uri(hub.Address), new Cookie(name, value));
        Assert.Equal("link_unknown", (await late.CallAsync(HttpMethod.Get, "/auth/sandbox/login?via=link")).Code);
        await hub.AssertNoneLoggedAsync(value);
    }
}
