using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;
using OAuthHub.Core.Connections;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Platforms.Quirks;

/// <summary>Pushed requests (RFC 9126) and tokens that are bound to a key (RFC 9449), against a server that checks each proof.</summary>
public sealed class BoundTokenTests
{
    [Fact]
    public async Task A_connection_keeps_one_key_from_the_pushed_request_to_the_revocation()
    {
        await using var rig = await StartAsync();
        var connection = await rig.Hub.ConnectAsync("strict");
        Assert.Equal("DPoP", connection.Tokens!.TokenType);
        Assert.Equal("DPoP", (await rig.Hub.Agent.ReadAsync("strict")).Ok().Json.GetProperty("token_type").GetString());
        (await rig.Hub.Agent.RefreshAsync("strict")).Ok();
        (await rig.Hub.Browser.CallAsync(HttpMethod.Delete, $"/api/connections/{connection.Id}")).Ok();
        rig.AssertNoObjection();
        // The first proof has no nonce: that request is the only one to go twice.
        Assert.Equal(["/par", "/par", "/authorize", "/token", "/me", "/token", "/revoke"], rig.Server.Paths);
        Assert.Single(rig.Server.Proofs.Select(Key).Distinct());
        await rig.Hub.AssertNoneLoggedAsync(connection.ProofKey!.RevealSecret().Split('\n')[1]);
    }

    [Fact]
    public async Task Each_connection_has_a_key_of_its_own_and_no_answer_shows_it()
    {
        await using var rig = await StartAsync();
        var first = await rig.Hub.ConnectAsync("strict");
        var second = await rig.Hub.ConnectAsync("strict");
        Assert.NotEqual(first.ProofKey, second.ProofKey);
        var secret = second.ProofKey!.RevealSecret().Split('\n')[1];
        foreach (var reply in (Reply[])[await rig.Hub.Agent.ReadAsync("strict"), await rig.Hub.Agent.SendAsync(HttpMethod.Get, "/credentials"), await rig.Hub.Browser.CallAsync(HttpMethod.Get, "/api/connections"), await rig.Hub.Browser.CallAsync(HttpMethod.Get, $"/api/connections/{second.Id}")])
            Assert.DoesNotContain(secret, reply.Ok().Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_browser_carries_a_reference_and_nothing_of_the_request()
    {
        await using var rig = await StartAsync();
        await rig.Hub.Browser.SignInAsync();
        var query = Browser.Query(await rig.Hub.Browser.BeginAsync("strict"));
        Assert.Equal(["client_id", "request_uri"], query.Keys);
        rig.AssertNoObjection();
    }

    [Fact]
    public async Task A_nonce_that_the_server_changed_costs_one_more_request_and_no_token()
    {
        await using var rig = await StartAsync();
        var connection = await rig.Hub.ConnectAsync("strict");
        rig.Server.TurnNonce();
        (await rig.Hub.Agent.RefreshAsync("strict")).Ok();
        Assert.Equal(2, rig.Server.Paths.Skip(5).Count(path => path == "/token"));
        rig.AssertNoObjection();
        var refreshed = await rig.Hub.StoredAsync(connection.Id);
        Assert.Equal((2L, ConnectionState.Active), (refreshed.TokenGeneration, refreshed.State));
        rig.Hub.Clock.Advance(TimeSpan.FromMinutes(5)); // whoever asks twice at once is given the same token
        (await rig.Hub.Agent.RefreshAsync("strict")).Ok(); // and the nonce is remembered
        Assert.Equal(3, rig.Server.Paths.Skip(5).Count(path => path == "/token"));
    }

    [Fact]
    public async Task What_leaves_a_second_time_says_anew_who_asks()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var rig = await StartAsync(key.ExportPkcs8PrivateKeyPem());
        var (x, y) = key.ExportParameters(false).Q is var q ? (Base64UrlEncoder.Encode(q.X), Base64UrlEncoder.Encode(q.Y)) : default;
        rig.Server.ClientJwk = JsonSerializer.Serialize(new { kty = "EC", crv = "P-256", x, y });
        await rig.Hub.ConnectAsync("strict");
        rig.Server.TurnNonce();
        (await rig.Hub.Agent.RefreshAsync("strict")).Ok();
        rig.AssertNoObjection(); // each assertion is taken once
        Assert.Equal(["/par", "/par", "/authorize", "/token", "/me", "/token", "/token"], rig.Server.Paths);
    }

    [Fact]
    public async Task A_server_that_is_never_content_is_asked_twice_and_the_grant_lives_on()
    {
        await using var rig = await StartAsync();
        var connection = await rig.Hub.ConnectAsync("strict");
        rig.Server.NeverHappy = true;
        await rig.Hub.Agent.RefreshAsync("strict");
        Assert.Equal(2, rig.Server.Paths.Skip(5).Count(path => path == "/token"));
        Assert.Equal(ConnectionState.Degraded, (await rig.Hub.StoredAsync(connection.Id)).State);
        (await rig.Hub.Agent.ReadAsync("strict")).Ok(); // the live token is served all the same
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("mac")]
    public async Task A_token_that_is_not_bound_is_not_taken(string type)
    {
        await using var rig = await StartAsync();
        rig.Server.TokenType = type;
        await rig.Hub.Browser.SignInAsync();
        Assert.Equal("platform_bad_response", (await rig.Hub.Browser.ConnectAsync("strict"))["reason"]);
        Assert.Equal(0, rig.Hub.Connections.Index.Count);
    }

    [Fact]
    public async Task A_bound_token_of_a_platform_without_the_strategy_is_not_taken()
    {
        await using var rig = await StrictRig.StartAsync(await StrictServer.StartAsync());
        rig.Server.TokenType = "DPoP";
        await rig.Hub.Browser.SignInAsync();
        Assert.Equal("platform_bad_response", (await rig.Hub.Browser.ConnectAsync("strict"))["reason"]);
    }

    [Fact]
    public async Task A026_a_pushed_request_that_is_refused_sends_the_browser_nowhere()
    {
        await using var rig = await StartAsync();
        rig.Server.NeverHappy = true;
        await rig.Hub.Browser.SignInAsync();
        var reply = await rig.Hub.Browser.GetAsync("/auth/strict/login");
        Assert.Equal(HttpStatusCode.BadGateway, reply.Status);
        Assert.Equal(["/par", "/par"], rig.Server.Paths);
    }

    [Fact]
    public async Task An_agent_gets_a_proof_for_the_platforms_api_and_for_nowhere_else()
    {
        await using var rig = await StartAsync();
        await rig.Hub.ConnectAsync("strict");
        var token = (await rig.Hub.Agent.ReadAsync("strict")).Ok().AccessToken;
        var proof = (await ProveAsync(rig, new { method = "GET", url = rig.Server.Address + "/api/posts?x=1#y", nonce = rig.Server.CurrentNonce })).Ok().Json.GetProperty("dpop").GetString()!;
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, rig.Server.Address + "/api/posts?x=1");
        (request.Headers.Authorization, _) = (new("DPoP", token), request.Headers.TryAddWithoutValidation("DPoP", proof));
        using var reply = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        rig.AssertNoObjection();

        foreach (var url in (string[])["https://evil.example/api", "http://127.0.0.1:1/api", rig.Server.Address.Replace("://", "://user@", StringComparison.Ordinal) + "/api", "/api"])
            Assert.Equal("invalid_request", (await ProveAsync(rig, new { method = "GET", url })).Code);
        Assert.Equal("invalid_request", (await ProveAsync(rig, new { method = "get", url = rig.Server.Address + "/api" })).Code);
        Assert.Equal("invalid_request", (await ProveAsync(rig, new { method = "GET", url = rig.Server.Address + "/api", nonce = "a b" })).Code);
        using var stranger = new AgentClient(rig.Hub.Address, null);
        Assert.Equal("unauthorized", (await stranger.SendAsync(HttpMethod.Post, "/credentials/strict/proof", new { method = "GET", url = rig.Server.Address + "/api" })).Code);
    }

    [Fact]
    public async Task Bearer_tokens_need_no_proof()
    {
        var (hub, _) = await HubHost.StartConnectedAsync();
        await using var _1 = hub;
        Assert.Equal("invalid_request", (await hub.Agent.SendAsync(HttpMethod.Post, "/credentials/sandbox/proof", new { method = "GET", url = hub.Address + "/sandbox/api" })).Code);
    }

    private static async Task<StrictRig> StartAsync(string? key = null)
    {
        var server = await StrictServer.StartAsync(pushed: true, proof: true, wantsNonce: true);
        return await StrictRig.StartAsync(server, key, entry =>
        {
            entry["authorization"]!["pushedUrl"] = server.Address + "/par";
            entry["quirks"] = new JsonArray("dpop", "par");
        });
    }

    private static Task<Reply> ProveAsync(StrictRig rig, object body) => rig.Hub.Agent.SendAsync(HttpMethod.Post, "/credentials/strict/proof", body);

    private static string Key(string proof) => JsonDocument.Parse(Encoding.UTF8.GetString(Base64UrlEncoder.DecodeBytes(proof.Split('.')[0]))).RootElement.GetProperty("jwk").GetRawText();
}
