using System.Net;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Audit;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.ConnectLinks;

/// <summary>A link lets a person without a session connect one account, once, for the user that it names.</summary>
public sealed class ConnectLinkTests
{
    [Fact]
    public async Task A_person_connects_by_a_link_whose_page_says_everything_and_which_opens_nothing_else()
    {
        await using var hub = await HubHost.StartAsync();
        using var agent = await hub.AgentAsync(new AgentLimits { Actions = [AgentAction.LinkConnect, AgentAction.ReadToken] });
        var link = await hub.MakeLinkAsync(new { user = "anna@example.com", platform = "sandbox" }, agent);
        Assert.StartsWith(hub.Address + "/connect/", link.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal(43, link.Segments[^1].Length);

        var person = hub.NewBrowser();
        foreach (var _ in (int[])[1, 2])
        {
            var page = (await person.GetAsync(link.AbsoluteUri)).Ok(); // and opening it spends nothing
            foreach (var word in (string[])["Mail &lt;agent&gt;", "anna@example.com", hub.Address, "<li><code>profile</code></li>", "method=\"post\""]) Assert.Contains(word, page.Body, StringComparison.Ordinal);
            Assert.DoesNotContain("<script", page.Body, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("frame-ancestors 'none'", Assert.Single(page.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
            Assert.True(page.Headers.CacheControl?.NoStore);
        }
        Assert.Empty(person.Cookies.GetAllCookies());

        var callback = await person.ApproveAsync(await person.BeginByLinkAsync(link));
        foreach (var closed in (string[])["/api/session", "/api/connections", "/api/platforms", "/api/events"]) Assert.Equal("not_signed_in", (await person.CallAsync(HttpMethod.Get, closed)).Code);
        Assert.Equal("not_signed_in", (await person.CallAsync(HttpMethod.Get, "/auth/sandbox/login")).Code); // not without the link's own way
        Assert.Equal("link_unknown", (await person.CallAsync(HttpMethod.Get, "/auth/github/login?via=link")).Code);
        var end = await person.FinishAsync(callback);
        var connection = await hub.StoredAsync(end["connection"]!);
        Assert.Equal(("success", "anna@example.com"), (end["status"], connection.User));
        Assert.Contains("You can close this window", (await person.GetAsync("/connect/done?status=success&platform=sandbox")).Ok().Body, StringComparison.Ordinal);
        Assert.Equal(connection.Access(), (await agent.ReadAsync(query: "?user=anna%40example.com")).Ok().AccessToken);

        // It is over: neither the link nor what it left opens anything now.
        Assert.Equal(HttpStatusCode.Gone, (await person.PressAsync(link)).Status);
        Assert.Equal("link_unknown", (await person.CallAsync(HttpMethod.Get, "/auth/sandbox/login?via=link")).Code);
        Assert.Equal(["link.used ok", "link.used link_used", "link.made ok"], (await AuditAsync(hub)).Order(StringComparer.Ordinal).Reverse());
        await hub.NothingKeepsAsync(link);
    }

    [Fact]
    public async Task Of_many_who_press_at_once_one_goes_on_and_only_from_the_page_itself()
    {
        await using var hub = await HubHost.StartAsync();
        var link = await hub.MakeLinkAsync(new { platform = "sandbox" });
        using var stranger = hub.NewBrowser();
        foreach (var (site, origin) in ((string?, string?)[])[(null, null), ("cross-site", hub.Address), ("none", null), (null, "null"), (null, "https://evil.example")])
            Assert.Equal(HttpStatusCode.Forbidden, (await stranger.PressAsync(link, site, origin)).Status);
        var presses = await Task.WhenAll(Enumerable.Range(0, 24).Select(async _ => (await hub.NewBrowser().PressAsync(link, site: null, origin: hub.Address)).Status));
        Assert.Single(presses, HttpStatusCode.SeeOther);
        Assert.Equal(23, presses.Count(status => status is HttpStatusCode.Gone));
    }

    [Fact]
    public async Task A023_a_link_works_once_lives_half_an_hour_and_not_longer_than_its_key()
    {
        await using var hub = await HubHost.StartAsync();
        var (agent, id) = await hub.KeyAsync(new AgentLimits { Users = ["local"], Actions = [AgentAction.LinkConnect] });
        using var _ = agent;
        var (old, orphan) = (await hub.MakeLinkAsync(new { platform = "sandbox" }), await hub.MakeLinkAsync(new { platform = "sandbox" }, agent));
        var used = await hub.MakeLinkAsync(new { platform = "sandbox" });
        using var person = hub.NewBrowser();
        await person.BeginByLinkAsync(used);
        var before = await Effects.TakeAsync(hub);
        foreach (var browser in (Browser[])[person, hub.Browser])
        {
            Assert.Equal((HttpStatusCode.Gone, "link_used"), ((await browser.PressAsync(used)).Status, (await browser.CallAsync(HttpMethod.Get, used.AbsoluteUri)).Code));
        }
        Assert.Equal(before, await Effects.TakeAsync(hub));
        await hub.Get<AgentKeys>().RevokeAsync(id, CancellationToken.None);
        Assert.Equal(HttpStatusCode.NotFound, (await hub.Browser.GetAsync(orphan.AbsoluteUri)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await hub.Browser.PressAsync(orphan)).Status);
        hub.Clock.Advance(TimeSpan.FromMinutes(30) - TimeSpan.FromMilliseconds(1));
        (await hub.Browser.GetAsync(old.AbsoluteUri)).Ok();
        hub.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("link_expired", (await hub.Browser.CallAsync(HttpMethod.Get, old.AbsoluteUri)).Code);
        Assert.Equal(HttpStatusCode.Gone, (await hub.Browser.PressAsync(old)).Status);
        Assert.Equal("link_unknown", (await hub.Browser.CallAsync(HttpMethod.Get, "/connect/" + new string('A', 43))).Code);
    }

    [Fact]
    public async Task A_key_makes_links_for_its_own_users_and_platforms_and_no_more_than_thirty_a_minute()
    {
        await using var hub = await HubHost.StartAsync(SecondPlatform.GitHub());
        using var reader = await hub.AgentAsync(new AgentLimits { Actions = [AgentAction.ReadToken, AgentAction.RefreshToken, AgentAction.Proxy, AgentAction.Admin] });
        using var narrow = await hub.AgentAsync(new AgentLimits { Users = ["anna"], Platforms = ["sandbox"], Actions = [AgentAction.LinkConnect] });
        using var several = await hub.AgentAsync(new AgentLimits { Users = ["anna", "bob"], Actions = [AgentAction.LinkConnect] });
        using var single = await hub.AgentAsync(new AgentLimits { Users = ["anna"], Connections = ["con_1"], Actions = [AgentAction.LinkConnect] });
        Assert.Equal("forbidden", await CodeAsync(reader, new { user = "anna", platform = "sandbox" }));
        Assert.Equal("forbidden", await CodeAsync(narrow, new { user = "bob", platform = "sandbox" }));
        Assert.Equal("forbidden", await CodeAsync(narrow, new { platform = "github" }));
        Assert.Equal("forbidden", await CodeAsync(single, new { platform = "sandbox" }));
        Assert.Equal("unknown_platform", await CodeAsync(narrow, new { platform = "nowhere" }));
        Assert.Equal("unknown_platform", await CodeAsync(narrow, new { user = "anna" }));
        Assert.Equal("invalid_request", await CodeAsync(several, new { platform = "sandbox" }));
        Assert.Equal("invalid_request", await CodeAsync(several, new { platform = "sandbox", user = "a b" }));
        Assert.Equal("not_connected", await CodeAsync(narrow, new { platform = "sandbox", account = "katherine" }));
        Assert.Equal("invalid_request", await CodeAsync(narrow, new { platform = "sandbox", account = "katherine", connection = "con_1" }));
        Assert.Equal("invalid_request", await CodeAsync(narrow, new { platform = "sandbox", scopes = (string[])["profile", "admin"] }));
        Assert.Equal("platform_not_configured", await CodeAsync(several, new { platform = "linkedin", user = "anna" }));
        Assert.Equal("unauthorized", await CodeAsync(new AgentClient(hub.Address, null), new { platform = "sandbox" }));

        var made = 0;
        while (await CodeAsync(several, new { user = "bob", platform = "sandbox" }) is "made") made++;
        Assert.Equal(30, made);
        var refused = await several.SendAsync(HttpMethod.Post, "/connect-links", new { user = "bob", platform = "sandbox" });
        Assert.Equal((HttpStatusCode.TooManyRequests, "rate_limited"), (refused.Status, refused.Code));
        Assert.NotNull(refused.Headers.RetryAfter);
        hub.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("made", await CodeAsync(several, new { user = "bob", platform = "sandbox" }));
    }

    private static async Task<string> CodeAsync(AgentClient agent, object body)
    {
        var reply = await agent.SendAsync(HttpMethod.Post, "/connect-links", body);
        return reply.Status is HttpStatusCode.Created ? "made" : reply.Code;
    }

    private static async Task<IReadOnlyList<string>> AuditAsync(HubHost hub) =>
        [.. (await hub.Get<AuditReader>().NewestAsync(new AuditQuery(), 100, CancellationToken.None)).Where(line => line.Entry.What.StartsWith("link.", StringComparison.Ordinal)).Select(line => $"{line.Entry.What} {line.Entry.Outcome}")];
}

internal static class LinkLeaks
{
    /// <summary>Stops the hub, and looks for the link's token in its log and in all of its files, the audit among them.</summary>
    public static async Task NothingKeepsAsync(this HubHost hub, Uri link)
    {
        await hub.StopAsync();
        Assert.DoesNotContain(link.Segments[^1], hub.Logs.All, StringComparison.Ordinal);
        foreach (var file in Directory.EnumerateFiles(hub.Folder.Path, "*", SearchOption.AllDirectories)) Assert.DoesNotContain(link.Segments[^1], await File.ReadAllTextAsync(file), StringComparison.Ordinal);
    }
}
