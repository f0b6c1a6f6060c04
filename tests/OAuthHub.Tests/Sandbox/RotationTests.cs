using System.Net;
using System.Text.Json;

namespace OAuthHub.Tests.Sandbox;

/// <summary>The six kinds of platform: what each does with refresh tokens that were used before.</summary>
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
        await AssertRevokedAsync(sandbox, first.Grant, reuses: 1);
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
    public async Task Predecessor_one_blind_retry_is_forgiven_and_gives_a_sibling()
    {
        await using var sandbox = await SandboxHost.StartAsync(("Leeway", "Predecessor"));
        var first = await sandbox.SeedAsync();
        (await sandbox.RefreshAsync(first.RefreshToken)).Ok();
        var sibling = (await sandbox.RefreshAsync(first.RefreshToken)).Ok();
        Assert.Equal([sibling.RefreshToken], await LiveAsync(sandbox, first.Grant, sibling.RefreshToken));
        (await sandbox.RefreshAsync(sibling.RefreshToken)).Ok();
        Assert.Equal(2, (await sandbox.GrantAsync(first.Grant)).GetProperty("max_exchanges_of_one_refresh_token").GetInt32());
    }

    [Fact]
    public async Task Predecessor_a_second_blind_retry_is_a_reuse()
    {
        await using var sandbox = await SandboxHost.StartAsync(("Leeway", "predecessor"));
        var first = await sandbox.SeedAsync();
        (await sandbox.RefreshAsync(first.RefreshToken)).Ok();
        (await sandbox.RefreshAsync(first.RefreshToken)).Ok();
        (await sandbox.RefreshAsync(first.RefreshToken)).RefusedWith("invalid_grant");
        await AssertRevokedAsync(sandbox, first.Grant, reuses: 1);
    }

    [Fact]
    public async Task Predecessor_the_superseded_token_is_the_next_predecessor()
    {
        await using var sandbox = await SandboxHost.StartAsync(("Leeway", "predecessor"));
        var first = await sandbox.SeedAsync();
        var superseded = (await sandbox.RefreshAsync(first.RefreshToken)).Ok();
        (await sandbox.RefreshAsync(first.RefreshToken)).Ok();
        var newest = (await sandbox.RefreshAsync(superseded.RefreshToken)).Ok();
        Assert.Equal([newest.RefreshToken], await LiveAsync(sandbox, first.Grant, newest.RefreshToken));
    }

    [Fact]
    public async Task Predecessor_the_leeway_ends()
    {
        await using var sandbox = await SandboxHost.StartAsync(("Leeway", "predecessor"), ("LeewaySeconds", "10"));
        var first = await sandbox.SeedAsync();
        (await sandbox.RefreshAsync(first.RefreshToken)).Ok();
        sandbox.Clock.Advance(TimeSpan.FromSeconds(10));
        (await sandbox.RefreshAsync(first.RefreshToken)).RefusedWith("invalid_grant");
        await AssertRevokedAsync(sandbox, first.Grant, reuses: 1);
    }

    [Fact]
    public async Task Window_the_last_spent_token_may_be_used_again_and_all_its_children_work()
    {
        await using var sandbox = await SandboxHost.StartAsync(("Leeway", "window"), ("LeewaySeconds", "60"));
        var first = await sandbox.SeedAsync();
        var children = new List<Reply>();
        for (var round = 0; round < 3; round++)
        {
            children.Add((await sandbox.RefreshAsync(first.RefreshToken)).Ok());
            sandbox.Clock.Advance(TimeSpan.FromSeconds(19));
        }

        Assert.Equal(3, (await sandbox.GrantAsync(first.Grant)).GetProperty("live_refresh_token_sha256s").GetArrayLength());
        (await sandbox.RefreshAsync(children[0].RefreshToken)).Ok();
        (await sandbox.RefreshAsync(children[2].RefreshToken)).Ok();
        (await sandbox.RefreshAsync(first.RefreshToken)).RefusedWith("invalid_grant");
        await AssertRevokedAsync(sandbox, first.Grant, reuses: 1);
    }

    [Fact]
    public async Task Window_counts_from_the_first_use()
    {
        await using var sandbox = await SandboxHost.StartAsync(("Leeway", "window"), ("LeewaySeconds", "60"));
        var first = await sandbox.SeedAsync();
        (await sandbox.RefreshAsync(first.RefreshToken)).Ok();
        sandbox.Clock.Advance(TimeSpan.FromSeconds(40));
        (await sandbox.RefreshAsync(first.RefreshToken)).Ok();
        sandbox.Clock.Advance(TimeSpan.FromSeconds(20));
        (await sandbox.RefreshAsync(first.RefreshToken)).RefusedWith("invalid_grant");
    }

    [Fact]
    public async Task Idempotent_the_same_pair_is_given_again_with_the_time_that_is_left()
    {
        await using var sandbox = await SandboxHost.StartAsync(("Leeway", "idempotent"), ("LeewaySeconds", "60"));
        var first = await sandbox.SeedAsync();
        var reply = (await sandbox.RefreshAsync(first.RefreshToken)).Ok();
        sandbox.Clock.Advance(TimeSpan.FromSeconds(20));
        var again = (await sandbox.RefreshAsync(first.RefreshToken)).Ok();
        Assert.Equal(reply.RefreshToken, again.RefreshToken);
        Assert.Equal(reply.AccessToken, again.AccessToken);
        Assert.Equal(100, again.Json.GetProperty("expires_in").GetInt32());

        (await sandbox.RefreshAsync(reply.RefreshToken)).Ok();
        (await sandbox.RefreshAsync(first.RefreshToken)).RefusedWith("invalid_grant");
        await AssertRevokedAsync(sandbox, first.Grant, reuses: 1);
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

    private static async Task AssertRevokedAsync(SandboxHost sandbox, string grant, int reuses)
    {
        var ledger = await sandbox.GrantAsync(grant);
        Assert.True(ledger.GetProperty("revoked").GetBoolean());
        Assert.Equal("refresh_token_reuse", ledger.GetProperty("revoked_reason").GetString());
        Assert.Equal(reuses, ledger.GetProperty("reuses").GetInt32());
        Assert.Equal(JsonValueKind.Null, ledger.GetProperty("current_refresh_token_sha256").ValueKind);
        Assert.Equal(1, await sandbox.TotalAsync("families_revoked"));
    }

    /// <summary>Which of the given tokens the ledger calls live; fails when it knows others.</summary>
    private static async Task<string[]> LiveAsync(SandboxHost sandbox, string grant, params string[] tokens)
    {
        var live = (await sandbox.GrantAsync(grant)).GetProperty("live_refresh_token_sha256s").EnumerateArray().Select(one => one.GetString()).ToArray();
        Assert.True(live.Length <= tokens.Length);
        return [.. tokens.Where(token => live.Contains(SandboxHost.Fingerprint(token)))];
    }
}
