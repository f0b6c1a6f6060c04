using System.Net;
using OAuthHub.Api.Auth;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Auth;

/// <summary>Several logins at a time, as of a person with many tabs.</summary>
public sealed class ManyLoginsTests
{
    [Fact]
    public async Task A018_of_one_browser_the_newest_twenty_logins_stay_open()
    {
        await using var hub = await HubHost.StartAsync();
        // The clock stands still: which is newest must not depend on it.
        var callbacks = new List<Uri>();
        for (var i = 0; i < 22; i++) callbacks.Add(await hub.ReadyAsync());
        await hub.Browser.RefusedAsync(callbacks[0], "state_unknown");
        await hub.Browser.RefusedAsync(callbacks[1], "state_unknown");
        foreach (var kept in callbacks.Skip(2)) Assert.Equal("success", (await hub.Browser.FinishAsync(kept))["status"]);
    }

    [Fact]
    public async Task A019_whoever_begins_six_hundred_logins_in_a_minute_begins_no_further_one_in_whatever_browser()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Browser.SignInAsync();
        for (var begun = 0; begun < LoginRate.PerMinute; begun++) Assert.True(hub.Get<LoginRate>().Allows("local"));
        using var second = hub.NewBrowser(); // another cookie, the same person
        await second.SignInAsync();
        var before = await Effects.TakeAsync(hub);
        foreach (var browser in (Browser[])[hub.Browser, second])
        {
            var reply = await browser.CallAsync(HttpMethod.Get, "/auth/sandbox/login");
            Assert.Equal((HttpStatusCode.TooManyRequests, "rate_limited"), (reply.Status, reply.Code));
            Assert.Equal(TimeSpan.FromMinutes(1), reply.Headers.RetryAfter!.Delta);
        }
        Assert.Equal(before, await Effects.TakeAsync(hub));
        using var other = hub.BrowserOf("another"); // is not slowed
        await other.BeginAsync();
        hub.Clock.Advance(TimeSpan.FromMinutes(1));
        await hub.Browser.BeginAsync();
    }

    [Fact]
    public async Task Many_logins_of_one_new_account_at_once_make_one_connection()
    {
        await using var hub = await HubHost.StartAsync();
        var callbacks = new List<Uri>();
        for (var i = 0; i < 16; i++) callbacks.Add(await hub.ReadyAsync());
        var ends = await Task.WhenAll(callbacks.Select(callback => Task.Run(() => hub.Browser.FinishAsync(callback))));
        Assert.All(ends, end => Assert.Equal("success", end["status"]));
        var connection = await hub.StoredAsync(Assert.Single(hub.Connections.Index.All).Id);
        Assert.All(ends, end => Assert.Equal(connection.Id, end["connection"]));
        Assert.Equal(16, connection.TokenGeneration);
        (await hub.Sandbox.GetAsync("api/me", (await hub.Agent.ReadAsync()).Ok().AccessToken)).Ok();
    }
}
