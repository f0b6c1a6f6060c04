using System.Collections.Concurrent;
using Microsoft.Playwright;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Dashboard;

/// <summary>The machine's own Chromium, without a window, talking to loopback only.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private readonly IPlaywright playwright;
    private readonly IBrowser browser;
    private readonly ConcurrentQueue<string> complaints = new();

    private Chromium(IPlaywright playwright, IBrowser browser) => (this.playwright, this.browser) = (playwright, browser);

    /// <summary>
    /// What pages complained about: errors of scripts, refused content (CSP), answers that failed. Two are as they should be: a 401
    /// before the sign-in, and a 404 of the page of a connection that was just disconnected.
    /// </summary>
    public IEnumerable<string> Complaints => complaints.Where(text =>
        !text.Contains("401", StringComparison.Ordinal) && !(text.Contains("404", StringComparison.Ordinal) && text.Contains("/api/connections/", StringComparison.Ordinal)));

    public static async Task<Chromium> StartAsync()
    {
        Assertions.SetDefaultExpectTimeout(30_000); // as all else of Playwright: a busy machine may need more than the 5 s that it waits by itself
        var driver = await Playwright.CreateAsync();
        return new Chromium(driver, await driver.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = RequiresToolFactAttribute.Find("chromium"),
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        }));
    }

    /// <param name="beside">A page whose cookies the new one shares; null: it has its own, as another browser has.</param>
    public async Task<IPage> NewPageAsync(IPage? beside = null)
    {
        var context = beside?.Context ?? await browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1200, Height = 800 }, ReducedMotion = ReducedMotion.Reduce });
        var page = await context.NewPageAsync();
        // A script of a page that must have none would say so in this way.
        page.Dialog += (_, dialog) =>
        {
            complaints.Enqueue("A script ran: " + dialog.Message);
            _ = dialog.DismissAsync();
        };
        page.Console += (_, message) =>
        {
            if (message.Type is "error") complaints.Enqueue($"{message.Text} ({message.Location})");
        };
        page.PageError += (_, error) => complaints.Enqueue(error);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}
