using System.Net.Sockets;
using System.Text;
using OAuthHub.Core.Connections;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.OAuth;

/// <summary>Token endpoints that take the request and say nothing sensible on the wire: the tokens stay, and nothing is tried twice.</summary>
public sealed class SilentPlatformTests
{
    private const string Grant = """{"access_token":"new-access-token","refresh_token":"new-refresh-token","token_type":"Bearer","expires_in":3600}""";

    public static TheoryData<string, string> Silences => new()
    {
        { "never answers", "platform_timeout" },
        { "closes", "platform_unavailable" },
        { "resets", "platform_unavailable" },
        { "sends 70 KB of headers", "platform_bad_response" },
        { "ends within the headers", "platform_unavailable" },
        { "is no HTTP", "platform_bad_response" },
    };

    [Theory]
    [MemberData(nameof(Silences))]
    public async Task A087_A109_whatever_a_refresh_meets_its_outcome_is_unknown_and_the_tokens_are_as_they_were(string silence, string code)
    {
        await using var server = new WireServer((_, stream, stopping) => AnswerAsync(silence, stream, stopping));
        var (hub, connection) = await HubHost.StartConnectedAsync(SecondPlatform.Sandbox(("Refresh:Url", server.Address + "/token")));
        await using var _ = hub;
        var reply = (await EndAsync(hub, server, hub.Agent.RefreshAsync(), silence)).Ok();
        Assert.Equal((connection.Access(), "degraded"), (reply.AccessToken, reply.Json.GetProperty("refresh_state").GetString()));
        var stored = await hub.StoredAsync(connection.Id);
        Assert.Equal((ConnectionState.Degraded, ConnectionReason.UnknownOutcome, 1), (stored.State, stored.Reason, stored.Intent!.Attempt));
        Assert.Equal((connection.Access(), connection.Refresh(), connection.TokenGeneration), (stored.Access(), stored.Refresh(), stored.TokenGeneration));
        Assert.Contains(code, stored.History[^1].Text, StringComparison.Ordinal);
        Assert.Equal(1, server.Connections);
        await hub.AssertNoneLoggedAsync();
    }

    [Theory]
    [InlineData("never answers", "platform_unavailable")]
    [InlineData("resets", "platform_unavailable")]
    [InlineData("sends 70 KB of headers", "platform_bad_response")]
    public async Task A087_A109_a_login_ends_with_a_reason_and_nothing_is_stored(string silence, string reason)
    {
        await using var server = new WireServer((_, stream, stopping) => AnswerAsync(silence, stream, stopping));
        await using var hub = await HubHost.StartAsync(SecondPlatform.Sandbox(("Token:Url", server.Address + "/token")));
        await hub.Browser.SignInAsync();
        var end = await EndAsync(hub, server, hub.Browser.ConnectAsync(), silence);
        Assert.Equal(("error", reason), (end["status"], end["reason"]));
        Assert.Equal(1, server.Connections);
        Assert.Empty(hub.Connections.Index.All);
        await hub.AssertNoneLoggedAsync();
    }

    [Fact]
    public async Task A109_a_hundred_headers_do_no_harm_and_cookies_are_not_kept()
    {
        var head = "200 OK\r\nContent-Type: application/json\r\nSet-Cookie: tracked=cookie-of-the-platform; Path=/\r\n" + string.Join("\r\n", Enumerable.Range(0, 100).Select(number => $"X-Header-{number}: {new string('x', 100)}"));
        await using var server = WireServer.Always(head, Grant);
        var (hub, connection) = await HubHost.StartConnectedAsync(SecondPlatform.Sandbox(("Refresh:Url", server.Address + "/token")));
        await using var _ = hub;
        Assert.Equal("new-access-token", (await hub.Agent.RefreshAsync()).Ok().AccessToken);
        hub.Clock.Advance(TimeSpan.FromMinutes(50));
        (await hub.Agent.RefreshAsync()).Ok();
        Assert.Equal((2, 3), (server.Connections, (await hub.StoredAsync(connection.Id)).TokenGeneration));
        Assert.DoesNotContain("cookie", server.Request, StringComparison.OrdinalIgnoreCase);
        await hub.AssertNoneLoggedAsync("new-access-token", "new-refresh-token", "cookie-of-the-platform");
    }

    private static Task AnswerAsync(string silence, Stream stream, CancellationToken stopping)
    {
        switch (silence)
        {
            case "never answers": return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopping);
            case "resets": ((NetworkStream)stream).Socket.LingerState = new LingerOption(enable: true, seconds: 0); return Task.CompletedTask;
            case "sends 70 KB of headers": return WriteAsync("HTTP/1.1 200 OK\r\nX-Long: " + new string('x', 70 * 1024) + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
            case "ends within the headers": return WriteAsync("HTTP/1.1 200 OK\r\nContent-");
            case "is no HTTP": return WriteAsync("SSH-2.0-something\r\n\r\n");
            default: return Task.CompletedTask;
        }

        Task WriteAsync(string text) => stream.WriteAsync(Encoding.ASCII.GetBytes(text), stopping).AsTask();
    }

    /// <summary>Waits for the end of a call; where nothing would end it but time, lets that pass.</summary>
    private static async Task<T> EndAsync<T>(HubHost hub, WireServer server, Task<T> call, string silence)
    {
        if (silence is "never answers")
        {
            await ConnectionSteps.UntilAsync(() => Task.FromResult(server.Request is not null), "the request arrived");
            hub.Clock.Advance(TimeSpan.FromSeconds(19));
            Assert.False(call.IsCompleted);
            hub.Clock.Advance(TimeSpan.FromSeconds(2));
        }
        return await call.WaitAsync(HubHost.Deadline);
    }
}
