using Microsoft.Playwright;
using OAuthHub.Tests.Support;
using Xunit.Abstractions;

namespace OAuthHub.Tests.Dashboard;

/// <summary>What does not go straight: people who say no, close the window, lose the sign-in or the session; and a second browser that sees it all.</summary>
public sealed class JourneyTests(ITestOutputHelper output)
{
    [RequiresToolFact("chromium")]
    public async Task Whatever_happens_on_the_way_a_person_comes_back_and_a_second_browser_shows_it()
    {
        await using var hub = await HubHost.StartAsync(new HubSetup { RealTime = true, Settings = { ["OAuthHub:Sandbox:AutoApprove"] = "false" } });
        await using var chromium = await Chromium.StartAsync();
        var (page, second) = (await SignInAsync(hub, chromium), await SignInAsync(hub, chromium));
        await Assertions.Expect(second.GetByText("Connect your first account")).ToBeVisibleAsync();

        // No at the platform: said in words, and nothing is kept.
        await page.GetByRole(AriaRole.Link, new() { Name = "Try it with Sandbox" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Deny" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Access was not allowed at the platform")).ToBeVisibleAsync();

        // The window is closed in the middle; another one of the same browser begins anew.
        await page.GetByRole(AriaRole.Link, new() { Name = "Try it with Sandbox" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Allow" })).ToBeVisibleAsync();
        var third = await chromium.NewPageAsync(beside: page);
        await page.CloseAsync();
        Assert.Equal("not_connected", (await hub.Agent.ReadAsync()).Code);
        await third.GotoAsync(hub.Address + "/dashboard");
        await third.GetByRole(AriaRole.Link, new() { Name = "Try it with Sandbox" }).ClickAsync();
        await AllowAsync(third);

        // The second browser was not touched.
        var card = second.GetByRole(AriaRole.Article);
        await Assertions.Expect(card).ToContainTextAsync("Grace Hopper");
        await Assertions.Expect(card).ToContainTextAsync("Active");

        // The person withdraws the access at the platform; the next refresh finds out, and there is a way back.
        var grant = (await hub.Sandbox.LedgerAsync()).GetProperty("grants")[0].GetProperty("grant").GetString();
        using (await hub.Sandbox.Http.DeleteAsync("grants/" + grant)) Assert.Equal("needs_reconnect", (await hub.Agent.RefreshAsync()).Code);
        await Assertions.Expect(card).ToContainTextAsync("Needs you");
        await second.GetByRole(AriaRole.Link, new() { Name = "Reconnect" }).ClickAsync();
        await AllowAsync(second);
        await Assertions.Expect(third.GetByRole(AriaRole.Article)).ToContainTextAsync("Active");
        (await hub.Agent.ReadAsync()).Ok();

        // A session that is no more: the page says how to come back, and what was open is there again.
        await second.Context.ClearCookiesAsync();
        await second.ReloadAsync();
        await Assertions.Expect(second.GetByText("sign-in link").First).ToBeVisibleAsync();
        await second.GotoAsync($"{hub.Address}/signin?t={HubHost.SignInToken}");
        await Assertions.Expect(card).ToContainTextAsync("Grace Hopper");

        // Ended in one browser, it goes in the other. How soon is told, not judged.
        await third.GetByRole(AriaRole.Button, new() { Name = "Disconnect" }).ClickAsync();
        var gone = second.WaitForFunctionAsync("() => !document.querySelector('article') && Date.now()", null, new() { PollingInterval = 5 });
        var ended = await third.EvaluateAsync<double>("() => Date.now()");
        await third.GetByRole(AriaRole.Dialog).Or(third.GetByRole(AriaRole.Alertdialog)).GetByRole(AriaRole.Button, new() { Name = "Disconnect" }).ClickAsync();
        output.WriteLine($"A second browser showed the end of a connection {await (await gone).EvaluateAsync<double>("at => at") - ended:F0} ms after the first was told to end it");
        Assert.Empty(chromium.Complaints);
    }

    private static async Task<IPage> SignInAsync(HubHost hub, Chromium chromium)
    {
        var page = await chromium.NewPageAsync();
        await page.GotoAsync($"{hub.Address}/signin?t={HubHost.SignInToken}");
        return page;
    }

    private static async Task AllowAsync(IPage page)
    {
        await page.GetByText("Grace Hopper").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Allow" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Connected Sandbox").Or(page.GetByText("Reconnected Sandbox")).First).ToBeVisibleAsync();
    }
}
