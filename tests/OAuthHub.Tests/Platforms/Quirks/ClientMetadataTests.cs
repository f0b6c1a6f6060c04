using System.Net;
using System.Text.Json;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Platforms.Quirks;

/// <summary>The hub as a client that nobody registers: its id is the address of what it says of itself.</summary>
public sealed class ClientMetadataTests
{
    [Fact]
    public async Task The_hub_publishes_what_the_platform_must_know_and_nothing_more()
    {
        await using var rig = await AtprotoRig.StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await rig.Browser.GetAsync("/oauth/client-metadata/bluesky.json")).Status);
        await rig.LoginAsync();
        using var anybody = new HttpClient { BaseAddress = new Uri(rig.Hub.Address) };
        using var reply = await anybody.GetAsync("/oauth/client-metadata/bluesky.json");
        Assert.Equal("application/json", reply.Content.Headers.ContentType!.MediaType);
        var document = JsonDocument.Parse(await reply.Content.ReadAsStringAsync()).RootElement;
        var key = document.GetProperty("jwks").GetProperty("keys")[0];
        Assert.Equal(["alg", "crv", "kid", "kty", "use", "x", "y"], key.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
        Assert.Equal(
            """
            {"client_id":"https://hub.example/oauth/client-metadata/bluesky.json","client_name":"OAuthHub","client_uri":"https://hub.example","application_type":"web","grant_types":["authorization_code","refresh_token"],"response_types":["code"],"redirect_uris":["https://hub.example/auth/bluesky/callback"],"scope":"atproto transition:generic","token_endpoint_auth_method":"private_key_jwt","token_endpoint_auth_signing_alg":"ES256","dpop_bound_access_tokens":true,
            """ + $"\"jwks\":{{\"keys\":[{key.GetRawText()}]}}}}",
            document.GetRawText());
        Assert.Equal(HttpStatusCode.NotFound, (await rig.Browser.GetAsync("/oauth/client-metadata/github.json")).Status);
    }

    [Fact]
    public async Task On_this_machine_the_hub_is_the_client_that_needs_no_document()
    {
        await using var rig = await AtprotoRig.StartAsync("http://127.0.0.1:8400");
        await rig.LoginAsync();
        var form = Browser.Query(new Uri("https://x/?" + rig.Received.Single(one => one.Line.Contains("/oauth/par ", StringComparison.Ordinal)).Body));
        Assert.Equal("http://localhost?redirect_uri=http%3A%2F%2F127.0.0.1%3A8400%2Fauth%2Fbluesky%2Fcallback&scope=atproto%20transition%3Ageneric", form["client_id"]);
        Assert.DoesNotContain("client_assertion", form.Keys);
        Assert.Equal("success", (await rig.FinishAsync())["status"]);
    }

    [Fact]
    public async Task A_hub_that_the_platform_cannot_know_says_what_it_needs()
    {
        await using var rig = await AtprotoRig.StartAsync("http://localhost:8400");
        var reply = await rig.LoginAsync();
        Assert.Equal(HttpStatusCode.Conflict, reply.Status);
        Assert.Contains("http://127.0.0.1", reply.Body, StringComparison.Ordinal);
        Assert.Empty(rig.Received);
    }
}
