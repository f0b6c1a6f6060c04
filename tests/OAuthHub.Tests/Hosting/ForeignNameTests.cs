using System.Net;
using OAuthHub.Tests.Auth;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Hosting;

/// <summary>A hub that was told its address: what requests say of it counts for nothing, and browsers stay with it.</summary>
public sealed class ForeignNameTests
{
    private static readonly HubSetup Setup = new() { Settings = { ["OAuthHub:PublicUrl"] = "https://hub.example.com", ["OAuthHub:Mcp:Hosts:0"] = "hub.internal.example" } };

    [Fact]
    public async Task A021_a_foreign_name_changes_no_address_and_opens_no_page_of_a_browser()
    {
        await using var hub = await HubHost.StartAsync(Setup);
        var cookie = $"Cookie: {hub.SessionOf("local", "one")}";
        var before = await Effects.TakeAsync(hub);
        foreach (var path in (string[])["/auth/sandbox/login", "/auth/sandbox/callback?code=a&state=b", "/dashboard", "/api/session", "/signin?t=" + HubHost.SignInToken, "/connect/x", "/AUTH/sandbox/login"])
        {
            foreach (var host in (string[])["evil.example", "hub.example.com.evil.example", "hub.example.com@evil.example", "evil.example:443"])
            {
                var answer = await hub.RawAsync($"GET {path} HTTP/1.1\r\nHost: {host}\r\n{cookie}", withHost: false);
                Assert.True(answer.StartsWith("HTTP/1.1 400", StringComparison.Ordinal), $"{path} under {host}: {answer}");
                Assert.DoesNotContain("evil", answer, StringComparison.Ordinal);
                Assert.DoesNotContain("Set-Cookie", answer, StringComparison.OrdinalIgnoreCase);
            }
        }
        Assert.Equal(before, await Effects.TakeAsync(hub));

        foreach (var said in (string[])["X-Forwarded-Host: evil.example", "Forwarded: host=evil.example;proto=http", "X-Forwarded-Proto: http\r\nX-Forwarded-Port: 81", "X-Forwarded-Prefix: /evil", "X-Original-Host: evil.example"])
        {
            var answer = await hub.RawAsync($"GET /auth/sandbox/login HTTP/1.1\r\n{said}\r\n{cookie}");
            Assert.StartsWith("HTTP/1.1 303", answer, StringComparison.Ordinal);
            Assert.Contains("redirect_uri=https%3A%2F%2Fhub.example.com%2Fauth%2Fsandbox%2Fcallback&", answer, StringComparison.Ordinal);
            Assert.DoesNotContain("evil", answer, StringComparison.Ordinal);
        }
        // The hub's own names, and those by which machines of one network call it; an agent has a key and may use any.
        foreach (var host in (string[])["hub.example.com", "HUB.example.com:443", "localhost", "10.0.0.7:8080", "[::1]:8080", "api", "hub.internal.example"])
            Assert.StartsWith("HTTP/1.1 200", await hub.RawAsync($"GET /api/session HTTP/1.1\r\nHost: {host}\r\n{cookie}", withHost: false), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200", await hub.RawAsync($"GET /credentials HTTP/1.1\r\nHost: hub.svc.cluster.local\r\nAuthorization: Bearer {hub.Agent.Key}", withHost: false), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A063_over_plain_http_no_login_is_finished_and_every_answer_asks_for_https()
    {
        await using var hub = await HubHost.StartAsync(Setup);
        var session = $"{hub.SessionOf("local", "one")}";
        using var bare = new AgentClient(hub.Address, key: null);
        using var begin = new HttpRequestMessage(HttpMethod.Get, "/auth/sandbox/login") { Headers = { { "Cookie", session }, { "Accept", "text/html" } } };
        var begun = await bare.SendAsync(begin);
        var flow = Assert.Single(begun.Headers.GetValues("Set-Cookie"));
        Assert.Contains("secure", flow, StringComparison.OrdinalIgnoreCase);
        hub.Browser.Cookies.SetCookies(new Uri("https://127.0.0.1/"), flow);
        hub.Browser.Cookies.Add(new Uri("https://127.0.0.1/"), new Cookie(session.Split('=')[0], session.Split('=')[1]) { Secure = true });
        var before = await Effects.TakeAsync(hub);
        // The browser has both cookies, and sends none of them over http.
        await hub.Browser.RefusedAsync(new Uri($"{hub.Address}/auth/sandbox/callback?code=a-code-in-clear&state={Browser.Query(begun.Headers.Location!)["state"]}&iss=x"), "state_session_mismatch");
        Assert.Equal(before, await Effects.TakeAsync(hub));
        hub.NothingLogged("a-code-in-clear");
        foreach (var path in (string[])["/dashboard", "/auth/sandbox/callback", "/api/session", "/credentials", "/none", "/signin"])
            Assert.Equal("max-age=31536000", Assert.Single((await hub.Browser.GetAsync(path)).Headers.GetValues("Strict-Transport-Security")));
    }
}
