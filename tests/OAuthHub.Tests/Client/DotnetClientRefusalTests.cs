using Microsoft.Extensions.Options;
using OAuthHub.Client;
using OAuthHub.Client.Sending;
using OAuthHub.Tests.Shared;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Client;

/// <summary>What the .NET library says when there is no token, and where it sends one.</summary>
public sealed class DotnetClientRefusalTests
{
    [Fact]
    public async Task Errors_have_a_class_a_code_and_where_a_person_is_needed_an_address_to_open()
    {
        await using var rig = await AgentRig.StartAsync();
        await using var agent = DotnetAgent.Of(rig);
        using var http = agent.Http("dead");
        var dead = await Assert.ThrowsAsync<ReconnectNeededException>(() => http.GetAsync(rig.Hub.Sandbox.Address + "/api/me"));
        Assert.Equal(("needs_reconnect", "grant_revoked"), (dead.Code, dead.Reason));
        Assert.StartsWith(rig.Hub.Address + "/connect/", dead.ReconnectUrl.AbsoluteUri, StringComparison.Ordinal);

        var nobody = await Assert.ThrowsAsync<ReconnectNeededException>(() => agent.Tokens.GetAsync(new("sandbox", "nobody")).AsTask());
        Assert.Equal("not_connected", nobody.Code);
        Assert.StartsWith(rig.Hub.Address + "/connect/", nobody.ReconnectUrl.AbsoluteUri, StringComparison.Ordinal);
        var unknown = await Assert.ThrowsAsync<OAuthHubException>(() => agent.Tokens.GetAsync("no-such-platform").AsTask());
        Assert.Equal(("unknown_platform", false), (unknown.Code, unknown.IsTemporary));
        Assert.Contains(unknown.Detail, unknown.Message, StringComparison.Ordinal);
        await using var stranger = DotnetAgent.Of(rig, key: "ohk_wrong");
        Assert.Equal("unauthorized", (await Assert.ThrowsAsync<OAuthHubException>(() => stranger.Tokens.GetAsync("sandbox").AsTask())).Code);

        await using var lost = DotnetAgent.Of(rig, $"http://127.0.0.1:{FreePort.Find()}");
        var away = await Assert.ThrowsAsync<OAuthHubException>(() => lost.Tokens.GetAsync("sandbox").AsTask());
        Assert.Equal(("hub_unreachable", true), (away.Code, away.IsTemporary));
        await using var other = new PathServer().On("/credentials/sandbox", 200, "<html>");
        await using var wrong = DotnetAgent.Of(rig, other.Address);
        Assert.Equal("hub_bad_answer", (await Assert.ThrowsAsync<OAuthHubException>(() => wrong.Tokens.GetAsync("sandbox").AsTask())).Code);
    }

    [Fact]
    public async Task A_hub_that_is_away_is_no_agents_outage_while_its_token_lives()
    {
        await using var rig = await AgentRig.StartAsync();
        await using var agent = DotnetAgent.Of(rig);
        await using var platform = new PathServer().On("/", 200, "{}");
        var token = await agent.Tokens.GetAsync(new("sandbox", Account: "plain"));
        await rig.Hub.StopAsync();
        rig.Hub.Clock.Advance(token.ExpiresAt!.Value - rig.Hub.Clock.GetUtcNow() - TimeSpan.FromSeconds(10));
        using var http = agent.Http("plain");
        for (var call = 0; call < 5; call++) (await http.GetAsync(platform.Address + "/")).EnsureSuccessStatusCode();
        Assert.Equal(2, agent.Questions);
        rig.Hub.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("hub_unreachable", (await Assert.ThrowsAsync<OAuthHubException>(() => http.GetAsync(platform.Address + "/"))).Code);
    }

    [Fact]
    public async Task A_token_travels_as_its_platform_wants_encrypted_or_not_beyond_this_machine_and_is_not_seen_afterwards()
    {
        await using var rig = await AgentRig.StartAsync();
        await using var agent = DotnetAgent.Of(rig);
        await using var platform = new PathServer().On("/", 200, "{}").On("/away", 302, "{}");
        Assert.Contains("?a=1&access_token=" + await SendAsync("by-query") + " HTTP", platform.Requests[^1], StringComparison.Ordinal);
        Assert.Contains("Authorization: OAuth " + await SendAsync("by-scheme"), platform.Requests[^1], StringComparison.Ordinal);
        Assert.Contains("X-Api-Token: " + await SendAsync("by-header"), platform.Requests[^1], StringComparison.Ordinal);
        Assert.Contains("X-Client: oauthhub-sandbox", platform.Requests[^1], StringComparison.Ordinal);

        var asked = agent.Questions;
        using var http = agent.Http("plain");
        var insecure = await Assert.ThrowsAsync<OAuthHubException>(() => http.GetAsync("http://api.example/me"));
        Assert.Equal(("insecure_address", asked), (insecure.Code, agent.Questions));
        Assert.Throws<NotSupportedException>(() => http.Send(new HttpRequestMessage(HttpMethod.Get, platform.Address)));

        async Task<string> SendAsync(string way)
        {
            using var client = agent.Http(way);
            using var request = new HttpRequestMessage(HttpMethod.Get, platform.Address + "/?a=1");
            using var reply = await client.SendAsync(request);
            Assert.Equal((platform.Address + "/?a=1", 0), (request.RequestUri!.AbsoluteUri, request.Headers.Count()));
            return (await agent.Tokens.GetAsync(way)).RevealAccessToken();
        }
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_one_client_can_serve_many_people()
    {
        await using var rig = await AgentRig.StartAsync();
        await using var elsewhere = new PathServer().On("/", 200, "{}");
        await using var platform = new WireServerOf302(elsewhere.Address);
        using var hub = new OAuthHubClient(rig.Hub.Address + "/", rig.Hub.Agent.Key);
        using var http = hub.CreateHttpClient("by-header");
        Assert.Equal(System.Net.HttpStatusCode.Found, (await http.GetAsync(platform.Address)).StatusCode);
        await using var agent = DotnetAgent.Of(rig);
        using var injected = agent.Http("by-header");
        Assert.Equal(System.Net.HttpStatusCode.Found, (await injected.GetAsync(platform.Address)).StatusCode);
        Assert.Empty(elsewhere.Requests);

        using var plain = agent.Http("plain");
        using var request = new HttpRequestMessage(HttpMethod.Get, rig.Hub.Sandbox.Address + "/api/me").ForOAuthHubUser("local", "replaced");
        using var reply = await plain.SendAsync(request);
        Assert.Contains("\"replaced\"", await reply.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://localhost:8400", "", "There is no agent key.")]
    [InlineData("ftp://localhost", "ohk_x", "OAuthHubOptions.Url")]
    [InlineData("http://localhost:8400/?x=1", "ohk_x", "OAuthHubOptions.Url")]
    [InlineData("http://localhost:8400", "ohk_x\n", "space or a line break")]
    public void Wrong_options_are_refused_with_what_to_do(string url, string key, string says)
    {
        var refusal = new OAuthHubOptionsValidator().Validate(null, new OAuthHubOptions { Url = new Uri(url), Key = key });
        Assert.Contains(says, refusal.FailureMessage, StringComparison.Ordinal);
    }

    /// <summary>Sends everybody elsewhere.</summary>
    private sealed class WireServerOf302(string to) : IAsyncDisposable
    {
        private readonly WireServer wire = WireServer.Always($"302 Found\r\nLocation: {to}/", "");

        public string Address => wire.Address;

        public ValueTask DisposeAsync() => wire.DisposeAsync();
    }
}
