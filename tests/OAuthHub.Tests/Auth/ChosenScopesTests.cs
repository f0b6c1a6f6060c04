using System.Net;
using OAuthHub.Core.Platforms;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Auth;

/// <summary>A person leaves out what they need not allow; what they cannot leave out, and what the hub does not ask for, is not theirs to choose.</summary>
public sealed class ChosenScopesTests
{
    [Fact]
    public async Task Only_what_was_chosen_of_the_optional_scopes_is_asked_for_now_and_at_a_reconnect()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Browser.SignInAsync();
        Assert.Equal("profile posts.read posts.write offline_access", await ScopeOfAsync(hub, ""));
        Assert.Equal("profile posts.read offline_access", await ScopeOfAsync(hub, "?scopes="));
        Assert.Equal("profile posts.read posts.write offline_access", await ScopeOfAsync(hub, "?scopes=posts.write"));
        Assert.Equal("profile posts.read offline_access", await ScopeOfAsync(hub, "?scopes=profile+posts.read"));

        var connection = (await hub.Browser.ConnectAsync("sandbox", "?scopes="))["connection"]!;
        var stored = await hub.StoredAsync(connection);
        Assert.Equal(["profile", "posts.read", "offline_access"], stored.GrantedScopes);
        Assert.Equal("profile posts.read offline_access", await ScopeOfAsync(hub, $"?connection={connection}"));
        Assert.Equal("profile posts.read posts.write offline_access", await ScopeOfAsync(hub, $"?connection={connection}&scopes=posts.write"));
        (await hub.Browser.CallAsync(HttpMethod.Post, $"/api/connections/{connection}/refresh")).Ok();
        Assert.Equal(stored.GrantedScopes, (await hub.StoredAsync(connection)).GrantedScopes);
    }

    [Theory]
    [InlineData("?scopes=admin:org", "scope_not_offered")]
    [InlineData("?scopes=profile%20admin", "scope_not_offered")]
    [InlineData("?scopes=posts.write+admin", "scope_not_offered")]
    [InlineData("?scopes=posts.write&scopes=profile", "duplicate_parameter")]
    public async Task A014_what_is_not_offered_is_refused_before_the_browser_leaves(string query, string code)
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Browser.SignInAsync();
        var before = await Effects.TakeAsync(hub);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/auth/sandbox/login" + query);
        var reply = await hub.Browser.SendAsync(request);
        Assert.Equal((HttpStatusCode.BadRequest, code), (reply.Status, reply.Code));
        Assert.Equal(before, await Effects.TakeAsync(hub));
        // The platform's own word is no parameter of a login.
        Assert.DoesNotContain("admin", Browser.Query(await hub.Browser.BeginAsync(query: "?scope=admin:org"))["scope"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_platform_says_in_words_what_is_asked_for_and_the_operators_scopes_are_the_most_that_is()
    {
        var setup = new HubSetup { Settings = { ["OAuthHub:Platforms:sandbox:Scopes"] = "profile offline_access custom.thing" } };
        await using var hub = await HubHost.StartAsync(setup);
        await hub.Browser.SignInAsync();
        var offers = (await hub.Browser.CallAsync(HttpMethod.Get, "/api/platforms/sandbox")).Ok().Json.GetProperty("scope_offers").EnumerateArray()
            .Select(offer => new ScopeOffer(offer.GetProperty("scope").GetString()!, offer.GetProperty("words").GetString(), offer.GetProperty("optional").GetBoolean(), offer.GetProperty("usual").GetBoolean()));
        Assert.Equal(
            [new("profile", "See your name and picture", false, true), new("offline_access", "Stay connected while you are away", false, true), new("custom.thing", null, false, true)], offers);
        var reply = await hub.Browser.GetAsync("/auth/sandbox/login?scopes=posts.write");
        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
    }

    [Fact]
    public async Task Scopes_beyond_the_usual_ones_are_offered_and_not_asked_for_unless_they_are_chosen()
    {
        await using var hub = await HubHost.StartAsync();
        var google = hub.Get<PlatformCatalog>().Find("google")!;
        var offers = ScopeOffers.Of(google, null);
        const string calendar = "https://www.googleapis.com/auth/calendar";
        Assert.Contains(new ScopeOffer(calendar, "See and change your calendars", true, false), offers);
        Assert.Equal(["openid", "email", "profile", calendar], ScopeOffers.Choose(offers, [calendar]));
        Assert.DoesNotContain(ScopeOffers.Of(google, ["openid"]), offer => offer.Scope == calendar);
        // Of the operator's own choice one has to stay.
        var only = ScopeOffers.Of(google, [calendar]);
        Assert.Null(ScopeOffers.Choose(only, []));
        Assert.Equal([calendar], ScopeOffers.ChooseAgain(only, ["openid"]));
    }

    private static async Task<string?> ScopeOfAsync(HubHost hub, string query) => Browser.Query(await hub.Browser.BeginAsync("sandbox", query))["scope"];
}
