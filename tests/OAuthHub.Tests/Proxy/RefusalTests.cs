using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Proxy;
using OAuthHub.Tests.Support;
using OAuthHub.Worker.Hosting;

namespace OAuthHub.Tests.Proxy;

/// <summary>What the proxy does not do; in each case nothing reaches the platform.</summary>
public sealed class RefusalTests
{
    [Fact]
    public async Task A162_no_way_of_writing_the_address_leads_out_of_the_base()
    {
        await using var rig = await ProxyRig.StartAsync();
        var evil = new Uri(rig.Hub.Address).Authority;
        foreach (var target in (string[])
        [
            "/proxy/acme/../../admin", "/proxy/acme/%2e%2e/%2e%2e/admin", "/proxy/acme/a/../b", "/proxy/acme/..", "/proxy/../proxy/acme/me", "/x/../proxy/acme/me", "/proxy/sandbox/../acme/me", "/proxy/acme/%252e%252e/x",
            "/proxy/acme//evil.example/x", "/proxy/acme/%2F%2Fevil.example", "/proxy/acme/@evil.example/", "/proxy/acme/\\evil.example", "/proxy/acme/a\\..\\b", "/proxy/acme/a%5cb", "/proxy/acme/a%0d%0aX-Y:%20z",
            "/%70roxy/acme/me", "/proxy/%61cme/me", "/proxy/acme/..;/admin", $"http://{evil}/proxy/acme/me", $"http://{evil}/proxy/acme/../acme/me", "/proxy/acme/me#x", "/proxy/acme/me?a#b",
        ])
        {
            var answer = await rig.RawAsync($"GET {target} HTTP/1.1");
            Assert.True(answer.StartsWith("HTTP/1.1 400", StringComparison.Ordinal), $"{target}: {answer}");
            Assert.True(answer.Contains("\"url_not_allowed\"", StringComparison.Ordinal) && answer.Contains("X-OAuthHub-Source: hub", StringComparison.Ordinal), $"{target}: {answer}");
        }
        Assert.StartsWith("HTTP/1.1 400", await rig.RawAsync("GET /proxy/acme/%00 HTTP/1.1"), StringComparison.Ordinal); // the server's own word
        Assert.Empty(rig.Api.Requests);
        Assert.StartsWith("HTTP/1.1 200", await rig.RawAsync("GET /proxy/acme/me HTTP/1.1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A163_headers_that_name_another_target_change_nothing()
    {
        await using var rig = await ProxyRig.StartAsync();
        await using var other = await ApiServer.StartAsync();
        foreach (var (name, value) in ((string, string)[])[("X-Target-Url", other.Address), ("Base-Url-Override", other.Address), ("X-Forwarded-Host", new Uri(other.Address).Authority), ("X-Original-URL", "/admin"), ("X-Rewrite-URL", "/admin")])
            Assert.Equal(HttpStatusCode.OK, (await rig.CallAsync("/me", null, null, null, (name, value))).Status);
        Assert.StartsWith("HTTP/1.1 200", await rig.RawAsync("GET /proxy/acme/me HTTP/1.1\r\nHost: evil.example", withHost: false), StringComparison.Ordinal);
        Assert.Empty(other.Requests);
        Assert.All(rig.Api.Requests, asked => Assert.Equal(("/v1/me", new Uri(rig.Api.Address).Authority), (asked.Target, asked.Headers["Host"])));

        // A further host is one that the entry names, and nothing but a name.
        foreach (var host in (string[])["evil.example", "127.0.0.1", "user@acme.example", "acme.example/x", "", "a b", new Uri(other.Address).Authority])
            Assert.Equal("url_not_allowed", (await rig.CallAsync("/me", null, null, null, ("X-OAuthHub-Host", host))).Code);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task A168_a_request_that_could_be_read_in_two_ways_is_refused()
    {
        await using var rig = await ProxyRig.StartAsync();
        foreach (var (head, body) in ((string, string)[])
        [
            ("POST /proxy/acme/x HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
            ("POST /proxy/acme/x HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6", "hello"),
            ("POST /proxy/acme/x HTTP/1.1\r\nTransfer-Encoding: chunked", "zz\r\nhello\r\n0\r\n\r\n"),
            ("POST /proxy/acme/x HTTP/1.1\r\nTransfer-Encoding: chunked", "5;a\nb\r\nhello\r\n0\r\n\r\n"), // CVE-2025-55315
            ("POST /proxy/acme/x HTTP/1.1\r\nTransfer-Encoding: chunked", "FFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n"),
            ("POST /proxy/acme/x HTTP/1.1\r\nTransfer-Encoding: gzip", "hello"),
            ("GET /proxy/acme/x HTTP/1.1\r\nX-A: b\r\n\tfolded", ""),
            ("GET /proxy/acme/x HTTP/1.1\r\nX-A : b", ""),
            ("GET /proxy/acme/x HTTP/1.1\r\nX-OAuthHub-User: a\0b", ""),
        ])
        {
            var answer = await rig.RawAsync(head, body);
            Assert.True(answer.StartsWith("HTTP/1.1 400", StringComparison.Ordinal), $"{head}: {answer}");
        }
        Assert.Empty(rig.Api.Requests);
    }

    [Theory]
    [InlineData("10.0.0-rc.1.25451.107+2db1f5ee2b", false)]
    [InlineData("10.0.0-preview.7.25380.108", false)]
    [InlineData("9.0.10", false)]
    [InlineData(null, false)]
    [InlineData("10.0.0-rc.2.25502.107", true)]
    [InlineData("10.0.0", true)]
    [InlineData("10.0.12+abc", true)]
    [InlineData("11.0.0-preview.1.1", true)]
    public void A168_a_server_with_the_hole_does_not_start(string? version, bool isPatched)
    {
        Assert.Equal(isPatched, ServerPatch.RefusalOf(version) is null);
        ServerPatch.Require(); // on what this runs
    }

    [Fact]
    public async Task A169_protocols_are_not_switched_and_a_huge_body_is_refused_before_it_is_sent()
    {
        await using var rig = await ProxyRig.StartAsync(setup: new HubSetup { Settings = { ["OAuthHub:Proxy:MaxRequestBytes"] = "2000000" } });
        Assert.Contains("upgrade_not_supported", await rig.RawAsync("GET /proxy/acme/me HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x"), StringComparison.Ordinal);
        Assert.Contains("HTTP/1.1 40", await rig.RawAsync("CONNECT evil.example:443 HTTP/1.1"), StringComparison.Ordinal);
        Assert.Contains("method_not_allowed", await rig.RawAsync("TRACE /proxy/acme/me HTTP/1.1"), StringComparison.Ordinal);

        var huge = await rig.RawAsync("POST /proxy/acme/x HTTP/1.1\r\nContent-Length: 2000001\r\nExpect: 100-continue");
        Assert.StartsWith("HTTP/1.1 413", huge, StringComparison.Ordinal);
        Assert.Contains("body_too_large", huge, StringComparison.Ordinal);
        var denied = await rig.RawAsync("POST /proxy/nowhere/x HTTP/1.1\r\nContent-Length: 1000\r\nExpect: 100-continue");
        Assert.StartsWith("HTTP/1.1 404", denied, StringComparison.Ordinal);
        Assert.Empty(rig.Api.Requests);

        // Without a length it is noticed on the way, and the platform does not get a whole request.
        rig.Api.KeepsBodies = false;
        rig.Api.Answer = async (context, _) =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            await ApiServer.WriteAsync(context, 200, "whole");
        };
        using var endless = new StreamContent(new Zeros(2_000_001));
        var late = await rig.CallAsync("/x", HttpMethod.Post, endless);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body_too_large", "hub"), (late.Status, late.Code, late.Headers.GetValues("X-OAuthHub-Source").Single()));
        // One that fits is asked for.
        Assert.Contains("100 Continue", await rig.RawAsync("POST /proxy/acme/x HTTP/1.1\r\nContent-Length: 5\r\nExpect: 100-continue", "", until: "100 Continue"), StringComparison.Ordinal);
        Assert.Contains("HTTP/1.1 200", await rig.RawAsync("POST /proxy/acme/x HTTP/1.1\r\nContent-Length: 5\r\nExpect: 100-continue", "hello"), StringComparison.Ordinal);
        Assert.False(rig.Api.Last.Headers.ContainsKey("Expect"));
        // Java's client offers HTTP/2 with its first request.
        Assert.StartsWith("HTTP/1.1 200", await rig.RawAsync("GET /proxy/acme/me HTTP/1.1\r\nUpgrade: h2c\r\nHTTP2-Settings: x"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A170_whoever_sends_a_body_drop_by_drop_is_given_up()
    {
        await using var rig = await ProxyRig.StartAsync(setup: new HubSetup { Services = services => services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(1_000_000, TimeSpan.FromSeconds(1.01))) });
        var answer = await rig.RawAsync("POST /proxy/acme/x HTTP/1.1\r\nContent-Length: 1000", "drop");
        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
        Assert.Contains("request_timeout", answer, StringComparison.Ordinal);
        Assert.Empty(rig.Api.Requests);
    }

    [Fact]
    public async Task A171_no_value_becomes_a_header_that_ends_another()
    {
        await using var rig = await ProxyRig.StartAsync();
        foreach (var head in (string[])["GET /proxy/acme/me HTTP/1.1\r\nX-OAuthHub-Host: a\rb", "GET /proxy/acme/me HTTP/1.1\r\nX-Custom: a\rSet-Cookie: b", "GET /proxy/acme/me HTTP/1.1\r\nX-OAuthHub-Token: a\0b"])
            Assert.StartsWith("HTTP/1.1 400", await rig.RawAsync(head), StringComparison.Ordinal);
        Assert.Empty(rig.Api.Requests);

        // Nor does one that the platform gave when the account was connected.
        await using var kept = await ProxyRig.StartAsync(entry =>
        {
            entry["account"]!["store"] = new JsonObject { ["team"] = "name" };
            entry["api"]!["headers"] = new JsonObject { ["Acme-Team"] = "{stored.team}", ["Acme-Version"] = "2" };
        });
        await kept.Hub.Sandbox.FaultAsync(new { kind = "raw", endpoint = "userinfo", body = """{"sub":"eve","name":"a\r\nX-Evil: 1"}""" });
        var connection = await kept.Hub.ConnectAsync("acme");
        Assert.Contains('\n', connection.Stored["team"]);
        Assert.Equal(HttpStatusCode.OK, (await kept.CallAsync("/me", null, null, null, ("X-OAuthHub-Account", connection.Id))).Status);
        Assert.Equal(("2", false, false), (kept.Api.Last.Headers["Acme-Version"], kept.Api.Last.Headers.ContainsKey("X-Evil"), kept.Api.Last.Headers.ContainsKey("Acme-Team")));
    }

    [Fact]
    public async Task A174_what_a_key_does_not_name_it_may_not_call()
    {
        await using var rig = await ProxyRig.StartAsync();
        var reader = await rig.KeyAsync(new AgentLimits { Users = ["local"], Actions = [AgentAction.Proxy], Methods = ["GET"], Paths = ["/repos/**"] });
        Assert.Equal(HttpStatusCode.OK, (await rig.CallAsync("/repos/a", key: reader)).Status);
        Assert.Equal("/v1/repos/a", rig.Api.Last.Target);
        foreach (var (method, path) in ((HttpMethod, string)[])[(HttpMethod.Delete, "/repos/a"), (HttpMethod.Post, "/repos/a"), (HttpMethod.Get, "/admin"), (HttpMethod.Get, "/repos%2F..%2Fadmin"), (HttpMethod.Get, "/Repos/a"), (HttpMethod.Get, "/repos/a?method=DELETE"), (HttpMethod.Get, "/repos/a?_method=post"), (HttpMethod.Get, "")])
        {
            var refused = await rig.CallAsync(path, method, key: reader);
            Assert.True((int)refused.Status is 403 or 400 && refused.Code is "forbidden" or "url_not_allowed", $"{method} {path}: {refused.Body}");
        }
        Assert.Equal("forbidden", (await rig.CallAsync(key: await rig.KeyAsync(new AgentLimits { Users = ["local"], Actions = [AgentAction.ReadToken] }))).Code);
        Assert.Equal("forbidden", (await rig.CallAsync(key: await rig.KeyAsync(new AgentLimits { Users = ["local"], Actions = [AgentAction.Proxy], Platforms = ["sandbox"] }))).Code);
        Assert.Equal("not_connected", (await rig.CallAsync(key: await rig.KeyAsync(new AgentLimits { Users = ["grace"], Actions = [AgentAction.Proxy] }))).Code);
        Assert.Equal("not_connected", (await rig.CallAsync(key: await rig.KeyAsync(new AgentLimits { Users = ["local"], Connections = ["con_other"], Actions = [AgentAction.Proxy] }))).Code);
        var stranger = await rig.CallAsync(key: "ohk_wrong");
        Assert.Equal(("unauthorized", "hub"), (stranger.Code, stranger.Headers.GetValues("X-OAuthHub-Source").Single()));
        Assert.Single(rig.Api.Requests);
    }

    [Fact]
    public async Task A175_a_base_address_that_a_platform_or_person_gave_must_be_one_that_the_hub_calls()
    {
        await using var rig = await ProxyRig.StartAsync(entry =>
        {
            entry["account"]!["store"] = new JsonObject { ["base_url"] = "name" };
            entry["api"] = new JsonObject { ["baseUrl"] = "{stored.base_url}" };
        });
        await using var inside = await ApiServer.StartAsync();
        foreach (var url in (string[])[inside.Address, "http://169.254.169.254/latest", "https://localhost/x", "https://[::1]/", "https://10.0.0.1", "https://redis", "https://a.internal", "https://u:p@social.example", "https://social.example:8443", "https://social.example/?x=1"])
        {
            await rig.Hub.Sandbox.FaultAsync(new { kind = "raw", endpoint = "userinfo", body = new JsonObject { ["sub"] = "ada", ["name"] = url }.ToJsonString() });
            var connection = await rig.Hub.ConnectAsync("acme");
            var reply = await rig.CallAsync("/me", null, null, null, ("X-OAuthHub-Account", connection.Id));
            Assert.True((int)reply.Status == 400 && reply.Code is "url_not_allowed", $"{url}: {reply.Body}");
        }
        Assert.Empty(inside.Requests);
    }

    [Fact]
    public async Task A176_a_proxy_is_used_only_where_it_is_configured()
    {
        await using var hub = await HubHost.StartAsync();
        foreach (var name in (string[])[ProxyHttp.ClientName, ProxyHttp.GuardedClientName])
        {
            var plain = Sockets(hub, name);
            Assert.False(plain.UseProxy || plain.UseCookies || plain.AllowAutoRedirect);
            Assert.Equal(DecompressionMethods.None, plain.AutomaticDecompression);
        }
        await using var configured = await HubHost.StartAsync(new HubSetup { Settings = { ["OAuthHub:Proxy:OutboundProxy"] = "http://me:pass%40word@proxy.example:3128" } });
        Assert.False(Sockets(configured, ProxyHttp.GuardedClientName).UseProxy); // whoever checks addresses must dial them
        var through = Sockets(configured, ProxyHttp.ClientName);
        Assert.True(through.UseProxy);
        Assert.Equal("http://proxy.example:3128/", through.Proxy!.GetProxy(new Uri("https://api.example"))!.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped));
        Assert.Equal("pass@word", through.Proxy.Credentials!.GetCredential(new Uri("http://proxy.example:3128"), "Basic")!.Password);
    }

    [Fact]
    public async Task A_setting_that_makes_no_sense_stops_the_start()
    {
        foreach (var (key, options) in ((string, ProxyOptions)[])[("MaxRequestBytes", new() { MaxRequestBytes = -1 }), ("HeadTimeoutSeconds", new() { HeadTimeoutSeconds = 0 }), ("IdleTimeoutSeconds", new() { IdleTimeoutSeconds = 4000 }), ("OutboundProxy", new() { OutboundProxy = "proxy:3128" })])
            Assert.Contains("OAuthHub:Proxy:" + key, new ProxyOptionsValidator().Validate(null, options).FailureMessage, StringComparison.Ordinal);
        var refusal = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => HubHost.StartAsync(new HubSetup { Settings = { ["OAuthHub:Proxy:HeadTimeoutSeconds"] = "0" } }));
        Assert.Contains("OAuthHub:Proxy:HeadTimeoutSeconds", refusal.Message, StringComparison.Ordinal);
    }

    private static SocketsHttpHandler Sockets(HubHost hub, string name)
    {
        var handler = hub.Get<IHttpMessageHandlerFactory>().CreateHandler(name);
        while (handler is DelegatingHandler { InnerHandler: { } inner }) handler = inner;
        return Assert.IsType<SocketsHttpHandler>(handler);
    }
}
