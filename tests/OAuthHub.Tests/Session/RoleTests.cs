using System.Net;
using System.Text.Json;
using OAuthHub.Api.Session;
using OAuthHub.Tests.Auth;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Session;

/// <summary>What a person may do beside an operator. Each route's own answer to both stands in the matrix.</summary>
public sealed class RoleTests
{
    private static readonly string[] ReadToken = ["token:read"];

    [Fact]
    public async Task A_person_sees_their_own_keys_and_audit_and_an_operator_sees_all()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Browser.SignInAsync();
        using var otto = hub.BrowserOf("otto");

        Assert.Equal(SessionRole.Operator, RoleOf((await hub.Browser.CallAsync(HttpMethod.Get, "/api/session")).Ok().Json));
        var session = (await otto.CallAsync(HttpMethod.Get, "/api/session")).Ok().Json;
        Assert.Equal(("otto", SessionRole.Person, JsonValueKind.Null), (session.GetProperty("user").GetString(), RoleOf(session), session.GetProperty("hub").GetProperty("agent_key_path").ValueKind));

        var refused = await otto.CallAsync(HttpMethod.Get, "/api/webhooks");
        Assert.Equal((HttpStatusCode.Forbidden, "forbidden"), (refused.Status, refused.Code));
        var written = Assert.Single((await hub.Browser.CallAsync(HttpMethod.Get, "/api/audit?what=request.refused")).Ok().Json.GetProperty("items").EnumerateArray());
        Assert.Equal(("otto", "forbidden", "GET /api/webhooks"), (written.GetProperty("user").GetString(), written.GetProperty("outcome").GetString(), written.GetProperty("detail").GetString()));

        // Who names nobody means themselves; whom they may not name they cannot give a key for.
        var everybodys = (await hub.Browser.CallAsync(HttpMethod.Post, "/api/agents/keys", new { name = "for everybody", actions = ReadToken })).Json.GetProperty("grant");
        var own = (await otto.CallAsync(HttpMethod.Post, "/api/agents/keys", new { name = "mine", actions = ReadToken })).Json.GetProperty("grant");
        Assert.Equal("otto", Assert.Single(own.GetProperty("users").EnumerateArray()).GetString());
        Assert.Equal("forbidden", (await otto.CallAsync(HttpMethod.Post, "/api/agents/keys", new { name = "wide", actions = ReadToken, users = new[] { "otto", "local" } })).Code);
        Assert.Equal("forbidden", (await otto.CallAsync(HttpMethod.Put, "/api/agents/keys/" + IdOf(own), new { name = "wide", actions = ReadToken, users = new[] { "local" } })).Code);
        Assert.Equal("no_such_key", (await otto.CallAsync(HttpMethod.Delete, "/api/agents/keys/" + IdOf(everybodys))).Code);
        Assert.Equal([IdOf(own)], await KeysAsync(otto));
        Assert.Superset(new HashSet<string> { IdOf(everybodys), IdOf(own) }, (await KeysAsync(hub.Browser)).ToHashSet(StringComparer.Ordinal));

        Assert.Equal(["otto"], await ActorsAsync(otto, "/api/audit"));
        Assert.Equal(["local", "otto"], await ActorsAsync(hub.Browser, "/api/audit"));
        // What is filtered for somebody else is still only one's own.
        Assert.Empty(await ActorsAsync(otto, "/api/audit?actor=local"));
        var export = (await otto.CallAsync(HttpMethod.Get, "/api/audit/export")).Body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEmpty(export);
        Assert.All(export, entry => Assert.Equal("otto", JsonDocument.Parse(entry).RootElement.GetProperty("actor").GetProperty("id").GetString()));
    }

    private static string? RoleOf(JsonElement session) => session.GetProperty("role").GetString();

    private static string IdOf(JsonElement key) => key.GetProperty("id").GetString()!;

    private static async Task<IEnumerable<string>> KeysAsync(Browser browser) =>
        (await browser.CallAsync(HttpMethod.Get, "/api/agents/keys")).Ok().Json.GetProperty("items").EnumerateArray().Select(IdOf).ToList();

    private static async Task<IEnumerable<string>> ActorsAsync(Browser browser, string path) =>
        (await browser.CallAsync(HttpMethod.Get, path)).Ok().Json.GetProperty("items").EnumerateArray()
            .Select(entry => entry.GetProperty("actor").GetProperty("id").GetString()!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
}
