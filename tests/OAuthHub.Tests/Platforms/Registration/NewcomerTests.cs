using System.Text.Json;
using System.Text.RegularExpressions;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Platforms.Registration;

/// <summary>A newcomer's way to an app of their own at X, with nothing to go by but what the hub says.</summary>
public sealed partial class NewcomerTests
{
    private const string Platform = "/api/platforms/twitter";

    [Fact]
    public async Task The_guide_leads_from_a_new_hub_to_the_login_at_X_and_leaves_nothing_to_guess()
    {
        // A new hub is at localhost, which X does not take: said with the very words that start it where X does.
        string address;
        await using (var first = await StartAsync("http://localhost:8400"))
        {
            Assert.Equal("needs_registration", Text((await first.Browser.CallAsync(HttpMethod.Get, Platform)).Ok().Json, "status"));
            var refused = Assert.Single(Items(await GuideAsync(first), "redirect_checks"), check => Text(check, "verdict") == "refused");
            address = AtStart().Match(Text(refused, "text")).Groups["address"].Value;
            Assert.Equal("http://127.0.0.1:8400", address);
        }

        await using var hub = await StartAsync(address);
        var guide = await GuideAsync(hub);
        Assert.Equal(("register", "https://console.x.com"), (Text(guide, "kind"), Text(guide, "console_url")));
        Assert.All(Items(guide, "redirect_checks"), check => Assert.Equal("ok", Text(check, "verdict")));
        var copied = Items(guide, "values").ToDictionary(value => Text(value, "name"), value => Text(value, "value"));
        Assert.Equal(address + "/auth/twitter/callback", copied["redirect_uri"]);

        // What X asks, and what it gives, stands in the steps by name; and each step can be done as it stands.
        var steps = Items(guide, "steps").Select(step => step.GetString()!).ToList();
        foreach (var named in (string[])[copied["redirect_uri"], "Name, description and use case", "read and write", "Web App", "website", "scopes are entered nowhere", Text(guide, "client_id_name"), Text(guide, "client_secret_name")])
            Assert.Single(steps, step => step.Contains(named, StringComparison.Ordinal));
        Assert.All(steps, step => Assert.DoesNotContain('{', step));
        Assert.Empty(Items(guide, "variables"));

        (await hub.Browser.CallAsync(HttpMethod.Put, Platform + "/registration", new { client_id = "id-from-x", client_secret = "secret-from-x" })).Ok();
        Assert.Equal("ready", Text((await hub.Browser.CallAsync(HttpMethod.Get, Platform)).Ok().Json, "status"));
        var login = await hub.Browser.BeginAsync("twitter");
        var asked = Browser.Query(login);
        Assert.Equal("https://x.com/i/oauth2/authorize", login.GetLeftPart(UriPartial.Path));
        Assert.Equal(("code", "id-from-x", "S256"), (asked["response_type"], asked["client_id"], asked["code_challenge_method"]));
        Assert.Equal((copied["redirect_uri"], copied["scopes"]), (asked["redirect_uri"], asked["scope"]));
        await hub.AssertNoneLoggedAsync("secret-from-x");
    }

    private static async Task<HubHost> StartAsync(string publicUrl)
    {
        var hub = await HubHost.StartAsync(new HubSetup { Settings = { ["OAuthHub:PublicUrl"] = publicUrl } });
        await hub.Browser.SignInAsync();
        return hub;
    }

    private static async Task<JsonElement> GuideAsync(HubHost hub) => (await hub.Browser.CallAsync(HttpMethod.Get, Platform + "/registration-guide")).Ok().Json;

    private static IEnumerable<JsonElement> Items(JsonElement json, string member) => json.GetProperty(member).EnumerateArray();

    private static string Text(JsonElement json, string member) => json.GetProperty(member).GetString()!;

    [GeneratedRegex(@"--OAuthHub:PublicUrl=(?<address>[^\s)]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex AtStart();
}
