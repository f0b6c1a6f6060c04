using System.Net;
using System.Text.Json;
using OAuthHub.Core.Platforms;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Platforms;

/// <summary><c>/api/platforms</c>: the gallery, and the app registrations that the operator enters.</summary>
public sealed class RegistrationApiTests
{
    private const string Path = "/api/platforms/github/registration";

    [Fact]
    public async Task The_gallery_shows_each_platform_with_what_is_missing_and_no_secret()
    {
        await using var hub = await SignedInAsync();
        var reply = (await hub.Browser.CallAsync(HttpMethod.Get, "/api/platforms")).Ok();
        var items = reply.Json.GetProperty("items").EnumerateArray().ToDictionary(item => Text(item, "id")!);
        Assert.Equal(("ready", "configuration"), (Text(items["sandbox"], "status"), Text(items["sandbox"].GetProperty("registration"), "source")));
        var github = items["github"];
        Assert.Equal("needs_registration", Text(github, "status"));
        Assert.Equal(
            ["id", "name", "category", "docs_url", "custom", "status", "unavailable_reason", "registration", "instances", "redirect_uri", "redirect_checks", "questions", "setup_steps", "setup_url", "default_scopes", "scopes", "scope_offers", "rotates_refresh_tokens", "pkce", "notes", "confidence"],
            github.EnumerateObject().Select(member => member.Name));
        Assert.Equal(["client_id", "has_client_secret", "source", "needs_client_secret", "has_private_key", "takes_private_key"], github.GetProperty("registration").EnumerateObject().Select(member => member.Name));
        Assert.Equal(hub.Address + "/auth/github/callback", Text(github, "redirect_uri"));
        Assert.DoesNotContain("practice-only", reply.Body, StringComparison.Ordinal);
        Assert.Equal(github.GetRawText(), (await hub.Browser.CallAsync(HttpMethod.Get, "/api/platforms/github")).Ok().Json.GetRawText());
        Assert.Equal("unknown_platform", (await hub.Browser.CallAsync(HttpMethod.Get, "/api/platforms/nowhere")).Code);
    }

    [Fact]
    public async Task A_secret_is_taken_once_kept_when_left_out_and_never_shown_again()
    {
        using var folder = new TemporaryFolder();
        await using (var hub = await SignedInAsync(new HubSetup { Folder = folder }))
        {
            var entered = await PutAsync(hub, new { client_id = " my-client ", client_secret = "my-very-secret", scopes = new[] { "gist" } });
            var registration = entered.Ok().Json.GetProperty("registration");
            Assert.Equal(("my-client", true, "dashboard"), (Text(registration, "client_id"), registration.GetProperty("has_client_secret").GetBoolean(), Text(registration, "source")));
            Assert.Equal(("ready", "gist"), (Text(entered.Json, "status"), Assert.Single(entered.Json.GetProperty("scopes").EnumerateArray()).GetString()));
            Assert.DoesNotContain("my-very-secret", entered.Body, StringComparison.Ordinal);
            Assert.DoesNotContain("my-very-secret", (await hub.Browser.CallAsync(HttpMethod.Get, "/api/platforms")).Body, StringComparison.Ordinal);

            // Another id and no scopes: the secret stays, the scopes are the catalogue's again.
            var changed = (await PutAsync(hub, new { client_id = "other-client" })).Ok();
            Assert.Equal(changed.Json.GetProperty("default_scopes").GetRawText(), changed.Json.GetProperty("scopes").GetRawText());
            Assert.Equal("my-very-secret", hub.Get<AppRegistrations>().Find("github")!.ClientSecret!.RevealSecret());
            Assert.Contains("client_id=other-client", (await hub.Browser.BeginAsync("github")).Query, StringComparison.Ordinal);
            await hub.AssertNoneLoggedAsync("my-very-secret");
        }
        await using (var again = await SignedInAsync(new HubSetup { Folder = folder }))
        {
            var found = again.Get<AppRegistrations>().Find("github")!;
            Assert.Equal(("other-client", "my-very-secret"), (found.ClientId, found.ClientSecret!.RevealSecret()));
            var removed = (await again.Browser.CallAsync(HttpMethod.Delete, Path)).Ok();
            Assert.Equal(("needs_registration", JsonValueKind.Null), (Text(removed.Json, "status"), removed.Json.GetProperty("registration").GetProperty("client_id").ValueKind));
            Assert.Null(again.Get<AppRegistrations>().Find("github"));
            (await again.Browser.CallAsync(HttpMethod.Delete, Path)).Ok(); // gone is gone
            // A removed secret does not come back with a new client id.
            Assert.Equal("invalid_request", (await PutAsync(again, new { client_id = "third" })).Code);
        }
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"client_id":"  ","client_secret":"s"}""")]
    [InlineData("""{"client_id":"a\u0000b","client_secret":"s"}""")]
    [InlineData("""{"client_id":"id","client_secret":"line\nbreak"}""")]
    [InlineData("""{"client_id":"id"}""")]
    [InlineData("""{"client_id":"id","client_secret":"s","scopes":["two words"]}""")]
    [InlineData("""{"client_id":"id","client_secret":"s","scopes":[""]}""")]
    [InlineData("""{"client_id":"id","client_secret":"s","scopes":[null]}""")]
    [InlineData("""{"client_id":"id","client_secret":"s","scopes":"repo"}""")]
    [InlineData("""{"client_id":7,"client_secret":"s"}""")]
    [InlineData("""[]""")]
    [InlineData("""null""")]
    [InlineData("""{""")]
    public async Task A_registration_that_cannot_be_right_is_refused_and_nothing_is_stored(string body)
    {
        await using var hub = await SignedInAsync();
        using var request = new HttpRequestMessage(HttpMethod.Put, Path) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Add("X-OAuthHub", "1");
        var reply = await hub.Browser.SendAsync(request);
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (reply.Status, reply.Code));
        Assert.Null(hub.Get<AppRegistrations>().Find("github"));
    }

    [Fact]
    public async Task Values_that_are_too_long_are_refused()
    {
        await using var hub = await SignedInAsync();
        Assert.Equal("invalid_request", (await PutAsync(hub, new { client_id = new string('a', 2049), client_secret = "s" })).Code);
        Assert.Equal("invalid_request", (await PutAsync(hub, new { client_id = "a", client_secret = new string('s', 2049) })).Code);
        Assert.Equal("invalid_request", (await PutAsync(hub, new { client_id = "a", client_secret = "s", scopes = Enumerable.Repeat("x", 201) })).Code);
        Assert.Null(hub.Get<AppRegistrations>().Find("github"));
    }

    [Fact]
    public async Task A_registration_in_another_content_type_is_refused_as_such()
    {
        await using var hub = await SignedInAsync();
        using var request = new HttpRequestMessage(HttpMethod.Put, Path) { Content = new StringContent("client_id=a", System.Text.Encoding.UTF8, "application/x-www-form-urlencoded") };
        request.Headers.Add("X-OAuthHub", "1");
        var reply = await hub.Browser.SendAsync(request);
        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "unsupported_media_type"), (reply.Status, reply.Code));
    }

    [Fact]
    public async Task What_configuration_sets_cannot_be_changed_here_and_an_unknown_platform_has_nothing_to_set()
    {
        await using var hub = await SignedInAsync();
        foreach (var method in new[] { HttpMethod.Put, HttpMethod.Delete })
        {
            var set = await hub.Browser.CallAsync(method, "/api/platforms/sandbox/registration", new { client_id = "mine", client_secret = "mine" });
            Assert.Equal((HttpStatusCode.Conflict, "set_by_configuration"), (set.Status, set.Code));
            var unknown = await hub.Browser.CallAsync(method, "/api/platforms/nowhere/registration", new { client_id = "mine" });
            Assert.Equal((HttpStatusCode.NotFound, "unknown_platform"), (unknown.Status, unknown.Code));
        }
        Assert.Equal("oauthhub-sandbox", hub.Get<AppRegistrations>().Find("sandbox")!.ClientId);
    }

    [Fact]
    public async Task Only_the_hubs_own_page_of_a_signed_in_person_may_change_a_registration()
    {
        await using var hub = await SignedInAsync();
        using var request = new HttpRequestMessage(HttpMethod.Put, Path) { Content = new StringContent("""{"client_id":"evil","client_secret":"s"}""", System.Text.Encoding.UTF8, "application/json") };
        Assert.Equal("antiforgery", (await hub.Browser.SendAsync(request)).Code);
        using var stranger = hub.NewBrowser();
        Assert.Equal("not_signed_in", (await stranger.CallAsync(HttpMethod.Put, Path, new { client_id = "evil", client_secret = "s" })).Code);
        Assert.Equal("not_signed_in", (await stranger.CallAsync(HttpMethod.Get, "/api/platforms")).Code);
        Assert.Null(hub.Get<AppRegistrations>().Find("github"));
    }

    private static async Task<HubHost> SignedInAsync(HubSetup? setup = null)
    {
        var hub = await HubHost.StartAsync(setup);
        await hub.Browser.SignInAsync();
        return hub;
    }

    private static Task<Reply> PutAsync(HubHost hub, object body) => hub.Browser.CallAsync(HttpMethod.Put, Path, body);

    private static string? Text(JsonElement json, string member) => json.GetProperty(member).GetString();
}
