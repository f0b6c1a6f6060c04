using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Network;
using OAuthHub.Core.Proxy;
using OAuthHub.Core.Secrets;
using OAuthHub.Tests.Network;
using OAuthHub.Tests.Platforms.Quirks;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Proxy;

/// <summary>Further tokens of a connection, tokens bound to a key, and further hosts.</summary>
public sealed class SpecialTokenTests
{
    [Fact]
    public async Task A_page_has_a_token_of_its_own_which_is_named_in_a_header()
    {
        await using var rig = await ProxyRig.StartAsync();
        var pages = new Dictionary<string, OtherTokenPair>
        {
            ["pageId:1"] = new(new AccessToken("token-of-page-1"), null, null, []),
            ["pageId:2"] = new(new AccessToken("token-of-page-2"), null, HubHost.Start.AddSeconds(-1), []),
        };
        var other = await rig.Hub.SaveForAsync("grace", rig.Connection, "con_grace");
        other = other with { Tokens = other.Tokens! with { Others = pages } };
        await rig.Hub.Connections.SaveAsync(other, await rig.Hub.VaultGenerationAsync(other.Id), "connected", CancellationToken.None);

        Assert.Equal(HttpStatusCode.OK, (await rig.CallAsync("/feed?user=grace", null, null, null, ("X-OAuthHub-Token", "pageId:1"))).Status);
        Assert.Equal("Bearer token-of-page-1", rig.Api.Last.Headers["Authorization"]);
        Assert.Equal(HttpStatusCode.OK, (await rig.CallAsync("/feed?user=grace")).Status);
        Assert.Equal("Bearer access-token-of-grace", rig.Api.Last.Headers["Authorization"]);
        foreach (var name in (string[])["pageId:2", "pageId:3", ""]) // one has ended, one is not there
            Assert.Equal("invalid_request", (await rig.CallAsync("/feed?user=grace", null, null, null, ("X-OAuthHub-Token", name))).Code);

        // A page's token is not what a refresh renews.
        rig.Api.Answer = (context, _) => ApiServer.WriteAsync(context, 401, "{}");
        Assert.Equal(HttpStatusCode.Unauthorized, (await rig.CallAsync("/feed?user=grace", null, null, null, ("X-OAuthHub-Token", "pageId:1"))).Status);
        Assert.Equal((3, 1), (rig.Api.Requests.Count, await rig.Hub.Sandbox.TotalAsync("token_requests")));
    }

    [Fact]
    public async Task A_bound_token_goes_with_a_proof_and_a_nonce_that_changed_costs_one_more_request()
    {
        var server = await StrictServer.StartAsync(pushed: true, proof: true, wantsNonce: true);
        await using var rig = await StrictRig.StartAsync(server, change: entry =>
        {
            entry["authorization"]!["pushedUrl"] = server.Address + "/par";
            entry["quirks"] = new JsonArray("dpop", "par");
        });
        await rig.Hub.ConnectAsync("strict");
        var before = server.Paths.Count;
        Assert.Equal(HttpStatusCode.OK, (await rig.Hub.Agent.SendAsync(HttpMethod.Get, "/proxy/strict/posts/a%20b?x=1")).Status);
        server.TurnNonce();
        Assert.Equal(HttpStatusCode.OK, (await rig.Hub.Agent.SendAsync(HttpMethod.Post, "/proxy/strict/posts", new { text = "x" })).Status);
        Assert.Equal(["/api/posts/a b", "/api/posts", "/api/posts"], server.Paths.Skip(before));
        rig.AssertNoObjection();

        server.NeverHappy = true; // asked twice, and then the platform's word is passed on
        Assert.Equal(HttpStatusCode.Unauthorized, (await rig.Hub.Agent.SendAsync(HttpMethod.Get, "/proxy/strict/posts")).Status);
        Assert.Equal(before + 5, server.Paths.Count);
    }

    [Fact]
    public async Task A_further_host_of_the_entry_is_named_in_a_header_and_checked_where_it_is_dialled()
    {
        var (allowed, forbidden) = TlsServer.StartTwo(path => ("200 OK\r\nContent-Type: application/json", "\"" + path + "\""));
        await using var _1 = allowed;
        await using var _2 = forbidden;
        var resolver = new FakeResolver((host, _) => [host is "social.example" ? SocialHub.Public : "127.0.0.1"]);
        var setup = new HubSetup
        {
            Settings = { ["OAuthHub:Network:AllowedPrivateNetworks"] = SocialHub.Public + "/32" },
            Services = services =>
            {
                services.AddSingleton<IHostResolver>(resolver);
                services.AddHttpClient(ProxyHttp.GuardedClientName).ConfigurePrimaryHttpMessageHandler((handler, provider) =>
                {
                    var (sockets, dialling) = ((SocketsHttpHandler)handler, provider.GetRequiredService<GuardedDialling>());
                    sockets.ConnectCallback = (context, stop) => dialling.ConnectAsync(new DnsEndPoint(context.DnsEndPoint.Host, allowed.Port), stop);
                    sockets.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, CustomTrustStore = { TlsServer.Certificate } };
                });
            },
        };
        await using var rig = await ProxyRig.StartAsync(entry => entry["api"]!["hosts"] = new JsonArray("social.example", "keys.example", "*.wild.example"), setup);

        var reply = await rig.CallAsync("/upload/x?y=1", null, null, null, ("X-OAuthHub-Host", "social.example"));
        Assert.Equal((HttpStatusCode.OK, "\"/upload/x?y=1\""), (reply.Status, reply.Body));
        // A name of the entry that leads where the hub does not go.
        foreach (var host in (string[])["keys.example", "a.wild.example"])
            Assert.Equal((HttpStatusCode.BadGateway, "blocked_address"), await rig.CallAsync("/x", null, null, null, ("X-OAuthHub-Host", host)) is var blocked ? (blocked.Status, blocked.Code) : default);
        foreach (var host in (string[])["other.example", "wild.example", "social.example.evil.example", "social.example:8443"])
            Assert.Equal("url_not_allowed", (await rig.CallAsync("/x", null, null, null, ("X-OAuthHub-Host", host))).Code);
        Assert.Equal((1, 0), (allowed.Paths.Count, forbidden.Connections));
        Assert.Empty(rig.Api.Requests);

        // What a key may do at the base it may not do there, unless the pattern names the host.
        var (here, there) = (new AgentLimits { Users = ["local"], Actions = [AgentAction.Proxy], Paths = ["/upload/**"] }, new AgentLimits { Users = ["local"], Actions = [AgentAction.Proxy], Paths = ["/social.example/upload/**"] });
        Assert.Equal("forbidden", (await rig.CallAsync("/upload/x", key: await rig.KeyAsync(here), headers: ("X-OAuthHub-Host", "social.example"))).Code);
        Assert.Equal(HttpStatusCode.OK, (await rig.CallAsync("/upload/x", key: await rig.KeyAsync(there), headers: ("X-OAuthHub-Host", "social.example"))).Status);
        Assert.Equal("forbidden", (await rig.CallAsync("/upload/x", key: await rig.KeyAsync(there))).Code);
    }
}
