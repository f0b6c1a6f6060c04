using System.Text.Json.Nodes;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.ConnectLinks;

/// <summary>Where a link leads: to the platform with what it says, and to where the operator lets it end.</summary>
public sealed class LinkFlowTests
{
    private const string ReturnTo = "OAuthHub:ConnectLinks:ReturnTo";

    [Fact]
    public async Task It_ends_where_the_operator_lets_it_end_and_nowhere_else()
    {
        await using var hub = await HubHost.StartAsync(new HubSetup { Settings = { [ReturnTo + ":0"] = "https://app.example.com/connected", [ReturnTo + ":1"] = "https://other.example:8443" } });
        foreach (var refused in (string[])
            ["https://app.example.com/", "https://app.example.com/connectedX", "https://app.example.com/connected/../admin", "https://app.example.com/connected/%2e%2e/admin", "https://app.example.com/connected%2fx",
             "https://app.example.com.evil.example/connected", "https://app.example.com@evil.example/connected", "http://app.example.com/connected", "https://app.example.com:444/connected", "https://other.example/",
             "https://app.example.com\\@evil.example/connected", "https://app.example.com/connected#x", "//app.example.com/connected", "/dashboard", "javascript:alert(1)", "https://app.example.com/connected/\nx", ""])
            Assert.Equal("return_to_invalid", (await hub.Agent.SendAsync(HttpMethod.Post, "/connect-links", new { platform = "sandbox", return_to = refused })).Code);

        using var person = hub.NewBrowser();
        var end = await person.ConnectByLinkAsync(hub, await hub.MakeLinkAsync(new { platform = "sandbox", return_to = "https://app.example.com/connected/now?job=7&status=stale" }));
        var query = Browser.Query(end);
        Assert.Equal("https://app.example.com/connected/now", end.GetLeftPart(UriPartial.Path));
        Assert.Equal(("7", "success", "sandbox"), (query["job"], query["status"], query["platform"]));
        await hub.MakeLinkAsync(new { platform = "sandbox", return_to = "https://other.example:8443/anything" });
    }

    [Theory]
    [InlineData("app.example.com")]
    [InlineData("http://app.example.com/")]
    [InlineData("https://app.example.com/?x=1")]
    public async Task A_place_to_end_that_cannot_be_meant_stops_the_start_with_the_remedy(string address)
    {
        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => HubHost.StartAsync(new HubSetup { Settings = { [ReturnTo] = address } }));
        Assert.Contains($"{ReturnTo} has '{address}'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_for_a_connection_reconnects_it_and_takes_no_other_account_and_a_failure_can_be_tried_again()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        using var person = hub.NewBrowser();
        var link = await hub.MakeLinkAsync(new { platform = "sandbox", account = connection.Account.Id });
        Assert.Contains("Reconnect", (await person.GetAsync(link.AbsoluteUri)).Ok().Body, StringComparison.Ordinal);
        await hub.Sandbox.TurnAsync(new { auto_approve_account = "grace" });
        var wrong = await person.ConnectByLinkAsync(hub, link);
        Assert.Equal(("/connect/done", "account_mismatch"), (wrong.AbsolutePath, Browser.Query(wrong)["reason"]));
        var page = (await person.GetAsync(wrong.PathAndQuery)).Ok();
        Assert.Contains("/auth/sandbox/login?via=link", page.Body, StringComparison.Ordinal);

        await hub.Sandbox.TurnAsync(new { auto_approve_account = connection.Account.Id });
        var again = await person.FinishAsync(await person.ApproveAsync(await person.BeginAsync("sandbox", "?via=link&connection=con_of_somebody&return_to=/dashboard/x")));
        Assert.Equal(("success", connection.Id), (again["status"], again["connection"]));
        Assert.Equal("connection_deleted", await CodeOfDeletedAsync(hub, connection.Id));
    }

    [Fact]
    public async Task It_asks_for_fewer_scopes_where_the_link_says_so()
    {
        await using var hub = await HubHost.StartAsync(SecondPlatform.GitHub(("Authorization:Scopes:1", "posts")));
        using var person = hub.NewBrowser();
        var link = await hub.MakeLinkAsync(new { platform = "github", scopes = (string[])["posts"] });
        var page = (await person.GetAsync(link.AbsoluteUri)).Ok().Body;
        Assert.Contains("<li><code>posts</code></li>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<code>profile</code>", page, StringComparison.Ordinal);
        Assert.Equal("posts", Browser.Query(await person.BeginByLinkAsync(link))["scope"]);
    }

    [Fact]
    public async Task What_only_the_person_can_say_is_asked_on_the_way()
    {
        using var folder = new TemporaryFolder();
        CustomPlatform.Write(folder, "shops", entry =>
        {
            entry["templateVariables"]!.AsArray().Insert(0, new JsonObject { ["name"] = "shop", ["description"] = "Your shop's name", ["pattern"] = "[a-z0-9-]{1,60}", ["askUser"] = true });
            entry["authorization"]!["parameters"] = new JsonObject { ["audience"] = "{shop}" };
        });
        await using var hub = await HubHost.StartAsync(new HubSetup { Folder = folder, Settings = CustomPlatform.Registration("shops") });
        using var person = hub.NewBrowser();
        var pressed = await person.PressAsync(await hub.MakeLinkAsync(new { user = "anna", platform = "shops" }));
        var asked = (await person.GetAsync(pressed.Headers.Location!.OriginalString)).Ok();
        Assert.Contains("""name="via" value="link">""", asked.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("dashboard", asked.Body, StringComparison.Ordinal);
        var end = await person.ConnectAsync("shops", "?via=link&shop=acme");
        Assert.Equal(("anna", "acme"), ((await hub.StoredAsync(end["connection"]!)).User, (await hub.StoredAsync(end["connection"]!)).Stored["shop"]));
    }

    private static async Task<string> CodeOfDeletedAsync(HubHost hub, string connection)
    {
        using var person = hub.NewBrowser();
        var callback = await person.ApproveAsync(await person.BeginByLinkAsync(await hub.MakeLinkAsync(new { platform = "sandbox", connection })));
        (await hub.Browser.CallAsync(HttpMethod.Delete, "/api/connections/" + connection)).Ok();
        return (await person.FinishAsync(callback))["reason"]!;
    }
}
