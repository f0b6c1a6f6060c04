using Microsoft.Playwright;
using OAuthHub.Core.Connections;
using OAuthHub.Tests.Auth;
using OAuthHub.Tests.Support;
using Xunit.Abstractions;

namespace OAuthHub.Tests.Dashboard;

/// <summary>A person with 5,000 connections. How long their list takes is told, not judged: the machines differ.</summary>
public sealed class ManyConnectionsTests(ITestOutputHelper output)
{
    private const int Many = 5000, Loads = 5, Step = 400;

    /// <summary>Notes when the first card is there, in milliseconds since the page was asked for.</summary>
    private const string NoteFirstCard =
        "new MutationObserver((_, own) => { if (document.querySelector('article')) { own.disconnect(); requestAnimationFrame(() => { window.shownAfter = performance.now() }) } }).observe(document, { childList: true, subtree: true })";

    /// <summary>Scrolls on by a step and says by how many pixels the card in the middle then stands elsewhere than it should.</summary>
    private const string ScrollOn = """
        async step => {
          const frame = () => new Promise(done => requestAnimationFrame(done))
          const inMiddle = () => document.elementFromPoint(innerWidth / 2, innerHeight / 2 + step / 2)?.closest('article')
          for (let i = 0; i < 10 && !inMiddle(); i++) { window.scrollBy(0, 8); await frame(); await frame() }
          const card = inMiddle(), name = card.getAttribute('aria-label') ?? card.innerText, top = card.getBoundingClientRect().top, before = window.scrollY
          window.scrollBy(0, step)
          await frame(); await frame(); await frame()
          const now = [...document.querySelectorAll('article')].find(one => (one.getAttribute('aria-label') ?? one.innerText) === name)
          return now ? Math.abs(top - now.getBoundingClientRect().top - step) : step
        }
        """;

    [RequiresToolFact("chromium")]
    public async Task Of_5000_connections_those_near_the_window_are_drawn_and_scrolling_to_the_end_meets_the_last_without_a_jump()
    {
        await using var hub = await HubHost.StartAsync(new HubSetup { RealTime = true });
        var ada = await hub.ConnectAsync();
        await AddManyAsync(hub, ada);
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.NewPageAsync();
        await page.AddInitScriptAsync(NoteFirstCard);
        await page.GotoAsync($"{hub.Address}/signin?t={HubHost.SignInToken}");
        var shown = new List<double>();
        for (var load = 0; load < Loads; load++)
        {
            await page.GotoAsync(hub.Address + "/dashboard");
            await Assertions.Expect(page.GetByRole(AriaRole.Article, new() { Name = "Sandbox, account 0000", Exact = true })).ToBeVisibleAsync();
            shown.Add(await page.EvaluateAsync<double>("async () => { while (!window.shownAfter) await new Promise(requestAnimationFrame); return window.shownAfter }"));
        }
        output.WriteLine($"{Many} connections: the first cards are shown after {string.Join(", ", shown.Select(ms => $"{ms:F0}"))} ms");
        Assert.InRange(await page.GetByRole(AriaRole.Article).CountAsync(), 6, 60);

        var jumps = new List<double>();
        for (var step = 0; step < 25; step++) jumps.Add(await page.EvaluateAsync<double>(ScrollOn, Step));
        Assert.True(jumps.All(jump => jump <= 2), $"Cards jumped by these pixels: {string.Join(", ", jumps)}");

        await page.EvaluateAsync("() => window.scrollTo(0, document.documentElement.scrollHeight)");
        await Assertions.Expect(page.GetByRole(AriaRole.Article, new() { Name = "Sandbox, " + ada.Account.Name, Exact = true })).ToBeVisibleAsync();
        Assert.InRange(await page.GetByRole(AriaRole.Article).CountAsync(), 6, 60);
        Assert.True(await page.EvaluateAsync<int>("() => document.querySelectorAll('*').length") < 3000, "the page holds more than what is near the window");
        Assert.Empty(chromium.Complaints);
    }

    /// <summary>By name all come before the one that is like them; every seventh has trouble, and so a higher card.</summary>
    private static Task AddManyAsync(HubHost hub, Connection like) =>
        Parallel.ForEachAsync(Enumerable.Range(0, Many), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, cancellationToken) =>
        {
            var one = like with
            {
                Id = $"many-{i}", Account = new Account($"id{i}", $"account {i:D4}"), DueAt = null,
                State = i % 7 == 0 ? ConnectionState.NeedsReconnect : ConnectionState.Active, Reason = i % 7 == 0 ? ConnectionReason.GrantRevoked : null,
            };
            Assert.NotNull(await hub.Connections.SaveAsync(one, 0, null, cancellationToken));
        });
}
