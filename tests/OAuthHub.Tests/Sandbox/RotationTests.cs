using System.Net;

namespace OAuthHub.Tests.Sandbox;

/// <summary>What a refresh replaces, and what the reuse of a refresh token costs.</summary>
public sealed class RotationTests
{
    [Fact]
    public async Task Rotation_replaces_the_refresh_token_and_leaves_the_old_access_token_alive()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var first = await sandbox.SeedAsync();
        var second = (await sandbox.RefreshAsync(first.RefreshToken)).Ok();
        Assert.NotEqual(first.RefreshToken, second.RefreshToken);
        (await sandbox.GetAsync("userinfo", first.AccessToken)).Ok();
        (await sandbox.GetAsync("userinfo", second.AccessToken)).Ok();
        (await sandbox.RefreshAsync(second.RefreshToken)).Ok();
    }

    [Fact]
    public async Task Where_nothing_rotates_the_reply_has_no_refresh_token_and_the_old_one_goes_on()
    {
        await using var sandbox = await SandboxHost.StartAsync(("RotateRefreshTokens", "false"));
        var grant = await sandbox.SeedAsync();
        for (var round = 0; round < 3; round++)
            Assert.False((await sandbox.RefreshAsync(grant.RefreshToken)).Ok().Json.TryGetProperty("refresh_token", out _));
        var ledger = await sandbox.GrantAsync(grant.Grant);
        Assert.Equal(3, ledger.GetProperty("refreshes").GetInt32());
        Assert.Equal(3, ledger.GetProperty("max_exchanges_of_one_refresh_token").GetInt32());
        Assert.Equal(SandboxHost.Fingerprint(grant.RefreshToken), ledger.GetProperty("current_refresh_token_sha256").GetString());
    }

    [Fact]
    public async Task A_refresh_may_end_the_old_access_token()
    {
        await using var sandbox = await SandboxHost.StartAsync(("RefreshKillsOldAccessToken", "true"));
        var first = await sandbox.SeedAsync();
        var second = (await sandbox.RefreshAsync(first.RefreshToken)).Ok();
        Assert.Equal(HttpStatusCode.Unauthorized, (await sandbox.GetAsync("userinfo", first.AccessToken)).Status);
        (await sandbox.GetAsync("userinfo", second.AccessToken)).Ok();
    }

    [Fact]
    public async Task Without_leeway_the_reuse_of_a_token_ends_the_family()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var first = await sandbox.SeedAsync();
        var second = (await sandbox.RefreshAsync(first.RefreshToken)).Ok();
        (await sandbox.RefreshAsync(first.RefreshToken)).RefusedWith("invalid_grant");
        (await sandbox.RefreshAsync(second.RefreshToken)).RefusedWith("invalid_grant");
        Assert.Equal(HttpStatusCode.Unauthorized, (await sandbox.GetAsync("userinfo", second.AccessToken)).Status);
        await sandbox.AssertRevokedAsync(first.Grant, reuses: 1);
    }

    [Fact]
    public async Task Without_reuse_detection_a_spent_token_is_refused_and_nothing_else_happens()
    {
        await using var sandbox = await SandboxHost.StartAsync(("ReuseDetection", "false"));
        var first = await sandbox.SeedAsync();
        var second = (await sandbox.RefreshAsync(first.RefreshToken)).Ok();
        (await sandbox.RefreshAsync(first.RefreshToken)).RefusedWith("invalid_grant");
        (await sandbox.RefreshAsync(second.RefreshToken)).Ok();
        var ledger = await sandbox.GrantAsync(first.Grant);
        Assert.False(ledger.GetProperty("revoked").GetBoolean());
        Assert.Equal(1, ledger.GetProperty("reuses").GetInt32());
    }

    [Fact]
    public async Task Of_many_simultaneous_uses_one_is_accepted_where_there_is_no_leeway()
    {
        await using var sandbox = await SandboxHost.StartAsync(("ReuseDetection", "false"));
        var grant = await sandbox.SeedAsync();
        var replies = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => sandbox.RefreshAsync(grant.RefreshToken)));
        Assert.Single(replies, reply => reply.Status == HttpStatusCode.OK);
        Assert.Equal(1, (await sandbox.GrantAsync(grant.Grant)).GetProperty("max_exchanges_of_one_refresh_token").GetInt32());
        Assert.Equal(15, await sandbox.TotalAsync("reuses"));
    }

    [Fact]
    public async Task A_refresh_may_ask_for_less_scope_and_not_for_more()
    {
        await using var sandbox = await SandboxHost.StartAsync();
        var grant = await sandbox.SeedAsync(new { scope = "profile posts.read" });
        (await sandbox.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", grant.RefreshToken), ("scope", "admin"))).RefusedWith("invalid_scope");
        var less = await sandbox.TokenAsync(("grant_type", "refresh_token"), ("refresh_token", grant.RefreshToken), ("scope", "profile"));
        Assert.Equal("profile", less.Ok().Json.GetProperty("scope").GetString());
    }
}
