using System.Net;
using System.Text.Json.Nodes;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.OAuth;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Network;

/// <summary>Calls to servers that people name, over the real client: what counts is who was connected to.</summary>
public sealed class GuardedCallTests
{
    private const string Public = SocialHub.Public;

    private static readonly (string, string) Rejected = ("400 Bad Request\r\nContent-Type: application/json", """{"error":"invalid_grant"}""");

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::1")]
    [InlineData("64:ff9b::7f00:1")]
    public async Task A150_a_name_that_leads_to_a_private_address_is_not_called(string address)
    {
        var resolver = new FakeResolver(address);
        var (allowed, closed) = TlsServer.StartTwo(_ => Rejected);
        await using (allowed)
        await using (closed)
        {
            using var folder = new TemporaryFolder();
            await using var hub = await SocialHub.StartAsync(folder, resolver, closed.Port);
            var before = await Effects.TakeAsync(hub);
            Assert.Equal("blocked_address", await hub.RefusalAsync());
            Assert.Equal(before, await Effects.TakeAsync(hub)); // the flow that the person began is used up, and nothing else happened
            Assert.Equal((0, 0), (allowed.Connections, closed.Connections));
            Assert.Equal(["social.example"], resolver.Asked);
            await hub.AssertNoneLoggedAsync();
            Assert.Contains("social.example, which a person or a platform named, leads to", hub.Logs.All, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(Public, "127.0.0.1")]
    [InlineData("127.0.0.1", Public)]
    public async Task A155_one_private_address_among_public_ones_refuses_all(string first, string second)
    {
        var (allowed, closed) = TlsServer.StartTwo(_ => Rejected);
        await using (allowed)
        await using (closed)
        {
            using var folder = new TemporaryFolder();
            await using var hub = await SocialHub.StartAsync(folder, new FakeResolver(first, second), closed.Port);
            Assert.Equal("blocked_address", await hub.RefusalAsync());
            Assert.Equal((0, 0), (allowed.Connections, closed.Connections));
        }
    }

    [Fact]
    public async Task A154_a_name_that_is_rebound_is_dialled_where_it_was_checked_and_checked_where_it_is_dialled()
    {
        var resolver = new FakeResolver((_, before) => before == 0 ? [Public] : ["127.0.0.1"]);
        var (allowed, closed) = TlsServer.StartTwo(_ => Rejected);
        await using (allowed)
        await using (closed)
        {
            using var folder = new TemporaryFolder();
            await using var hub = await SocialHub.StartAsync(folder, resolver, closed.Port);
            Assert.Equal("code_rejected", await hub.RefusalAsync());
            Assert.Equal((1, 0, 1), (allowed.Connections, closed.Connections, resolver.Asked.Count));
            Assert.Equal("blocked_address", await hub.RefusalAsync());
            Assert.Equal((1, 0, 2), (allowed.Connections, closed.Connections, resolver.Asked.Count));
        }
    }

    [Theory]
    [InlineData("302 Found")]
    [InlineData("307 Temporary Redirect")]
    public async Task A156_a_redirect_to_a_private_address_is_not_followed(string status)
    {
        var (allowed, closed) = TlsServer.StartTwo(_ => (status + "\r\nLocation: https://127.0.0.1/latest/meta-data", ""));
        await using (allowed)
        await using (closed)
        {
            using var folder = new TemporaryFolder();
            await using var hub = await SocialHub.StartAsync(folder, new FakeResolver(Public), closed.Port);
            Assert.Equal("platform_bad_response", await hub.RefusalAsync());
            Assert.Equal((1, 0), (allowed.Connections, closed.Connections));
        }
    }

    [Theory]
    [InlineData("https://127.0.0.1/keys")]
    [InlineData("https://keys.example/keys")]
    [InlineData("https://localhost/keys")]
    [InlineData("http://social.example/keys")]
    [InlineData("https://social.example:22/keys")]
    [InlineData("file:///etc/passwd")]
    public async Task A161_an_address_that_the_servers_answer_names_is_not_called_where_a_typed_one_is_not(string keys)
    {
        var claims = new JsonObject { ["iss"] = "https://social.example", ["aud"] = "oauthhub-sandbox", ["sub"] = "ada" };
        var tokens = new JsonObject { ["access_token"] = "short-access", ["token_type"] = "Bearer", ["id_token"] = FakeIssuer.Sign(claims) }.ToJsonString();
        var metadata = new JsonObject { ["issuer"] = "https://social.example", ["jwks_uri"] = keys }.ToJsonString();
        var (allowed, closed) = TlsServer.StartTwo(path => ("200 OK\r\nContent-Type: application/json", path == "/token" ? tokens : metadata));
        await using (allowed)
        await using (closed)
        {
            using var folder = new TemporaryFolder();
            await using var hub = await SocialHub.StartAsync(folder, new FakeResolver((name, _) => [name == "social.example" ? Public : "127.0.0.1"]), closed.Port, entry =>
            {
                entry["authorization"] = new JsonObject { ["url"] = "{sandboxUrl}/authorize", ["scopes"] = new JsonArray("openid") };
                entry["openId"] = new JsonObject { ["issuer"] = "https://{server}" };
                entry.Remove("revocation");
            });
            var state = Browser.Query(await hub.Browser.BeginAsync("social", "?server=social.example"))["state"];
            Assert.Equal("id_token_invalid", (await hub.Browser.FinishAsync(new Uri($"/auth/social/callback?code=any-code&state={state}", UriKind.Relative)))["reason"]);
            Assert.Equal(["/token", "/.well-known/openid-configuration"], allowed.Paths);
            Assert.Equal(0, closed.Connections);
        }
    }

    [Fact]
    public async Task A106_a_server_that_moves_to_a_private_address_costs_no_grant_and_closes_no_gate_for_the_others()
    {
        var resolver = new FakeResolver((_, before) => before == 0 ? [Public] : ["127.0.0.1"]);
        var (allowed, closed) = TlsServer.StartTwo(_ => ("200 OK\r\nContent-Type: application/json", """{"access_token":"short-access","refresh_token":"short-refresh","token_type":"Bearer","expires_in":3600,"sub":"ada"}"""));
        await using (allowed)
        await using (closed)
        {
            using var folder = new TemporaryFolder();
            await using var hub = await SocialHub.StartAsync(folder, resolver, closed.Port);
            var end = await hub.Browser.ConnectAsync("social", "?server=social.example");
            hub.Clock.Advance(TimeSpan.FromHours(2));
            for (var attempt = 1; attempt <= 6; attempt++)
            {
                var reply = await hub.Agent.ReadAsync("social");
                Assert.Equal((HttpStatusCode.BadGateway, "blocked_address", attempt + 1), (reply.Status, reply.Code, resolver.Asked.Count));
                Assert.NotNull(reply.Headers.RetryAfter);
                hub.Clock.Advance(TimeSpan.FromMinutes(30));
            }
            Assert.Equal("short-refresh", (await hub.StoredAsync(end["connection"]!)).Tokens!.RefreshToken!.RevealSecret());
            Assert.Equal(TimeSpan.Zero, hub.Get<PlatformGates>().For(hub.Get<PlatformCatalog>().Find("social")!).ClosedFor);
            Assert.Equal((1, 0), (allowed.Connections, closed.Connections));
        }
    }
}
