using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Sandbox;

/// <summary>The kinds of platform that forgive: what each does with refresh tokens that were used before.</summary>
public sealed class LeewayTests
{
    [Fact]
    public async Task Predecessor_one_blind_retry_is_forgiven_and_gives_a_sibling()
    {
        await using var sandbox = await SandboxHost.StartAsync(("Leeway", "Predecessor"));
        var first = await sandbox.SeedAsync();
        (await sandbox.RefreshAsync(first.RefreshToken)).Ok();
        var sibling = (await sandbox.RefreshAsync(first.RefreshToken)).Ok();
        Assert.Equal([sibling.RefreshToken], await sandbox.LiveAsync(first.Grant, sibling.RefreshToken));
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
        await sandbox.AssertRevokedAsync(first.Grant, reuses: 1);
    }

    [Fact]
    public async Task Predecessor_the_superseded_token_is_the_next_predecessor()
    {
        await using var sandbox = await SandboxHost.StartAsync(("Leeway", "predecessor"));
        var first = await sandbox.SeedAsync();
        var superseded = (await sandbox.RefreshAsync(first.RefreshToken)).Ok();
        (await sandbox.RefreshAsync(first.RefreshToken)).Ok();
        var newest = (await sandbox.RefreshAsync(superseded.RefreshToken)).Ok();
        Assert.Equal([newest.RefreshToken], await sandbox.LiveAsync(first.Grant, newest.RefreshToken));
    }

    [Fact]
    public async Task Predecessor_the_leeway_ends()
    {
        await using var sandbox = await SandboxHost.StartAsync(("Leeway", "predecessor"), ("LeewaySeconds", "10"));
        var first = await sandbox.SeedAsync();
        (await sandbox.RefreshAsync(first.RefreshToken)).Ok();
        sandbox.Clock.Advance(TimeSpan.FromSeconds(10));
        (await sandbox.RefreshAsync(first.RefreshToken)).RefusedWith("invalid_grant");
        await sandbox.AssertRevokedAsync(first.Grant, reuses: 1);
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
        await sandbox.AssertRevokedAsync(first.Grant, reuses: 1);
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
        await sandbox.AssertRevokedAsync(first.Grant, reuses: 1);
    }
}
