using Microsoft.Playwright;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Dashboard;

/// <summary>The life of a key, from the page in which a person makes it.</summary>
public sealed class AgentsPageTests
{
    [RequiresToolFact("chromium")]
    public async Task A196_a_key_made_in_the_page_is_nowhere_in_the_browser_later_works_is_seen_to_be_used_and_is_refused_when_it_is_revoked_there()
    {
        await using var hub = await HubHost.StartAsync(new HubSetup { RealTime = true });
        var tokens = (await hub.ConnectAsync()).Tokens!;
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.NewPageAsync();
        await page.GotoAsync($"{hub.Address}/signin?t={HubHost.SignInToken}");

        await page.GotoAsync(hub.Address + "/dashboard/agents/new");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Mail agent");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the key" }).ClickAsync();
        var key = await page.GetByRole(AriaRole.Region, new() { Name = "The key" }).Locator("code").InnerTextAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "I have stored it" }).ClickAsync();
        var card = page.GetByRole(AriaRole.Article, new() { Name = "Mail agent" });
        await Assertions.Expect(card).ToContainTextAsync("Never used");
        await page.AssertNothingIsKeptOfAsync(key, tokens.AccessToken.RevealSecret(), tokens.RefreshToken!.RevealSecret(), HubHost.SignInToken);

        using var agent = new AgentClient(hub.Address, key);
        (await agent.ReadAsync()).Ok();
        Assert.Equal("forbidden", (await agent.RefreshAsync()).Code);
        await page.ReloadAsync();
        await Assertions.Expect(card).ToContainTextAsync("from 127.0.0.1");
        await card.GetByRole(AriaRole.Link, new() { Name = "Activity of Mail agent" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Listitem).Nth(0)).ToContainTextAsync("forbidden");
        await Assertions.Expect(page.GetByRole(AriaRole.Listitem).Nth(1)).ToContainTextAsync("Token read");

        await page.GoBackAsync();
        await card.GetByRole(AriaRole.Button, new() { Name = "Revoke Mail agent" }).ClickAsync();
        await page.GetByRole(AriaRole.Alertdialog).GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await Assertions.Expect(page.GetByText("No agent has a key yet")).ToBeVisibleAsync();
        Assert.Equal("unauthorized", (await agent.ReadAsync()).Code);
        Assert.Empty(chromium.Complaints);
    }
}
