using System.Text.Json.Nodes;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Auth;

/// <summary>What an entry may want besides a token: values of the callback, lookups after connecting, joined ids, further accounts of one consent.</summary>
public sealed class GrantExtrasTests
{
    [Fact]
    public async Task Values_of_the_callback_are_kept_sent_with_the_code_and_can_be_the_accounts_id()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await StartAsync(folder, entry =>
        {
            entry["authorization"]!["callbackFields"] = new JsonArray("realmId", "absent");
            entry["authorization"]!["callbackScope"] = "granted";
            entry["token"]!["response"]!["scope"] = new JsonArray("nowhere");
            entry["account"]!["idTemplate"] = "company-{stored.realmId}";
        });
        var callback = await hub.Browser.ApproveAsync(await hub.Browser.BeginAsync("extra"));
        var end = await hub.Browser.FinishAsync(new Uri(callback.OriginalString + "&realmId=9001&granted=posts.read%20profile&other=1", UriKind.RelativeOrAbsolute));
        var connection = await hub.StoredAsync(end["connection"]!);
        Assert.Equal(("company-9001", "9001"), (connection.Account.Id, connection.Stored["realmId"]));
        Assert.Equal(["posts.read", "profile"], connection.GrantedScopes);
        Assert.DoesNotContain("other", connection.Stored.Keys);

        var doubled = await hub.Browser.ApproveAsync(await hub.Browser.BeginAsync("extra"));
        Assert.Equal("duplicate_parameter", (await hub.Browser.CallAsync(HttpMethod.Get, doubled.PathAndQuery + "&realmId=1&realmId=2")).Code);
    }

    [Fact]
    public async Task Lookups_after_connecting_are_kept_as_resources_and_the_first_is_the_value()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await StartAsync(folder, entry =>
        {
            entry["postConnect"] = new JsonArray(new JsonObject { ["url"] = "{sandboxUrl}/userinfo", ["itemsPath"] = "$", ["idPath"] = "id", ["namePath"] = "name", ["tokenPath"] = "token", ["storeAs"] = "site", ["required"] = true });
            entry["api"] = new JsonObject { ["baseUrl"] = "https://api.example/{stored.site}", ["headers"] = new JsonObject { ["X-Site"] = "{stored.site}" } };
        });
        await hub.Sandbox.FaultAsync(new { kind = "raw", endpoint = "userinfo", body = """[{"id":"s1","name":"One","token":"page-1"},{"id":"s2"},{"name":"without an id"}]""" });
        var connection = await hub.ConnectAsync("extra");
        Assert.Equal([new ConnectionResource("site", "s1", "One"), new ConnectionResource("site", "s2", null)], connection.Resources);
        var json = (await hub.Agent.ReadAsync("extra")).Ok().Json;
        Assert.Equal("""[{"kind":"site","id":"s1","name":"One"},{"kind":"site","id":"s2","name":null}]""", json.GetProperty("resources").GetRawText());
        Assert.Equal("""{"base_url":"https://api.example/s1","authorization":"bearer","headers":{"X-Site":"s1"}}""", json.GetProperty("api").GetRawText());
        Assert.Equal("""{"site:s1":{"access_token":"page-1"}}""", json.GetProperty("other_tokens").GetRawText());

        // A refresh says nothing of them, and none is lost.
        hub.Clock.Advance(TimeSpan.FromMinutes(2));
        await hub.Get<TokenRefresher>().RefreshAsync(connection.Id, new RefreshRequest(RefreshReason.Due), CancellationToken.None);
        var refreshed = await hub.StoredAsync(connection.Id);
        Assert.Equal((2, 2, "page-1"), (refreshed.TokenGeneration, refreshed.Resources.Count, refreshed.Tokens!.Others["site:s1"].AccessToken.RevealSecret()));
    }

    [Theory]
    [InlineData("[]", "nothing_to_use")]
    [InlineData("<html>", "platform_bad_response")]
    public async Task A_lookup_that_must_find_something_and_does_not_refuses_the_account_and_ends_its_tokens(string body, string reason)
    {
        using var folder = new TemporaryFolder();
        await using var hub = await StartAsync(folder, entry =>
            entry["postConnect"] = new JsonArray(new JsonObject { ["url"] = "{sandboxUrl}/userinfo", ["itemsPath"] = "$", ["idPath"] = "id", ["storeAs"] = "site", ["required"] = true }));
        await hub.Sandbox.FaultAsync(new { kind = "raw", endpoint = "userinfo", body });
        var end = await hub.Browser.ConnectAsync("extra");
        Assert.Equal(reason, end["reason"]);
        Assert.Empty(hub.Connections.Index.All);
        Assert.Equal(1, await hub.Sandbox.TotalAsync("revocations"));
    }

    [Fact]
    public async Task Names_and_avatars_are_put_together_where_the_entry_says_so()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await StartAsync(folder, entry =>
        {
            entry["account"]!["store"] = new JsonObject { ["first"] = "first", ["last"] = "last", ["hash"] = "hash" };
            entry["account"]!["nameTemplate"] = "{account.first} {account.last}";
            entry["account"]!["avatarTemplate"] = "https://cdn.example/{account.id}/{account.hash}.png";
        });
        await hub.Sandbox.FaultAsync(new { kind = "raw", endpoint = "userinfo", body = """{"sub":"u1","name":"nick","first":"Ada","last":"Lovelace","hash":"a/b"}""" });
        var whole = (await hub.ConnectAsync("extra")).Account;
        Assert.Equal(("Ada Lovelace", "https://cdn.example/u1/a%2Fb.png"), (whole.Name, whole.AvatarUrl));
        await hub.Sandbox.FaultAsync(new { kind = "raw", endpoint = "userinfo", body = """{"sub":"u2","name":"nick","picture":"https://cdn.example/p.png"}""" });
        var parts = (await hub.ConnectAsync("extra")).Account;
        Assert.Equal(("nick", "https://cdn.example/p.png"), (parts.Name, parts.AvatarUrl));
    }

    [Fact]
    public async Task A_consent_that_gives_tokens_of_two_accounts_makes_two_connections_each_renewed_by_itself()
    {
        await using var hub = await HubHost.StartAsync(SecondPlatform.Slack());
        await hub.Sandbox.FaultAsync(new
        {
            kind = "raw",
            body = """{"ok":true,"access_token":"bot-1","refresh_token":"bot-r1","expires_in":3600,"scope":"chat:write","bot_user_id":"B1","team":{"id":"T1"},"authed_user":{"id":"U1","access_token":"person-1","refresh_token":"person-r1","expires_in":3600,"scope":"search:read"}}""",
        });
        await hub.Sandbox.FaultAsync(new { kind = "raw", endpoint = "userinfo", body = """{"sub":"B1","name":"bot"}""" });
        await hub.Sandbox.FaultAsync(new { kind = "raw", endpoint = "userinfo", body = """{"sub":"U1","name":"Ada"}""" });
        var bot = await hub.ConnectAsync("slack");
        var person = await hub.StoredAsync(hub.Connections.Index.All.Single(entry => entry.Id != bot.Id).Id);
        Assert.Equal((("B1", "bot-1", null), ("U1", "person-1", "user")), (Facts(bot), Facts(person)));
        Assert.Equal(("search:read", "T1"), (Assert.Single(person.GrantedScopes), person.Stored["team_id"]));
        Assert.Empty(bot.Tokens!.Others);

        hub.Clock.Advance(TimeSpan.FromMinutes(50));
        await hub.Sandbox.FaultAsync(new { kind = "raw", body = """{"ok":true,"access_token":"person-2","refresh_token":"person-r2","expires_in":3600}""" });
        await hub.Get<TokenRefresher>().RefreshAsync(person.Id, new RefreshRequest(RefreshReason.Due), CancellationToken.None);
        Assert.Equal(("person-2", "bot-1"), (Token(await hub.StoredAsync(person.Id)), Token(await hub.StoredAsync(bot.Id))));
        Assert.Equal("ambiguous_account", (await hub.Agent.ReadAsync("slack")).Code);
        Assert.Equal("bot-1", (await hub.Agent.ReadAsync("slack", "?account=B1")).Ok().AccessToken);
        hub.Clock.Advance(TimeSpan.FromMinutes(1)); // the other one is being renewed too, behind the read, and a hub ends when that has ended

        static (string, string, string?) Facts(Connection connection) => (connection.Account.Id, Token(connection), connection.Label);
        static string Token(Connection connection) => connection.Tokens!.AccessToken.RevealSecret();
    }

    private static async Task<HubHost> StartAsync(TemporaryFolder folder, Action<JsonObject> change)
    {
        CustomPlatform.Write(folder, "extra", change);
        var hub = await HubHost.StartAsync(new HubSetup { Folder = folder, Settings = CustomPlatform.Registration("extra") });
        await hub.Browser.SignInAsync();
        return hub;
    }
}
