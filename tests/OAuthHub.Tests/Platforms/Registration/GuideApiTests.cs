using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using OAuthHub.Core.Platforms;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Platforms.Registration;

/// <summary><c>GET /api/platforms/{id}/registration-guide</c>, and registrations of single servers.</summary>
public sealed class GuideApiTests
{
    private const string Registration = "/api/platforms/forge/registration";

    [Fact]
    public async Task The_guide_is_filled_with_this_hubs_address_and_says_what_to_copy()
    {
        using var folder = new TemporaryFolder();
        CustomPlatform.Write(folder, "notes", entry =>
        {
            (entry["category"], entry["authorization"]!["scopeSeparator"]) = ("work", ",");
            entry["registration"] = JsonNode.Parse("""
                {
                  "url": "https://notes.example/apps",
                  "steps": ["Enter {redirectUri}, or {domain} where only that is asked for.", "Tick {scopes}."],
                  "clientIdName": "App key", "clientSecretName": "App secret", "redirectRules": ["https_only", "domain_only"]
                }
                """);
        });
        await using var hub = await SignedInAsync(folder);
        var guide = (await GuideAsync(hub, "notes")).Ok().Json;
        var address = hub.Address + "/auth/notes/callback";
        Assert.Equal([$"Enter {address}, or 127.0.0.1 where only that is asked for.", "Tick profile,posts.read,posts.write,offline_access."], guide.GetProperty("steps").EnumerateArray().Select(step => step.GetString()));
        Assert.Equal(
            [("redirect_uri", address), ("domain", "127.0.0.1"), ("scopes", "profile,posts.read,posts.write,offline_access")],
            guide.GetProperty("values").EnumerateArray().Select(value => (Text(value, "name")!, Text(value, "value")!)));
        Assert.Equal([("https_only", "refused"), ("domain_only", "ok")], guide.GetProperty("redirect_checks").EnumerateArray().Select(check => (Text(check, "rule")!, Text(check, "verdict")!)));
        Assert.Equal(("register", "https://notes.example/apps", "App key", "App secret", "required"), (Text(guide, "kind"), Text(guide, "console_url"), Text(guide, "client_id_name"), Text(guide, "client_secret_name"), Text(guide, "secret")));
        Assert.Equal(["OAuthHub:Platforms:notes:ClientId", "OAuthHub:Platforms:notes:ClientSecret"], guide.GetProperty("settings").EnumerateArray().Select(setting => setting.GetString()));
        Assert.Equal("OAuthHub:Platforms:notes:Variables:sandboxUrl", Text(Assert.Single(guide.GetProperty("variables").EnumerateArray()), "setting"));
        Assert.Equal(guide.GetProperty("redirect_checks").GetRawText(), (await hub.Browser.CallAsync(HttpMethod.Get, "/api/platforms/notes")).Ok().Json.GetProperty("redirect_checks").GetRawText());
    }

    [Theory]
    [InlineData("sandbox", "built_in")]
    [InlineData("borrower", "shared")]
    [InlineData("gone", "unavailable")]
    [InlineData("selfmade", "automatic")]
    public async Task The_guide_says_where_nothing_is_to_be_registered(string id, string kind)
    {
        using var folder = new TemporaryFolder();
        CustomPlatform.Write(folder, "borrower", entry => entry["clientOf"] = "github");
        CustomPlatform.Write(folder, "gone", entry => (entry["kind"], entry["kindReason"]) = ("retired", "It has ended."));
        CustomPlatform.Write(folder, "selfmade", entry =>
        {
            entry["quirks"] = new JsonArray("dynamic_registration");
            (entry["registration"]!["automatic"], entry["registration"]!["dynamic"]) = (true, JsonNode.Parse("""{"url":"{sandboxUrl}/register","method":"POST"}"""));
        });
        await using var hub = await SignedInAsync(folder);
        var guide = (await GuideAsync(hub, id)).Ok().Json;
        Assert.Equal(kind, Text(guide, "kind"));
        Assert.NotEmpty(Text(guide, "about")!);
        Assert.Equal("unknown_platform", (await GuideAsync(hub, "nowhere")).Code);
        using var stranger = hub.NewBrowser();
        Assert.Equal("not_signed_in", (await stranger.CallAsync(HttpMethod.Get, $"/api/platforms/{id}/registration-guide")).Code);
    }

    [Fact]
    public async Task A_server_has_a_registration_of_its_own_and_the_usual_one_stays()
    {
        using var folder = new TemporaryFolder();
        Forge(folder);
        await using var hub = await SignedInAsync(folder);
        var entered = (await hub.Browser.CallAsync(HttpMethod.Put, Registration, new { client_id = "theirs", client_secret = "theirs-secret", instance = " Git.Acme.Example " })).Ok();
        Assert.Equal(("ready", "git.acme.example"), (Text(entered.Json, "status"), Text(Assert.Single(entered.Json.GetProperty("instances").EnumerateArray()), "instance")));
        Assert.DoesNotContain("theirs-secret", entered.Body, StringComparison.Ordinal);
        Assert.Null(hub.Get<AppRegistrations>().Find("forge"));
        Assert.Equal("theirs", hub.Get<AppRegistrations>().Find("forge", "git.acme.example")!.ClientId);

        // The default server is the usual registration, whether it is named or not.
        (await hub.Browser.CallAsync(HttpMethod.Put, Registration, new { client_id = "usual", client_secret = "s", instance = "forge.example" })).Ok();
        Assert.Equal("usual", hub.Get<AppRegistrations>().Find("forge")!.ClientId);
        var guide = (await GuideAsync(hub, "forge")).Ok().Json.GetProperty("per_server");
        Assert.Equal(("host", "forge.example", "git.acme.example"), (Text(guide, "name"), Text(guide, "default"), Assert.Single(guide.GetProperty("registered").EnumerateArray()).GetString()));

        (await hub.Browser.CallAsync(HttpMethod.Delete, Registration + "?instance=git.acme.example")).Ok();
        Assert.Null(hub.Get<AppRegistrations>().Find("forge", "git.acme.example"));
        Assert.Equal("usual", hub.Get<AppRegistrations>().Find("forge")!.ClientId);
    }

    [Theory]
    [InlineData("forge", "https://git.acme.example")]
    [InlineData("forge", "..")]
    [InlineData("forge", "a b")]
    [InlineData("github", "git.acme.example")]
    public async Task A_server_that_the_platform_cannot_have_is_refused(string id, string instance)
    {
        using var folder = new TemporaryFolder();
        Forge(folder);
        await using var hub = await SignedInAsync(folder);
        var reply = await hub.Browser.CallAsync(HttpMethod.Put, $"/api/platforms/{id}/registration", new { client_id = "a", client_secret = "b", instance });
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (reply.Status, reply.Code));
        Assert.Contains("instance", Text(reply.Json, "detail"), StringComparison.Ordinal);
        Assert.Empty(hub.Get<AppRegistrations>().InstancesOf(id));
    }

    [Fact]
    public async Task The_schema_is_served_to_everybody()
    {
        await using var hub = await HubHost.StartAsync();
        using var anyone = new AgentClient(hub.Address, null);
        var reply = (await anyone.SendAsync(HttpMethod.Get, "/schemas/platform.json")).Ok();
        Assert.Equal("application/schema+json", reply.ContentType);
        Assert.True(reply.Headers.CacheControl is { Public: true, MaxAge.TotalSeconds: > 0 } && reply.Headers.ETag is not null);
        Assert.Equal(await File.ReadAllTextAsync(Repository.File("OAuthHub.Core", "Platforms", "platform.schema.json")), reply.Body);
    }

    private static void Forge(TemporaryFolder folder) => CustomPlatform.Write(folder, "forge", entry =>
    {
        entry["category"] = "developer";
        entry["templateVariables"]!.AsArray().Add(JsonNode.Parse("""{"name":"host","default":"forge.example","pattern":"[a-z0-9-]+(\\.[a-z0-9-]+)+","askUser":true,"kind":"host","bindsClient":true}"""));
    });

    private static async Task<HubHost> SignedInAsync(TemporaryFolder folder)
    {
        var hub = await HubHost.StartAsync(new HubSetup { Folder = folder });
        await hub.Browser.SignInAsync();
        return hub;
    }

    private static Task<Reply> GuideAsync(HubHost hub, string id) => hub.Browser.CallAsync(HttpMethod.Get, $"/api/platforms/{id}/registration-guide");

    private static string? Text(JsonElement json, string member) => json.GetProperty(member).GetString();
}
