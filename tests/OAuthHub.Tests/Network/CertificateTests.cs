using System.Net;
using OAuthHub.Core.Connections;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Network;

/// <summary>Token endpoints whose certificate is not theirs: nothing is sent, and so nothing is lost.</summary>
public sealed class CertificateTests
{
    [Theory]
    [InlineData("social.example", true)] // over since yesterday
    [InlineData("other.example", false)] // of another host
    public async Task A105_a_certificate_that_is_over_or_another_hosts_ends_a_login_before_anything_is_sent(string host, bool isOver)
    {
        var (server, closed) = TlsServer.StartTwo(_ => ("200 OK", "{}"), isOver ? TlsServer.Expired : null);
        await using (server)
        await using (closed)
        {
            using var folder = new TemporaryFolder();
            await using var hub = await SocialHub.StartAsync(folder, new FakeResolver(SocialHub.Public), server.Port);
            Assert.Equal("platform_unavailable", await hub.RefusalAsync(host)); // of the closed set for browsers; an agent hears more
            Assert.Equal((1, 0), (server.Connections, server.Paths.Count));
            Assert.Empty(hub.Connections.Index.All);
            await hub.AssertNoneLoggedAsync();
        }
    }

    [Fact]
    public async Task A105_a_certificate_that_nobody_vouches_for_costs_a_refresh_nothing()
    {
        var (server, closed) = TlsServer.StartTwo(_ => ("200 OK", "{}"));
        await using (server)
        await using (closed)
        {
            var (hub, connection) = await HubHost.StartConnectedAsync(SecondPlatform.Sandbox(("Refresh:Url", $"https://127.0.0.1:{closed.Port}/token")));
            await using var _ = hub;
            Assert.Equal(connection.Access(), (await hub.Agent.RefreshAsync()).Ok().AccessToken);
            hub.Clock.Advance(TimeSpan.FromMinutes(10)); // the token has ended
            var reply = await hub.Agent.ReadAsync();
            Assert.Equal((HttpStatusCode.BadGateway, "platform_tls_error"), (reply.Status, reply.Code));
            Assert.NotNull(reply.Headers.RetryAfter);
            var stored = await hub.StoredAsync(connection.Id);
            // Certainly not processed: no outcome is unknown, and the refresh token is there for the next try.
            Assert.Equal((ConnectionState.Degraded, connection.Refresh(), connection.TokenGeneration), (stored.State, stored.Refresh(), stored.TokenGeneration));
            Assert.NotEqual(ConnectionReason.UnknownOutcome, stored.Reason);
            Assert.True(closed.Connections >= 1);
            Assert.Empty(closed.Paths);
            await hub.AssertNoneLoggedAsync(connection.Access(), connection.Refresh());
        }
    }
}
