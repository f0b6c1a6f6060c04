using Microsoft.Playwright;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Dashboard;

/// <summary>A newcomer without a mouse: from an empty hub to connected accounts.</summary>
public sealed class KeyboardTests
{
    private const int MostTabs = 80;

    [RequiresToolFact("chromium")]
    public async Task An_account_is_connected_in_three_presses_and_another_from_the_gallery_with_chosen_scopes()
    {
        await using var hub = await HubHost.StartAsync(new HubSetup { RealTime = true, Settings = { ["OAuthHub:Sandbox:AutoApprove"] = "false" } });
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.NewPageAsync();
        await page.GotoAsync($"{hub.Address}/signin?t={HubHost.SignInToken}");

        await PressAsync(page, page.GetByRole(AriaRole.Link, new() { Name = "Try it with Sandbox" }), "Enter");
        await PressAsync(page, page.GetByRole(AriaRole.Radio).First, " ");
        await PressAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Allow" }), "Enter");
        await Assertions.Expect(page.GetByText("Connected Sandbox")).ToBeVisibleAsync();

        await PressAsync(page, page.GetByRole(AriaRole.Searchbox), "S");
        await page.Keyboard.TypeAsync("andbox");
        await PressAsync(page, page.GetByRole(AriaRole.Link, new() { Name = "Connect an account" }), "Enter", backwards: true);
        var dialog = page.GetByRole(AriaRole.Dialog);
        await PressAsync(page, dialog.GetByRole(AriaRole.Searchbox), "s");
        await page.Keyboard.TypeAsync("andb");
        await PressAsync(page, dialog.GetByRole(AriaRole.Link, new() { Name = "Sandbox" }), "Enter");
        await PressAsync(page, dialog.GetByRole(AriaRole.Checkbox, new() { Name = "Post in your name" }), " ");
        await PressAsync(page, dialog.GetByRole(AriaRole.Button, new() { Name = "Continue to Sandbox" }), "Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Radio).Nth(1)).ToBeVisibleAsync();
        Assert.DoesNotContain("posts.write", await page.InnerTextAsync("body"), StringComparison.Ordinal);
        await PressAsync(page, page.GetByRole(AriaRole.Radio).First, "ArrowDown");
        await PressAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Allow" }), "Enter");

        await Assertions.Expect(page.GetByText("Connected Sandbox")).ToBeVisibleAsync();
        Assert.Contains("q=Sandbox", page.Url, StringComparison.Ordinal); // where it began
        await Assertions.Expect(page.GetByRole(AriaRole.Article)).ToHaveCountAsync(2);
        Assert.Empty(chromium.Complaints);
    }

    /// <summary>Goes to an element by the Tab key alone, sees that it can be seen to have the focus, and presses a key there.</summary>
    private static async Task PressAsync(IPage page, ILocator target, string key, bool backwards = false)
    {
        await Assertions.Expect(target).ToBeVisibleAsync();
        for (var tabs = 0; !await target.EvaluateAsync<bool>("element => element === document.activeElement"); tabs++)
        {
            Assert.True(tabs < MostTabs, $"{target} is not reached by Tab");
            await page.Keyboard.PressAsync(backwards ? "Shift+Tab" : "Tab");
        }
        await page.Keyboard.PressAsync(key == " " ? "Space" : key);
    }
}
