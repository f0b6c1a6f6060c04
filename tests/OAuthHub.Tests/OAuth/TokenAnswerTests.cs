using System.Net;
using OAuthHub.Core.Connections;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Auth;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.OAuth;

/// <summary>What a token endpoint may answer: nothing of it costs a token, and nothing of it is followed, believed or printed.</summary>
public sealed class TokenAnswerTests
{
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(100);

    [Fact]
    public async Task A080_a_login_page_with_status_200_is_no_token()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Sandbox.FaultAsync(new { kind = "html" });
        await hub.Browser.RefusedAsync(await hub.ReadyAsync(), "platform_bad_response");
        Assert.Empty(hub.Connections.Index.All);

        var connection = await hub.ConnectAsync();
        await hub.Sandbox.FaultAsync(new { kind = "html" });
        var after = await RefreshAsync(hub, connection);
        Assert.Equal((ConnectionState.Degraded, ConnectionReason.UnknownOutcome), (after.State, after.Reason));
        await hub.KeptTokensAsync(connection);
    }

    [Fact]
    public async Task A081_an_error_with_status_200_is_an_error()
    {
        await using var hub = await HubHost.StartAsync();
        var error = new { kind = "raw", status = 200, body = """{"error":"invalid_grant","error_description":"no"}""" };
        await hub.Sandbox.FaultAsync(error);
        await hub.Browser.RefusedAsync(await hub.ReadyAsync(), "code_rejected");

        var connection = await hub.ConnectAsync();
        await hub.Sandbox.FaultAsync(error);
        var after = await RefreshAsync(hub, connection);
        Assert.Equal((ConnectionState.NeedsReconnect, ConnectionReason.GrantRevoked), (after.State, after.Reason));
    }

    [Fact]
    public async Task A085_an_answer_without_end_is_read_to_256_KiB_and_no_further()
    {
        using var endless = new RawServer("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n", endless: true);
        await using var hub = await HubHost.StartAsync(new HubSetup { Settings = { ["OAuthHub:Platforms:sandbox:Token:Url"] = endless.Address } });
        await hub.Browser.RefusedAsync(await hub.ReadyAsync(), "platform_bad_response");
        // What is beyond the limit was taken up by the sockets' own buffers, not by the hub.
        Assert.InRange(endless.Written, PlatformHttp.LargestAnswer, 16 * 1024 * 1024);
        Assert.Empty(hub.Connections.Index.All);
    }

    [Fact]
    public async Task A085_ten_megabytes_are_refused_during_a_refresh_and_the_tokens_stay()
    {
        await using var hub = await HubHost.StartAsync();
        var connection = await hub.ConnectAsync();
        await hub.Sandbox.FaultAsync(new { kind = "huge_body", bytes = 10 * 1024 * 1024 });
        var after = await RefreshAsync(hub, connection);
        Assert.Equal(ConnectionState.Degraded, after.State);
        await hub.KeptTokensAsync(connection);
    }

    [Fact]
    public async Task A086_a_slow_drip_is_ended_after_twenty_seconds()
    {
        await using var hub = await HubHost.StartAsync();
        var connection = await hub.ConnectAsync();
        hub.Clock.Advance(Late);
        await hub.Sandbox.FaultAsync(new { kind = "drip", interval_ms = 1000 });
        var refresh = hub.Get<TokenRefresher>().RefreshAsync(connection.Id, new RefreshRequest(RefreshReason.Due), CancellationToken.None);
        await Waiting.UntilAsync(async () => await hub.Sandbox.TotalAsync("refreshes") == 1);
        for (var second = 0; second < 19; second++) hub.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(refresh.IsCompleted);
        hub.Clock.Advance(TimeSpan.FromSeconds(2));
        var outcome = await refresh.WaitAsync(HubHost.Deadline);
        Assert.IsType<RefreshOutcome.TryLater>(outcome);
        Assert.Equal(ConnectionReason.UnknownOutcome, (await hub.StoredAsync(connection.Id)).Reason);
    }

    [Theory]
    [InlineData("absent", 120)] // the entry's default
    [InlineData("\"3600\"", 3600)]
    [InlineData("3600.5", 3600.5)]
    [InlineData("99999999999", 365 * 24 * 3600)]
    [InlineData("1e400", 365 * 24 * 3600)]
    [InlineData("\"abc\"", 120)]
    [InlineData("null", 120)]
    [InlineData("true", 120)]
    public async Task A091_A092_A094_whatever_expires_in_says_the_tokens_are_kept(string sent, double seconds)
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Sandbox.FaultAsync(new { kind = "expires_in", value = sent });
        var connection = await hub.ConnectAsync();
        Assert.Equal(TimeSpan.FromSeconds(seconds), connection.Tokens!.ExpiresAt!.Value - connection.Tokens.IssuedAt);

        await hub.Sandbox.FaultAsync(new { kind = "expires_in", value = sent });
        var after = await RefreshAsync(hub, connection);
        Assert.Equal((ConnectionState.Active, connection.TokenGeneration + 1), (after.State, after.TokenGeneration));
        Assert.Equal(TimeSpan.FromSeconds(seconds), after.Tokens!.ExpiresAt!.Value - after.Tokens.IssuedAt);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("0")]
    public async Task A093_a_token_that_is_said_to_be_dead_already_is_kept_and_renewed_once(string sent)
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Sandbox.FaultAsync(new { kind = "expires_in", value = sent });
        var connection = await hub.ConnectAsync();
        Assert.Equal(connection.Tokens!.IssuedAt, connection.Tokens.ExpiresAt);
        var reply = (await hub.Agent.ReadAsync()).Ok();
        Assert.Equal(120, reply.Json.GetProperty("expires_in").GetInt32());
        Assert.Equal(1, await hub.Sandbox.TotalAsync("refreshes"));
    }

    [Fact]
    public async Task A093_a_platform_that_only_gives_dead_tokens_is_not_asked_in_a_loop()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Sandbox.FaultAsync(new { kind = "expires_in", value = "0", count = 100 });
        await hub.ConnectAsync();
        for (var read = 0; read < 20; read++) await hub.Agent.ReadAsync();
        Assert.InRange(await hub.Sandbox.TotalAsync("refreshes"), 1, 2);
    }

    [Theory]
    [InlineData("""{"access_token":"{0}","token_type":"Bearer","scope":"\ud800","expires_in":120}""", true)]
    [InlineData("""{"access_token":"{0}","\ud800":"x"}""", true)]
    [InlineData("""{"access_token":"\ud800"}""", false)]
    [InlineData("""{"error":"\ud800"}""", false)]
    public async Task Half_a_surrogate_pair_costs_no_token(string body, bool isUsable)
    {
        await using var hub = await HubHost.StartAsync();
        var connection = await hub.ConnectAsync();
        await hub.Sandbox.FaultAsync(new { kind = "raw", status = 200, body = body.Replace("{0}", "token-with-odd-company", StringComparison.Ordinal) });
        var after = await RefreshAsync(hub, connection);
        Assert.Equal(isUsable ? ConnectionState.Active : ConnectionState.Degraded, after.State);
        if (after.Reason is ConnectionReason.UnknownOutcome) Assert.NotNull(await hub.Connections.ReadJournalAsync(connection.Id, CancellationToken.None)); // kept as it came
    }

    [Theory]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A103_a_redirect_is_not_followed_and_the_other_host_sees_nothing(int status)
    {
        using var other = new RawServer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        await using var hub = await HubHost.StartAsync();
        await hub.Sandbox.FaultAsync(new { kind = "redirect", status, location = other.Address });
        await hub.Browser.RefusedAsync(await hub.ReadyAsync(), "platform_bad_response");

        var connection = await hub.ConnectAsync();
        await hub.Sandbox.FaultAsync(new { kind = "redirect", status, location = other.Address });
        var after = await RefreshAsync(hub, connection);
        Assert.Equal(ConnectionReason.UnknownOutcome, after.Reason);
        await hub.KeptTokensAsync(connection);
        Assert.Equal(0, other.Connections);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A107_an_answer_without_a_refresh_token_keeps_the_old_one(bool empty)
    {
        await using var hub = await HubHost.StartAsync();
        var connection = await hub.ConnectAsync();
        await hub.Sandbox.FaultAsync(new { kind = "missing_refresh_token", empty });
        var after = await RefreshAsync(hub, connection);
        Assert.Equal(connection.Tokens!.RefreshToken, after.Tokens!.RefreshToken);
        Assert.NotEqual(connection.Tokens.AccessToken, after.Tokens.AccessToken);
        Assert.Equal(ConnectionState.Active, after.State);
    }

    [Fact]
    public async Task A111_a_wrong_client_secret_is_the_operators_business()
    {
        await using var hub = await HubHost.StartAsync();
        var connection = await hub.ConnectAsync();
        await hub.Sandbox.FaultAsync(new { kind = "error", status = 401, error = "invalid_client", description = "practice-only is wrong" });
        var after = await RefreshAsync(hub, connection);
        Assert.Equal((ConnectionState.Degraded, ConnectionReason.AppRegistration), (after.State, after.Reason));
        await hub.KeptTokensAsync(connection);
        var reply = (await hub.Agent.ReadAsync()).Ok();
        Assert.Equal("degraded", reply.Json.GetProperty("refresh_state").GetString());
        hub.NothingLogged("practice-only");
    }

    [Fact]
    public async Task A112_a_platform_that_asks_for_a_pause_gets_it()
    {
        await using var hub = await HubHost.StartAsync();
        var connection = await hub.ConnectAsync();
        await hub.Sandbox.FaultAsync(new { kind = "rate_limited", retry_after = 120 });
        var after = await RefreshAsync(hub, connection);
        Assert.Equal((ConnectionState.Degraded, null), (after.State, after.Intent));
        Assert.Equal(hub.Clock.GetUtcNow().AddSeconds(120), after.NextAttemptAt);
        var asked = await hub.Sandbox.TotalAsync("token_requests");
        hub.Clock.Advance(TimeSpan.FromSeconds(119));
        var waiting = await hub.Agent.ReadAsync();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "platform_unavailable"), (waiting.Status, waiting.Code));
        Assert.Equal(asked, await hub.Sandbox.TotalAsync("token_requests"));
        hub.Clock.Advance(TimeSpan.FromSeconds(2));
        (await hub.Agent.ReadAsync()).Ok();
    }

    private static async Task<Connection> RefreshAsync(HubHost hub, Connection connection)
    {
        hub.Clock.Advance(connection.DueAt!.Value - hub.Clock.GetUtcNow());
        await hub.Get<TokenRefresher>().RefreshAsync(connection.Id, new RefreshRequest(RefreshReason.Due), CancellationToken.None).WaitAsync(HubHost.Deadline);
        return await hub.StoredAsync(connection.Id);
    }
}
