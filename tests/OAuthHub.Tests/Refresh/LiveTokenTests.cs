using System.Net;
using System.Text.Json.Nodes;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;
using static OAuthHub.Core.Connections.ConnectionState;
using static OAuthHub.Tests.Refresh.RefreshSteps;

namespace OAuthHub.Tests.Refresh;

/// <summary>A platform without refresh tokens: the code's token is exchanged for one that lives 60 days and is renewed while it does, from its second day on.</summary>
public sealed class LiveTokenTests
{
    private const string LongLived = """{"access_token":"long-1","token_type":"bearer"}""";
    private const string Renewed = """{"access_token":"long-2","token_type":"bearer","expires_in":5184000}""";

    [Fact]
    public async Task The_codes_token_is_exchanged_and_the_long_lived_one_is_renewed_in_time_without_an_intent()
    {
        await using var platform = new PathServer().On("/exchange", 200, LongLived).On("/renew", 200, Renewed);
        using var folder = new TemporaryFolder();
        await using var hub = await StartAsync(folder, platform);
        var connection = await hub.ConnectAsync("live");
        Assert.Equal(("long-1", HubHost.Start.AddDays(60), false), (connection.Access(), connection.Tokens!.ExpiresAt, connection.Tokens.HasRefreshToken));
        Assert.Equal(0, await hub.Sandbox.TotalAsync("revocations"));
        Assert.InRange(connection.DueAt!.Value, HubHost.Start.AddDays(42), HubHost.Start.AddDays(48));

        var written = await hub.VaultGenerationAsync(connection.Id);
        await hub.SweepAsync(TimeSpan.FromDays(48));
        var renewed = await hub.StoredAsync(connection.Id);
        renewed.AssertState(Active, null, 2);
        Assert.Equal(("long-2", HubHost.Start.AddDays(108)), (renewed.Access(), renewed.Tokens!.ExpiresAt));
        Assert.Equal(written + 1, await hub.VaultGenerationAsync(connection.Id)); // the answer, and no intent before it
        Assert.Contains("access_token=long-1", platform.Requests[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, """{"error":"invalid_request"}""", "platform_error")]
    [InlineData(400, """{"error":"invalid_grant"}""", "platform_error")] // not the code's fault
    [InlineData(503, "{}", "platform_unavailable")]
    [InlineData(200, "<html>", "platform_bad_response")]
    [InlineData(200, """{"access_token":"long-1","token_type":"mac"}""", "platform_bad_response")]
    public async Task Without_a_long_lived_token_the_account_is_not_connected_and_the_codes_token_is_ended(int status, string body, string reason)
    {
        await using var platform = new PathServer().On("/exchange", status, body);
        using var folder = new TemporaryFolder();
        await using var hub = await StartAsync(folder, platform);
        await hub.Browser.SignInAsync();
        var end = await hub.Browser.ConnectAsync("live");
        Assert.Equal(("error", reason), (end["status"], end["reason"]));
        Assert.Empty(hub.Connections.Index.All);
        Assert.Equal(1, await hub.Sandbox.TotalAsync("revocations"));
    }

    [Fact]
    public async Task A_token_that_is_too_young_is_never_sent_and_whoever_asks_is_told_why()
    {
        await using var platform = new PathServer().On("/exchange", 200, LongLived).On("/renew", 200, Renewed);
        using var folder = new TemporaryFolder();
        await using var hub = await StartAsync(folder, platform);
        var connection = await hub.ConnectAsync("live");
        hub.Clock.Advance(TimeSpan.FromHours(1));
        var refused = await hub.Agent.RefreshAsync("live", new { rejected_token_sha256 = SandboxHost.Fingerprint("long-1") });
        Assert.Equal((HttpStatusCode.TooManyRequests, "token_too_young", TimeSpan.FromHours(23)), (refused.Status, refused.Code, refused.Headers.RetryAfter!.Delta));
        Assert.Equal("long-1", (await hub.Agent.RefreshAsync("live")).Ok().AccessToken);
        var asked = (await hub.Browser.CallAsync(HttpMethod.Post, $"/api/connections/{connection.Id}/refresh")).Ok().Json;
        Assert.Equal("fresh", asked.GetProperty("outcome").GetString());
        Assert.Contains("from 2030-01-02 12:00:00Z on", asked.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, platform.Count("/renew"));

        hub.Clock.Advance(TimeSpan.FromHours(23));
        Assert.Equal("long-2", (await hub.Agent.RefreshAsync("live", new { rejected_token_sha256 = SandboxHost.Fingerprint("long-1") })).Ok().AccessToken);
        Assert.Equal(1, platform.Count("/renew"));
    }

    [Fact]
    public async Task A_lost_answer_is_asked_for_again_and_a_definite_refusal_asks_the_person()
    {
        await using var platform = new PathServer().On("/exchange", 200, LongLived).On("/renew", 502, "");
        using var folder = new TemporaryFolder();
        await using var hub = await StartAsync(folder, platform);
        var connection = await hub.ConnectAsync("live");
        hub.Clock.Advance(TimeSpan.FromDays(2));
        for (var i = 0; i < 3; i++) Assert.IsType<RefreshOutcome.TryLater>(await hub.RetryAsync(connection));
        Assert.Null((await hub.StoredAsync(connection.Id)).Intent);
        Assert.Equal(3, platform.Count("/renew"));
        Assert.Equal("long-1", (await hub.Agent.ReadAsync("live")).Ok().AccessToken);

        platform.On("/renew", 400, """{"error":"invalid_grant"}""");
        hub.Clock.Advance(TimeSpan.FromMinutes(20));
        var refused = await hub.Agent.RefreshAsync("live", new { rejected_token_sha256 = SandboxHost.Fingerprint("long-1") });
        Assert.Equal(("needs_reconnect", "grant_revoked"), (refused.Code, refused.Json.GetProperty("reason").GetString()));
        (await hub.StoredAsync(connection.Id)).AssertState(NeedsReconnect, ConnectionReason.GrantRevoked, 1);
    }

    [Fact]
    public async Task When_renewing_fails_to_the_last_the_person_is_told_once_before_and_nothing_is_sent_after()
    {
        await using var platform = new PathServer().On("/exchange", 200, LongLived).On("/renew", 503, "");
        using var folder = new TemporaryFolder();
        await using var hub = await StartAsync(folder, platform);
        var connection = await hub.ConnectAsync("live");
        await hub.SweepAsync(TimeSpan.FromDays(48));
        (await hub.StoredAsync(connection.Id)).AssertState(Degraded, ConnectionReason.UnknownOutcome, 1);
        await hub.SweepAsync(TimeSpan.FromDays(6.1));
        await hub.SweepAsync(TimeSpan.FromDays(1));
        var told = await hub.StoredAsync(connection.Id);
        told.AssertState(Degraded, ConnectionReason.EndsSoon, 1);
        Assert.Single(told.History, line => line.Text.Contains("cannot prolong", StringComparison.Ordinal));
        Assert.Equal("long-1", (await hub.Agent.ReadAsync("live")).Ok().AccessToken);

        var sent = platform.Count("/renew");
        Assert.True(sent >= 3);
        hub.Clock.Advance(HubHost.Start.AddDays(60) - hub.Clock.GetUtcNow());
        var over = await hub.Agent.ReadAsync("live");
        Assert.Equal((HttpStatusCode.Conflict, "needs_reconnect", "expired_idle"), (over.Status, over.Code, over.Json.GetProperty("reason").GetString()));
        Assert.Equal(sent, platform.Count("/renew"));
    }

    [Fact]
    public async Task Renewed_at_last_the_warning_is_gone()
    {
        await using var platform = new PathServer().On("/exchange", 200, LongLived).On("/renew", 503, "");
        using var folder = new TemporaryFolder();
        await using var hub = await StartAsync(folder, platform);
        var connection = await hub.ConnectAsync("live");
        await hub.SweepAsync(TimeSpan.FromDays(54.1));
        await hub.SweepAsync(TimeSpan.FromDays(1));
        (await hub.StoredAsync(connection.Id)).AssertState(Degraded, ConnectionReason.EndsSoon, 1);
        platform.On("/renew", 200, Renewed);
        await hub.SweepAsync(TimeSpan.FromDays(1));
        var renewed = await hub.StoredAsync(connection.Id);
        renewed.AssertState(Active, null, 2);
        Assert.Null(renewed.EndsSoonSince);
    }

    [Fact]
    public async Task A_hub_that_was_off_until_the_token_was_dead_sends_nothing()
    {
        await using var platform = new PathServer().On("/exchange", 200, LongLived).On("/renew", 200, Renewed);
        using var folder = new TemporaryFolder();
        await using var hub = await StartAsync(folder, platform);
        var connection = await hub.ConnectAsync("live");
        await hub.SweepAsync(TimeSpan.FromDays(61));
        (await hub.StoredAsync(connection.Id)).AssertState(NeedsReconnect, ConnectionReason.ExpiredIdle, 1);
        Assert.Equal(0, platform.Count("/renew"));
    }

    private static async Task<HubHost> StartAsync(TemporaryFolder folder, PathServer platform)
    {
        CustomPlatform.Write(folder, "live", entry =>
        {
            entry["token"]!["defaultLifetimeSeconds"] = 60 * 86_400;
            entry["token"]!["longLivedExchange"] = new JsonObject { ["url"] = platform.Address + "/exchange", ["authorization"] = "query", ["parameters"] = new JsonObject { ["grant_type"] = "live_exchange" } };
            entry["refresh"] = new JsonObject { ["url"] = platform.Address + "/renew", ["method"] = "GET", ["grantType"] = "live_renew", ["usesLiveAccessToken"] = true, ["minAgeSeconds"] = 86_400 };
            entry["account"] = new JsonObject();
        });
        return await HubHost.StartAsync(new HubSetup { Folder = folder, Settings = CustomPlatform.Registration("live") });
    }
}
