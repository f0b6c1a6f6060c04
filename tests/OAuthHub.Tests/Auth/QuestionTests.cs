using System.Net;
using System.Text.Json.Nodes;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Auth;

/// <summary>What only the person can say is asked for before the browser leaves, and kept with the connection.</summary>
public sealed class QuestionTests
{
    private const string Shop = "/auth/shops/login";

    [Fact]
    public async Task Without_the_value_a_page_asks_for_it_and_nothing_begins()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await StartAsync(folder);
        var page = await hub.Browser.GetAsync(Shop + "?return_to=/dashboard/x");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("""<label for="shop" lang="en">Your shop&#x27;s name</label>""", page.Body, StringComparison.Ordinal);
        Assert.Contains("""name="return_to" value="/dashboard/x">""", page.Body, StringComparison.Ordinal);
        Assert.Contains("form-action 'self' https:", Assert.Single(page.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("value_missing", (await hub.Browser.CallAsync(HttpMethod.Get, Shop)).Code);
    }

    [Theory]
    [InlineData("ACME")]
    [InlineData("evil.example")]
    [InlineData("good.shops.example.evil.example")]
    [InlineData("good.shops.example@evil")]
    [InlineData("acme.evil.example/")]
    [InlineData("..")]
    [InlineData("a%0d%0ab")]
    public async Task A016_a_value_that_the_platform_cannot_have_is_refused_with_the_field_marked(string typed)
    {
        using var folder = new TemporaryFolder();
        await using var hub = await StartAsync(folder);
        var before = await Effects.TakeAsync(hub);
        var page = await hub.Browser.GetAsync($"{Shop}?shop={typed}");
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Contains("aria-invalid=\"true\"", page.Body, StringComparison.Ordinal);
        Assert.Equal("value_invalid", (await hub.Browser.CallAsync(HttpMethod.Get, $"{Shop}?shop={typed}")).Code);
        Assert.Equal("duplicate_parameter", (await hub.Browser.CallAsync(HttpMethod.Get, $"{Shop}?shop=a&shop=b")).Code);
        Assert.Equal(before, await Effects.TakeAsync(hub));
    }

    [Fact]
    public async Task What_was_typed_is_kept_given_to_agents_and_used_again_when_reconnecting()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await StartAsync(folder);
        var end = await hub.Browser.ConnectAsync("shops", "?shop=acme");
        var connection = await hub.StoredAsync(end["connection"]!);
        Assert.Equal("acme", connection.Stored["shop"]);
        var api = (await hub.Agent.ReadAsync("shops")).Ok().Json.GetProperty("api");
        Assert.Equal("https://acme.shops.example/v1", api.GetProperty("base_url").GetString());

        var again = await hub.Browser.BeginAsync("shops", $"?connection={connection.Id}");
        Assert.Equal("acme", Browser.Query(again)["audience"]);
    }

    [Fact]
    public async Task What_the_operator_has_set_nobody_is_asked()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await StartAsync(folder, ("OAuthHub:Platforms:shops:Variables:shop", "ours"));
        Assert.Equal("ours", Browser.Query(await hub.Browser.BeginAsync("shops"))["audience"]);
        Assert.Equal("ours", Browser.Query(await hub.Browser.BeginAsync("shops", "?shop=theirs"))["audience"]);
    }

    [Fact]
    public async Task A_value_with_a_default_is_asked_for_only_on_request()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await StartAsync(folder, "main");
        Assert.Equal("main", Browser.Query(await hub.Browser.BeginAsync("shops"))["audience"]);
        Assert.Contains("value=\"main\"", (await hub.Browser.GetAsync(Shop + "?ask=1")).Body, StringComparison.Ordinal);
    }

    private static Task<HubHost> StartAsync(TemporaryFolder folder, params (string Key, string Value)[] more) => StartAsync(folder, null, more);

    private static async Task<HubHost> StartAsync(TemporaryFolder folder, string? byDefault, params (string Key, string Value)[] more)
    {
        CustomPlatform.Write(folder, "shops", entry =>
        {
            entry["templateVariables"]!.AsArray().Insert(0, new JsonObject { ["name"] = "shop", ["description"] = "Your shop's name", ["pattern"] = "[a-z0-9-]{1,60}", ["askUser"] = true, ["default"] = byDefault });
            entry["authorization"]!["parameters"] = new JsonObject { ["audience"] = "{shop}" };
            entry["api"]!["baseUrl"] = "https://{shop}.shops.example/v1";
        });
        var setup = new HubSetup { Folder = folder, Settings = CustomPlatform.Registration("shops") };
        foreach (var (key, value) in more) setup.Settings[key] = value;
        var hub = await HubHost.StartAsync(setup);
        await hub.Browser.SignInAsync();
        return hub;
    }
}
