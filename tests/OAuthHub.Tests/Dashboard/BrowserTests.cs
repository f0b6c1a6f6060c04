using System.Globalization;
using Microsoft.Playwright;
using OAuthHub.Tests.Processes;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Dashboard;

/// <summary>The main job in a real browser, as a newcomer does it.</summary>
public sealed class BrowserTests
{
    private const int TokenSeconds = 4;
    private static readonly TimeSpan Reading = TimeSpan.FromSeconds(16);

    [RequiresToolFact("chromium")]
    public async Task A_newcomer_connects_an_account_and_an_agent_never_meets_a_401()
    {
        await using var hub = await HubHost.StartAsync(new HubSetup
        {
            RealTime = true,
            Worker = true,
            Settings = { ["OAuthHub:Sandbox:AutoApprove"] = "false", ["OAuthHub:Sandbox:AccessTokenSeconds"] = TokenSeconds.ToString(CultureInfo.InvariantCulture) },
        });
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.NewPageAsync();

        await page.GotoAsync(hub.Address + "/dashboard");
        await Assertions.Expect(page.GetByText("console").First).ToBeVisibleAsync(); // not signed in: where the link is

        await page.GotoAsync($"{hub.Address}/signin?t={HubHost.SignInToken}");
        Assert.DoesNotContain(HubHost.SignInToken, page.Url, StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Link, new() { Name = "Try it with Sandbox" }).ClickAsync();
        await page.GetByText("Grace Hopper").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Allow" }).ClickAsync();

        await page.WaitForURLAsync(url => url.Contains("/dashboard", StringComparison.Ordinal) && url.Contains("status=success", StringComparison.Ordinal), new() { WaitUntil = WaitUntilState.Commit });
        await Assertions.Expect(page.GetByText("Connected Sandbox")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("Grace Hopper").First).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("Active", new() { Exact = true })).ToBeVisibleAsync();

        var (before, started) = (await hub.Sandbox.TotalAsync("refreshes"), TimeProvider.System.GetTimestamp());
        var (reads, use) = (0, new TokenUse(hub.Sandbox));
        while (TimeProvider.System.GetElapsedTime(started) < Reading)
        {
            var asked = TimeProvider.System.GetUtcNow();
            await use.CallAsync((await hub.Agent.ReadAsync()).Ok(), asked);
            reads++;
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
        var lives = TimeProvider.System.GetElapsedTime(started).TotalSeconds / TokenSeconds;
        var totals = (await hub.Sandbox.LedgerAsync()).GetProperty("totals");
        Assert.Equal((0, use.Ended, 0), (use.Refused, totals.GetProperty("api_401s").GetInt32(), totals.GetProperty("reuses").GetInt32()));
        Assert.True(reads > 20, $"only {reads} reads");
        // Due at 75 % of a life: about one refresh a life, and never two.
        Assert.InRange(totals.GetProperty("refreshes").GetInt64() - before, Math.Floor(lives) - 1, Math.Ceiling(lives * 2));

        await page.GetByRole(AriaRole.Link, new() { Name = "Details" }).ClickAsync();
        await Assertions.Expect(page.GetByText("New access token.").First).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Disconnect" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).Or(page.GetByRole(AriaRole.Alertdialog)).GetByRole(AriaRole.Button, new() { Name = "Disconnect" }).ClickAsync();
        await Assertions.Expect(page.GetByText("was told to withdraw them")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Connect your first account")).ToBeVisibleAsync();
        Assert.Equal("not_connected", (await hub.Agent.ReadAsync()).Code);
        Assert.Equal(1, await hub.Sandbox.TotalAsync("revocations"));
        Assert.Empty(chromium.Complaints);
    }

    [RequiresToolFact("chromium")]
    public async Task A075_a_crafted_link_can_neither_show_its_text_nor_claim_a_success()
    {
        await using var hub = await HubHost.StartAsync(new HubSetup { RealTime = true });
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.NewPageAsync();
        await page.GotoAsync($"{hub.Address}/signin?t={HubHost.SignInToken}");
        await page.GotoAsync($"{hub.Address}/dashboard?status=error&platform=sandbox&reason=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E");
        await Assertions.Expect(page.GetByText("Something unexpected happened")).ToBeVisibleAsync();
        Assert.DoesNotContain("onerror", await page.InnerTextAsync("body"), StringComparison.Ordinal);
        await page.GotoAsync($"{hub.Address}/dashboard?status=success&platform=github&connection=con_forged");
        await Assertions.Expect(page.GetByText("Connect your first account")).ToBeVisibleAsync();
        Assert.DoesNotContain("Connected GitHub", await page.InnerTextAsync("body"), StringComparison.Ordinal);
        Assert.Empty(chromium.Complaints);
    }
}
