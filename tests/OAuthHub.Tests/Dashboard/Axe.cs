using System.Text.Json;
using Microsoft.Playwright;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Dashboard;

/// <summary>The accessibility rules of axe-core, asked of a page as it stands.</summary>
internal static class Axe
{
    private static readonly Lazy<string> Source = new(() => File.ReadAllText(Repository.File("dashboard", "node_modules", "axe-core", "axe.min.js")));

    /// <summary>What is still on its way to its place is nobody's. Colours never are: the browser's context asks for no motion, and so has no transitions.</summary>
    private const string Settled = "async () => { for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame); await Promise.allSettled(document.getAnimations().map(({ finished }) => finished)) }";

    /// <summary>What axe calls serious or critical, the rule, and where; of the dark theme its contrasts. Empty: nothing.</summary>
    public static async Task<IReadOnlyList<string>> SeriousAsync(this IPage page)
    {
        var found = new List<string>();
        foreach (var theme in new[] { ColorScheme.Dark, ColorScheme.Light })
        {
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = theme });
            await page.EvaluateAsync(Settled);
            if (!await page.EvaluateAsync<bool>("() => 'axe' in window")) await page.EvaluateAsync(Source.Value);
            var result = await page.EvaluateAsync<JsonElement>("async rules => (await axe.run(document, { resultTypes: ['violations'], ...rules })).violations.map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.map(({ html, failureSummary }) => html.slice(0, 200) + ' ' + failureSummary) }))", theme is ColorScheme.Dark ? new { runOnly = new[] { "color-contrast" } } : null);
            found.AddRange(
                from violation in result.EnumerateArray()
                where violation.GetProperty("impact").GetString() is "serious" or "critical"
                select $"{theme} {page.Url} {violation.GetProperty("id")}: {string.Join(" | ", violation.GetProperty("nodes").EnumerateArray().Take(3))}");
        }
        return found;
    }
}
