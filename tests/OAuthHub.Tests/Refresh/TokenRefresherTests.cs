using System.Net;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Auth;
using OAuthHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using static OAuthHub.Core.Connections.ConnectionState;
using static OAuthHub.Tests.Refresh.RefreshSteps;

namespace OAuthHub.Tests.Refresh;

/// <summary>Answers that arrive, against the real practice platform.</summary>
public sealed class TokenRefresherTests
{
    [Fact]
    public async Task A_refresh_replaces_both_tokens_and_counts_one_generation()
    {
        var (hub, before) = await StartAgedAsync();
        await using var _ = hub;
        Assert.IsType<RefreshOutcome.Refreshed>(await hub.RefreshAsync(before));
        var after = await hub.StoredAsync(before.Id);
        after.AssertState(Active, null, 2);
        Assert.Null(after.Intent);
        Assert.NotEqual(before.Tokens!.RefreshToken, after.Tokens!.RefreshToken);
        Assert.Equal(hub.Clock.GetUtcNow(), after.LastRefreshedAt);
        Assert.Equal(after.Tokens.AccessToken.RevealSecret(), (await hub.Agent.ReadAsync()).Ok().AccessToken);
        await hub.AssertHoldsLiveGrantAsync(before);
    }

    [Fact]
    public async Task A_rotated_refresh_token_is_stored_before_the_lease_is_released()
    {
        var leases = new WatchedLeases();
        var (hub, connection) = await StartAgedAsync(Setup() with { Services = services => services.AddSingleton<ILeases>(provider => leases.Around(provider)) });
        await using var _ = hub;
        long atRelease = 0;
        leases.Releasing = async () => atRelease = (await hub.StoredAsync(connection.Id)).TokenGeneration;
        Assert.IsType<RefreshOutcome.Refreshed>(await hub.RefreshAsync(connection));
        Assert.Equal(2, atRelease);
    }

    [Fact]
    public async Task F01_F02_fifty_callers_at_once_are_one_exchange_and_all_get_the_new_token()
    {
        var (hub, connection) = await StartAgedAsync();
        await using var _ = hub;
        hub.Clock.Advance(TimeSpan.FromSeconds(3290)); // ten seconds of life are left
        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => hub.Agent.ReadAsync()));
        Assert.Single(replies.Select(reply => reply.Ok().AccessToken).Distinct());
        Assert.Equal(1, await hub.Sandbox.RefreshRequestsAsync());
        (await hub.StoredAsync(connection.Id)).AssertState(Active, null, 2);
    }

    [Fact]
    public async Task F36_an_answer_without_a_refresh_token_keeps_the_old_one()
    {
        var (hub, before) = await StartAgedAsync();
        await using var _ = hub;
        await hub.Sandbox.FaultAsync(new { kind = "missing_refresh_token" });
        Assert.IsType<RefreshOutcome.Refreshed>(await hub.RefreshAsync(before));
        var after = await hub.StoredAsync(before.Id);
        after.AssertState(Active, null, 2);
        Assert.Equal(before.Tokens!.RefreshToken, after.Tokens!.RefreshToken);
        Assert.NotEqual(before.Tokens.AccessToken, after.Tokens.AccessToken);
        Assert.Contains("old one is kept", after.History[^1].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("absent", 120)]
    [InlineData("null", 120)]
    [InlineData("-1", 120)]
    [InlineData("\"soon\"", 120)]
    [InlineData("{}", 120)]
    [InlineData("[3600]", 120)]
    [InlineData("true", 120)]
    [InlineData("\"3600\"", 3600)]
    [InlineData("3600.9", 3600.9)]
    [InlineData("1e400", 31_536_000)]
    [InlineData("99999999999999999999", 31_536_000)]
    public async Task F35_a_garbage_expires_in_costs_no_token_and_starts_no_hot_loop(string value, double seconds)
    {
        var (hub, before) = await StartAgedAsync();
        await using var _ = hub;
        (await hub.Sandbox.FaultAsync(new { kind = "expires_in", value })).Ok();
        Assert.IsType<RefreshOutcome.Refreshed>(await hub.RefreshAsync(before));
        var after = await hub.StoredAsync(before.Id);
        after.AssertState(Active, null, 2);
        Assert.Equal(hub.Clock.GetUtcNow().AddSeconds(seconds), after.Tokens!.ExpiresAt);
        Assert.True(after.DueAt > hub.Clock.GetUtcNow().AddSeconds(30));
        await hub.AssertHoldsLiveGrantAsync(before);
    }

    [Fact]
    public async Task A108_tokens_of_another_account_are_kept_and_not_served()
    {
        var (hub, before) = await StartAgedAsync();
        await using var _ = hub;
        await hub.Sandbox.FaultAsync(new { kind = "other_account", account = "grace" });
        Assert.Equal(new RefreshOutcome.Quarantined(ConnectionReason.AccountChanged), await hub.RefreshAsync(before));
        (await hub.StoredAsync(before.Id)).AssertState(Quarantined, ConnectionReason.AccountChanged, 1);
        Assert.NotNull(await hub.Connections.ReadJournalAsync(before.Id, CancellationToken.None));
        var reply = await hub.Agent.ReadAsync();
        Assert.Equal((HttpStatusCode.Conflict, "quarantined"), (reply.Status, reply.Code));
        Assert.IsType<RefreshOutcome.Quarantined>(await hub.RefreshAsync(before));
        Assert.Equal(1, await hub.Sandbox.RefreshRequestsAsync());
        await hub.KeptTokensAsync(before);
        Assert.Contains(hub.Logs.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains(before.Id, StringComparison.Ordinal));
        await hub.AssertNoneLoggedAsync(before.Access(), before.Refresh());
    }

    [Fact]
    public async Task A_kind_of_token_that_cannot_be_used_is_kept_and_not_served()
    {
        var (hub, before) = await StartAgedAsync();
        await using var _ = hub;
        await hub.Sandbox.FaultAsync(new { kind = "token_type", value = "mac" });
        Assert.Equal(new RefreshOutcome.Quarantined(ConnectionReason.TokenTypeChanged), await hub.RefreshAsync(before));
        Assert.NotNull(await hub.Connections.ReadJournalAsync(before.Id, CancellationToken.None));
        Assert.Equal("quarantined", (await hub.Agent.ReadAsync()).Code);
    }

    [Fact]
    public async Task A_withdrawn_grant_asks_the_person()
    {
        var (hub, before) = await StartAgedAsync();
        await using var _ = hub;
        using (var gone = await hub.Sandbox.Http.DeleteAsync("grants/" + (await hub.Sandbox.GrantLedgerAsync()).GetProperty("grant").GetString())) gone.EnsureSuccessStatusCode();
        Assert.Equal(new RefreshOutcome.NeedsReconnect(ConnectionReason.GrantRevoked), await hub.RefreshAsync(before));
        (await hub.StoredAsync(before.Id)).AssertState(NeedsReconnect, ConnectionReason.GrantRevoked, 1);
        var reply = await hub.Agent.ReadAsync();
        Assert.Equal((HttpStatusCode.Conflict, "needs_reconnect"), (reply.Status, reply.Code));
        Assert.Equal("grant_revoked", reply.Json.GetProperty("reason").GetString());
        // and a new sign-in repairs the same record
        var again = await hub.ConnectAsync();
        Assert.Equal(before.Id, again.Id);
        again.AssertState(Active, null, 2);
    }

    [Theory]
    [InlineData("Refresh:IdleSeconds", ConnectionReason.ExpiredIdle)]
    [InlineData("Refresh:AbsoluteSeconds", ConnectionReason.ExpiredAbsolute)]
    public async Task F50_the_reason_says_which_time_was_over(string limit, string reason)
    {
        var (hub, before) = await StartAgedAsync(Setup().With("OAuthHub:Platforms:sandbox:" + limit, "200"));
        await using var _ = hub;
        await hub.Sandbox.FaultAsync(new { kind = "error", error = "invalid_grant" });
        Assert.Equal(new RefreshOutcome.NeedsReconnect(reason), await hub.RefreshAsync(before));
    }

    [Theory]
    [InlineData("interaction_required")]
    [InlineData("consent_required")]
    [InlineData("login_required")]
    public async Task A_platform_that_wants_the_person_gets_the_person(string error)
    {
        var (hub, before) = await StartAgedAsync();
        await using var _ = hub;
        await hub.Sandbox.FaultAsync(new { kind = "error", error });
        Assert.Equal(new RefreshOutcome.NeedsReconnect(ConnectionReason.ReauthRequired), await hub.RefreshAsync(before));
    }

    [Fact]
    public async Task F37_where_invalid_grant_is_flaky_it_is_confirmed_after_a_minute()
    {
        var (hub, before) = await StartAgedAsync(Setup().With("OAuthHub:Platforms:sandbox:Refresh:FlakyInvalidGrant", "true"));
        await using var _ = hub;
        await hub.Sandbox.FaultAsync(new { kind = "error", error = "invalid_grant" });
        Assert.Equal(TimeSpan.FromSeconds(60), Assert.IsType<RefreshOutcome.TryLater>(await hub.RefreshAsync(before)).After);
        (await hub.StoredAsync(before.Id)).AssertState(Degraded, ConnectionReason.GrantSuspected, 1);
        hub.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.IsType<RefreshOutcome.TryLater>(await hub.RefreshAsync(before));
        Assert.Equal(1, await hub.Sandbox.RefreshRequestsAsync());
        hub.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<RefreshOutcome.Refreshed>(await hub.RefreshAsync(before));

        hub.Clock.Advance(TimeSpan.FromMinutes(5));
        await hub.Sandbox.FaultAsync(new { kind = "error", error = "invalid_grant", count = 2 });
        Assert.IsType<RefreshOutcome.TryLater>(await hub.RefreshAsync(before));
        Assert.Equal(new RefreshOutcome.NeedsReconnect(ConnectionReason.GrantRevoked), await hub.RetryAsync(before));
    }

    [Fact]
    public async Task F39_a_refused_app_registration_leaves_tokens_and_people_alone()
    {
        var (hub, before) = await StartAgedAsync();
        await using var _ = hub;
        await hub.Sandbox.FaultAsync(new { kind = "error", status = 401, error = "invalid_client" });
        Assert.Equal(TimeSpan.FromMinutes(5), Assert.IsType<RefreshOutcome.TryLater>(await hub.RefreshAsync(before)).After);
        var stored = await hub.StoredAsync(before.Id);
        stored.AssertState(Degraded, ConnectionReason.AppRegistration, 1);
        Assert.Equal(before.Tokens!.RefreshToken, stored.Tokens!.RefreshToken);
        Assert.Null(stored.Intent);
        Assert.Equal("degraded", (await hub.Agent.ReadAsync()).Ok().Json.GetProperty("refresh_state").GetString());
        Assert.IsType<RefreshOutcome.Refreshed>(await hub.RetryAsync(before));
    }

    [Fact]
    public async Task F31_a_429_makes_the_platform_wait_and_leaves_no_intent()
    {
        var (hub, before) = await StartAgedAsync();
        await using var _ = hub;
        await hub.Sandbox.FaultAsync(new { kind = "rate_limited", retry_after = 120 });
        Assert.Equal(TimeSpan.FromSeconds(120), Assert.IsType<RefreshOutcome.TryLater>(await hub.RefreshAsync(before)).After);
        (await hub.StoredAsync(before.Id)).AssertState(Degraded, ConnectionReason.PlatformUnavailable, 1);
        Assert.Null((await hub.StoredAsync(before.Id)).Intent);
        // another connection of the platform waits with it
        await hub.Sandbox.TurnAsync(new { auto_approve_account = "grace" });
        var other = await hub.ConnectAsync();
        hub.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.IsType<RefreshOutcome.TryLater>(await hub.RefreshAsync(other));
        Assert.Equal(1, await hub.Sandbox.RefreshRequestsAsync());
        hub.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.IsType<RefreshOutcome.Refreshed>(await hub.RefreshAsync(other));
        Assert.IsType<RefreshOutcome.Refreshed>(await hub.RefreshAsync(before));
    }

    [Fact]
    public async Task F12_a_computer_that_slept_sends_nothing_with_its_old_lease()
    {
        var leases = new WatchedLeases();
        var (hub, connection) = await StartAgedAsync(Setup() with { Services = services => services.AddSingleton<ILeases>(provider => leases.Around(provider)) });
        await using var _ = hub;
        leases.Taken = () => hub.Clock.SetUtcNow(hub.Clock.GetUtcNow().AddMinutes(20));
        Assert.IsType<RefreshOutcome.TryLater>(await hub.RefreshAsync(connection));
        Assert.Equal(0, await hub.Sandbox.RefreshRequestsAsync());
        Assert.Null((await hub.StoredAsync(connection.Id)).Intent);
        leases.Taken = null;
        Assert.IsType<RefreshOutcome.Refreshed>(await hub.RefreshAsync(connection));
    }
}
