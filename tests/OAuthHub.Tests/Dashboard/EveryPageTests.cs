using Microsoft.Playwright;
using OAuthHub.Core.Connections;
using OAuthHub.Tests.Auth;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Dashboard;

/// <summary>What holds on every page: axe finds nothing serious, no policy is broken, and a stranger's name is a text.</summary>
public sealed class EveryPageTests
{
    [RequiresToolFact("chromium")]
    public async Task A190_no_name_of_a_stranger_runs_on_any_page_and_axe_finds_nothing_serious_there()
    {
        await using var hub = await HubHost.StartAsync(new HubSetup { RealTime = true });
        hub.Browser.UserAgent = HostileNames.All[2];
        var ada = await hub.ConnectAsync();
        await AddStrangersAsync(hub, ada);
        (await hub.Browser.CallAsync(HttpMethod.Patch, "/api/connections/" + ada.Id, new { label = HostileNames.All[0], is_default = true })).Ok();
        var made = (await hub.Browser.CallAsync(HttpMethod.Post, "/api/agents/keys", new { name = HostileNames.All[1], users = new[] { "local" }, actions = new[] { "token:read" } })).Json;
        (await hub.Agent.ReadAsync(query: "?account=" + ada.Id)).Ok();
        var link = (await hub.Agent.SendAsync(HttpMethod.Post, "/connect-links", new { platform = "sandbox", user = "local" })).Json.GetProperty("url").GetString()!;

        var serious = new List<string>();
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.NewPageAsync();
        await LookAsync(serious, page, hub.Address + "/dashboard"); // signed out
        await LookAsync(serious, page, hub.Address + new Uri(link).AbsolutePath);
        await page.GotoAsync($"{hub.Address}/signin?t={HubHost.SignInToken}");
        foreach (var path in new[]
        {
            "", "?status=success&platform=sandbox&connection=" + ada.Id, "?status=error&platform=sandbox&reason=access_denied", "?q=nothing-like-it", "?connect=", "?connect=sandbox", "?connect=mastodon",
            "/connections/" + ada.Id, "/connections/stranger-0", "/connections/none", "/platforms", "/platforms/twitter", "/platforms/mastodon", "/platforms/sandbox",
            "/agents", "/agents/new", "/agents/" + made.GetProperty("grant").GetProperty("id").GetString(), "/activity", "/health", "/sessions", "/no-such-page",
        })
            await LookAsync(serious, page, hub.Address + "/dashboard" + path);
        await LookAsync(serious, page, hub.Address + "/auth/mastodon/login?ask=1");

        await page.SetViewportSizeAsync(390, 800);
        foreach (var path in new[] { "", "?connect=sandbox", "/connections/" + ada.Id, "/platforms", "/agents/new" })
        {
            await LookAsync(serious, page, hub.Address + "/dashboard" + path);
            if (!await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth")) serious.Add("A phone has to scroll sideways on " + page.Url);
        }
        // In words that are longer, on the smallest of phones.
        await page.SetViewportSizeAsync(320, 640);
        await page.EvaluateAsync("() => localStorage.setItem('oauthhub.language', 'de')");
        await LookAsync(serious, page, hub.Address + "/dashboard/connections/" + ada.Id, loading: "geladen");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Verlauf" })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "de");
        if (await page.EvaluateAsync<string?>(FirstBeyond) is { } beyond) serious.Add("A small phone cuts off: " + beyond);
        await page.EvaluateAsync("() => localStorage.removeItem('oauthhub.language')");
        // Somebody who is no operator: less is there, and nothing is asked that the hub would refuse.
        await page.Context.ClearCookiesAsync();
        var otto = hub.SessionOf("otto", "another");
        await page.Context.AddCookiesAsync([new() { Name = otto.Name, Value = otto.Value, Url = hub.Address }]);
        await LookAsync(serious, page, hub.Address + "/dashboard/agents");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Health" })).ToHaveCountAsync(0);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Webhooks" })).ToHaveCountAsync(0);
        Assert.True(serious.Count == 0, string.Join('\n', serious.DistinctBy(one => one[(one.IndexOf(' ', one.IndexOf(' ', StringComparison.Ordinal) + 1) + 1)..])));
        Assert.Empty(chromium.Complaints);
    }

    /// <summary>The first thing of the header or the page that the window's edge cuts off. Null: nothing.</summary>
    private const string FirstBeyond = "() => [...document.querySelectorAll('header *, main :not(pre, pre *, code, code *, svg *, .sr-only)')].find(one => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1)?.outerHTML.slice(0, 200) ?? null";

    private static async Task LookAsync(List<string> serious, IPage page, string address, string loading = "Loading")
    {
        await page.GotoAsync(address, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await Assertions.Expect(page.GetByRole(AriaRole.Heading).First).ToBeVisibleAsync();
        if (address.Contains("connect=", StringComparison.Ordinal)) await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[role=status]").Filter(new() { HasText = loading })).ToHaveCountAsync(0);
        serious.AddRange(await page.SeriousAsync());
        // Text, nothing else: neither an element nor an address came of a name.
        Assert.Equal(0, await page.Locator("main :is(script, iframe, [onerror], [onload], [onfocus], [href^='javascript:' i], img[src=x])").CountAsync());
    }

    private static async Task AddStrangersAsync(HubHost hub, Connection like)
    {
        for (var i = 0; i < HostileNames.All.Length; i++)
        {
            var stranger = like with
            {
                Id = $"stranger-{i}", Account = new Account($"id{i}", HostileNames.All[i], i % 2 == 0 ? "javascript:alert(1)" : "http://evil.example/x.svg"), Label = i % 3 == 0 ? HostileNames.All[i] : null,
                State = i % 4 == 0 ? ConnectionState.NeedsReconnect : ConnectionState.Active, Reason = i % 4 == 0 ? ConnectionReason.GrantRevoked : null, DueAt = null,
            };
            Assert.NotNull(await hub.Connections.SaveAsync(stranger, 0, "connected", CancellationToken.None));
        }
    }
}
