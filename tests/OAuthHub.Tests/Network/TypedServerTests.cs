using System.Net;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Network;

/// <summary>What is typed as a server, from the page that asks to the server that is called.</summary>
public sealed class TypedServerTests
{
    private static readonly (string, string) Rejected = ("400 Bad Request\r\nContent-Type: application/json", """{"error":"invalid_grant"}""");

    [Fact]
    public async Task A151_A153_A158_A159_a_server_that_may_not_be_called_is_refused_before_anything_is_sent()
    {
        var resolver = new FakeResolver("127.0.0.1");
        using var folder = new TemporaryFolder();
        await using var hub = await SocialHub.StartAsync(folder, resolver, port: 1);
        var before = await Effects.TakeAsync(hub);
        foreach (var typed in (string[])["localhost", "x.internal", "redis", "127.0.0.1", "169.254.169.254", "2130706433", "0x7f.1", "http://social.example", "file:///etc/passwd", "gopher://social.example", "ftp://social.example", "unix:/run/docker.sock", "social.example:22", "social.example:6379", "social.example:8200", "social.example:25", "a@social.example"])
        {
            var reply = await hub.Browser.CallAsync(HttpMethod.Get, "/auth/social/login?server=" + Uri.EscapeDataString(typed));
            Assert.Equal((HttpStatusCode.BadRequest, "url_not_allowed"), (reply.Status, reply.Code));
            var page = await hub.Browser.GetAsync("/auth/social/login?server=" + Uri.EscapeDataString(typed));
            Assert.Equal(HttpStatusCode.BadRequest, page.Status);
            Assert.Contains("aria-invalid=\"true\"", page.Body, StringComparison.Ordinal);
        }
        Assert.Empty(resolver.Asked);
        Assert.Equal(before, await Effects.TakeAsync(hub));
    }

    [Fact]
    public async Task A_server_is_called_and_kept_under_its_one_name()
    {
        var resolver = new FakeResolver(SocialHub.Public);
        var (allowed, closed) = TlsServer.StartTwo(_ => ("200 OK\r\nContent-Type: application/json", """{"access_token":"short-access","token_type":"Bearer","sub":"ada"}"""));
        await using (allowed)
        await using (closed)
        {
            using var folder = new TemporaryFolder();
            await using var hub = await SocialHub.StartAsync(folder, resolver, closed.Port);
            var end = await hub.Browser.ConnectAsync("social", "?server=Social.EXAMPLE.");
            Assert.Equal("social.example", (await hub.StoredAsync(end["connection"]!)).Stored["server"]);
            Assert.Equal(["social.example"], resolver.Asked);
        }
    }

    [Fact]
    public async Task A_server_that_the_operator_allowed_is_called_at_its_private_address_and_port_and_no_other_is()
    {
        var (allowed, closed) = TlsServer.StartTwo(_ => Rejected);
        await using (allowed)
        await using (closed)
        {
            var server = $"git.corp.internal:{closed.Port}";
            using var folder = new TemporaryFolder();
            await using var hub = await SocialHub.StartAsync(folder, new FakeResolver("127.0.0.1"), closed.Port, null, ("OAuthHub:Network:AllowedHosts:0", server));
            Assert.Equal("code_rejected", await hub.RefusalAsync(server));
            Assert.Equal("blocked_address", await hub.RefusalAsync("social.example"));
            Assert.Equal(1, closed.Connections);
        }
    }

    [Fact]
    public async Task A_server_that_the_entry_itself_proposes_may_be_anywhere()
    {
        var resolver = new FakeResolver();
        var (allowed, closed) = TlsServer.StartTwo(_ => Rejected);
        await using (allowed)
        await using (closed)
        {
            using var folder = new TemporaryFolder();
            await using var hub = await SocialHub.StartAsync(folder, resolver, closed.Port, entry => entry["templateVariables"]![0]!["default"] = $"127.0.0.1:{closed.Port}");
            // Its certificate is for other names, so nothing is sent; but it was dialled, and nobody was asked.
            Assert.Equal("platform_unavailable", await hub.RefusalAsync(""));
            Assert.Equal(1, closed.Connections);
            Assert.Empty(resolver.Asked);
        }
    }

    [Theory]
    [InlineData("OAuthHub:Network:AllowedHosts:0", "https://git.corp.internal")]
    [InlineData("OAuthHub:Network:AllowedHosts", "git.corp.internal, git/x")]
    [InlineData("OAuthHub:Network:AllowedHosts:0", "127.1")]
    [InlineData("OAuthHub:Network:AllowedPrivateNetworks:0", "10.0.0.0/33")]
    [InlineData("OAuthHub:Network:AllowedPrivateNetworks", "10.0.0.0/8,corp")]
    [InlineData("OAuthHub:Network:AllowedPrivateNetworks:0", "0.0.0.0/0")]
    [InlineData("OAuthHub:Network:AllowedPrivateNetworks:0", "::/0")]
    public async Task A_wrong_exception_stops_the_start_and_names_the_key(string key, string value)
    {
        var refusal = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => HubHost.StartAsync(new HubSetup { Settings = { [key] = value } }));
        Assert.Contains(key.EndsWith(":0", StringComparison.Ordinal) ? key[..^2] : key, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("such as", refusal.Message, StringComparison.Ordinal);
    }
}
