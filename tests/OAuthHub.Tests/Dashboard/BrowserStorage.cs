using Microsoft.Playwright;

namespace OAuthHub.Tests.Dashboard;

/// <summary>All that a page can leave in a browser for whoever looks into it later, and what it shows.</summary>
internal static class BrowserStorage
{
    private const string Everything = """
        async () => JSON.stringify({
          local: { ...localStorage }, session: { ...sessionStorage }, cookies: document.cookie, page: document.documentElement.outerHTML,
          databases: await indexedDB.databases(), caches: await caches.keys(), workers: (await navigator.serviceWorker.getRegistrations()).length, history: history.state, name: window.name,
        })
        """;

    public static async Task AssertNothingIsKeptOfAsync(this IPage page, params string[] secrets)
    {
        var kept = await page.EvaluateAsync<string>(Everything);
        Assert.Contains("""
            "cookies":"","page":
            """, kept, StringComparison.Ordinal); // no script reads the session's cookie
        Assert.Contains("""
            "databases":[],"caches":[],"workers":0
            """, kept, StringComparison.Ordinal);
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, kept, StringComparison.Ordinal));
    }
}
