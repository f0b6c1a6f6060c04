using System.Net;
using Microsoft.Extensions.Options;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.SignIn;

/// <summary>A proxy in front of the hub names the person in a header: a trusted one is believed, and nobody else.</summary>
public sealed class HeaderSignInTests
{
    private const string Secret = "a-secret-of-the-proxy";

    [Fact]
    public async Task Each_request_that_a_trusted_proxy_names_somebody_in_is_theirs_and_leaves_no_session()
    {
        await using var hub = await HubHost.StartAsync(Setup("127.0.0.0/8"));
        using var bare = new AgentClient(hub.Address, key: null);
        var session = (await AskAsync(bare, "ada@example.com")).Ok();
        Assert.False(session.Headers.Contains("Set-Cookie"));
        Assert.Equal(("ada@example.com", "person", "header"), (session.Json.GetProperty("user").GetString(), session.Json.GetProperty("role").GetString(), session.Json.GetProperty("signed_in_by").GetString()));
        Assert.Equal("operator", (await AskAsync(bare, "grace")).Ok().Json.GetProperty("role").GetString());
        Assert.Equal("forbidden", (await AskAsync(bare, "ada@example.com", "/api/webhooks")).Code);

        // Who is on no list, the start link's user, no name at all, and two names.
        foreach (var user in (string[])["mallory", "ada@example.org", "local", "", "grace,ada@example.com", "ada lovelace"])
            Assert.Equal((HttpStatusCode.Unauthorized, "not_signed_in"), await StatusAsync(bare, user));
        using (var twice = Request("grace"))
        {
            twice.Headers.Add("X-Forwarded-User", "ada@example.com");
            Assert.Equal("not_signed_in", (await bare.SendAsync(twice)).Code);
        }

        // A good cookie does not help whom the proxy does not name well; without the header it does.
        await hub.Browser.SignInAsync();
        using (var both = Request("mallory")) Assert.Equal("not_signed_in", (await hub.Browser.SendAsync(both)).Code);
        (await hub.Browser.CallAsync(HttpMethod.Get, "/api/session")).Ok();

        // A page of another site can make a browser send a request that the proxy then dresses.
        using (var forged = Request("grace", "/api/sessions", HttpMethod.Delete))
        {
            forged.Headers.Add("Sec-Fetch-Site", "cross-site");
            Assert.Equal("antiforgery", (await bare.SendAsync(forged)).Code);
        }
        using var foreign = Request("grace", "/api/sessions", HttpMethod.Delete);
        foreign.Headers.Add("X-OAuthHub", "1");
        foreign.Headers.Add("Sec-Fetch-Site", "same-origin");
        Assert.Equal(HttpStatusCode.NoContent, (await bare.SendAsync(foreign)).Status);
    }

    [Fact]
    public async Task R159_the_header_from_any_other_address_is_as_if_it_were_not_there_and_the_log_says_so_once_a_minute()
    {
        await using var hub = await HubHost.StartAsync(Setup("10.0.0.0/8", "192.0.2.7/32"));
        using var bare = new AgentClient(hub.Address, key: null);
        for (var i = 0; i < 3; i++) Assert.Equal((HttpStatusCode.Unauthorized, "not_signed_in"), await StatusAsync(bare, "grace"));
        Assert.Equal(2, hub.Logs.All.Split("The header X-Forwarded-User signs nobody in").Length);
        hub.Clock.Advance(TimeSpan.FromMinutes(1));
        await AskAsync(bare, "grace");
        Assert.Equal(3, hub.Logs.All.Split("The header X-Forwarded-User signs nobody in").Length);
        await hub.Browser.SignInAsync();
        using var both = Request("grace");
        Assert.Equal("local", (await hub.Browser.SendAsync(both)).Ok().Json.GetProperty("user").GetString());
    }

    [Fact]
    public async Task Where_the_proxy_has_a_secret_its_address_alone_is_not_enough()
    {
        var setup = Setup("127.0.0.1/32");
        (setup.Settings["OAuthHub:SignIn:Header:SecretName"], setup.Settings["OAuthHub:SignIn:Header:Secret"]) = ("X-Proxy-Secret", Secret);
        await using var hub = await HubHost.StartAsync(setup);
        using var bare = new AgentClient(hub.Address, key: null);
        foreach (var secrets in (string[][])[[], ["wrong"], [Secret, Secret]])
        {
            using var request = Request("grace");
            foreach (var secret in secrets) request.Headers.Add("X-Proxy-Secret", secret);
            Assert.Equal("not_signed_in", (await bare.SendAsync(request)).Code);
        }
        using var right = Request("grace");
        right.Headers.Add("X-Proxy-Secret", Secret);
        Assert.Equal("operator", (await bare.SendAsync(right)).Ok().Json.GetProperty("role").GetString());
        Assert.DoesNotContain(Secret, hub.Logs.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TrustedProxies", null, "TrustedProxies is empty")]
    [InlineData("TrustedProxies", "0.0.0.0/0", "which is everybody")]
    [InlineData("TrustedProxies", "proxy.example", "Give a network's first address")]
    [InlineData("Name", null, "Name is not set")]
    [InlineData("Name", "Authorization", "such as X-Forwarded-User")]
    [InlineData("AllowedUsers", null, "nobody could sign in")]
    [InlineData("SecretName", "X-Proxy-Secret", "belong together")]
    public async Task A_wrong_setting_of_the_header_stops_the_start(string key, string? value, string says)
    {
        var setup = Setup("127.0.0.1/32");
        if (key is "AllowedUsers") setup.Settings["OAuthHub:SignIn:Header:Operators"] = null;
        setup.Settings["OAuthHub:SignIn:Header:" + key] = value;
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => HubHost.StartAsync(setup));
        Assert.Contains("OAuthHub:SignIn:Header:", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
    }

    private static HubSetup Setup(params string[] proxies) => new()
    {
        Settings =
        {
            ["OAuthHub:SignIn:Header:Name"] = "X-Forwarded-User",
            ["OAuthHub:SignIn:Header:TrustedProxies"] = string.Join(',', proxies),
            ["OAuthHub:SignIn:Header:AllowedUsers"] = "@example.com",
            ["OAuthHub:SignIn:Header:Operators"] = "grace",
        },
    };

    private static HttpRequestMessage Request(string user, string path = "/api/session", HttpMethod? method = null)
    {
        var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("X-Forwarded-User", user);
        return request;
    }

    private static async Task<Reply> AskAsync(AgentClient client, string user, string path = "/api/session")
    {
        using var request = Request(user, path);
        return await client.SendAsync(request);
    }

    private static async Task<(HttpStatusCode, string)> StatusAsync(AgentClient client, string user)
    {
        var reply = await AskAsync(client, user);
        return (reply.Status, reply.Code);
    }
}
