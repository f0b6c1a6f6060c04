using System.Globalization;
using System.Net;
using OAuthHub.Core.Connecting;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Support;
using static OAuthHub.Core.Connections.ConnectionState;
using static OAuthHub.Tests.Refresh.RefreshSteps;

namespace OAuthHub.Tests.Refresh;

/// <summary>Answers that arrive when the connection has moved on, and many bad ones at once.</summary>
public sealed class LateAnswerTests
{
    [Fact]
    public async Task F28_a_new_sign_in_during_a_refresh_wins_and_the_late_tokens_are_ended()
    {
        var (hub, before) = await StartAgedAsync();
        await using var _ = hub;
        var refresh = await hub.BeginSlowAsync(before, 5, committed: true);
        var again = await hub.ConnectAsync();
        hub.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.IsType<RefreshOutcome.Fresh>(await refresh.WaitAsync(HubHost.Deadline));
        var stored = await hub.StoredAsync(before.Id);
        Assert.Equal((before.Id, again.GrantId, 2L, Active), (again.Id, stored.GrantId, stored.TokenGeneration, stored.State));
        Assert.Equal(again.Tokens!.RefreshToken, stored.Tokens!.RefreshToken);
        Assert.Equal("revoked_by_client", (await hub.Sandbox.GrantLedgerAsync()).GetProperty("revoked_reason").GetString());
        await hub.AssertHoldsLiveGrantAsync(before, grant: 1);
    }

    [Fact]
    public async Task F28_where_ending_one_grant_ends_them_all_the_late_tokens_are_left_alone()
    {
        var (hub, before) = await StartAgedAsync(Setup().With("OAuthHub:Platforms:sandbox:Revocation:Cascades", "true"));
        await using var _ = hub;
        var refresh = await hub.BeginSlowAsync(before, 5, committed: true);
        await hub.ConnectAsync();
        hub.Clock.Advance(TimeSpan.FromSeconds(5));
        await refresh.WaitAsync(HubHost.Deadline);
        Assert.False((await hub.Sandbox.GrantLedgerAsync()).GetProperty("revoked").GetBoolean());
        await hub.AssertHoldsLiveGrantAsync(before, grant: 1);
    }

    [Fact]
    public async Task F29_disconnected_during_a_refresh_it_stays_so_and_the_late_tokens_are_ended()
    {
        var (hub, before) = await StartAgedAsync();
        await using var _ = hub;
        var refresh = await hub.BeginSlowAsync(before, 5, committed: true);
        Assert.Equal(HttpStatusCode.Accepted, (await hub.Browser.CallAsync(HttpMethod.Delete, "/api/connections/" + before.Id)).Status);
        Assert.Equal("not_connected", (await hub.Agent.ReadAsync()).Code);
        hub.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.IsType<RefreshOutcome.Gone>(await refresh.WaitAsync(HubHost.Deadline));
        Assert.Equal("not_connected", (await hub.Agent.ReadAsync()).Code);
        hub.Clock.Advance(TimeSpan.FromSeconds(30));
        await hub.Get<Disconnecting>().RetryAsync(CancellationToken.None);
        (await hub.StoredAsync(before.Id)).AssertState(Revoked, null, 1);
        var ledger = await hub.Sandbox.GrantLedgerAsync();
        Assert.Equal("revoked_by_client", ledger.GetProperty("revoked_reason").GetString());
        Assert.Empty(ledger.GetProperty("live_access_token_sha256s").EnumerateArray());
    }

    [Fact]
    public async Task F29_disconnected_when_the_answer_stands_in_the_journal_the_new_tokens_are_ended_not_the_spent_ones()
    {
        var (hub, before) = await StartAgedAsync();
        await using var _ = hub;
        var answer = await hub.ExchangeAsDeadProcessAsync(before);
        await hub.Connections.KeepAnswerAsync(ConnectionStore.Journal(before.Id, 1, answer), CancellationToken.None);
        await hub.Browser.CallAsync(HttpMethod.Delete, "/api/connections/" + before.Id);
        (await hub.StoredAsync(before.Id)).AssertState(Revoked, null, 1);
        Assert.Equal("revoked_by_client", (await hub.Sandbox.GrantLedgerAsync()).GetProperty("revoked_reason").GetString());
        // The practice platform ends a grant by its spent tokens too; others do not, so the log has to say which were sent.
        var sent = hub.Logs.Lines.Single(line => line.Contains("its answer in the journal", StringComparison.Ordinal));
        Assert.Contains(before.Id, sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_of_the_record_meanwhile_does_not_cost_the_tokens()
    {
        var (hub, before) = await StartAgedAsync();
        await using var _ = hub;
        var refresh = await hub.BeginSlowAsync(before, 5, committed: true);
        await ChangeAsync(hub, before, connection => connection with { Label = "work" });
        hub.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.IsType<RefreshOutcome.Refreshed>(await refresh.WaitAsync(HubHost.Deadline));
        var stored = await hub.StoredAsync(before.Id);
        stored.AssertState(Active, null, 2);
        Assert.Equal("work", stored.Label);
        await hub.AssertHoldsLiveGrantAsync(before);
    }

    [Fact]
    public async Task Set_aside_meanwhile_it_stays_so_with_the_tokens_that_live()
    {
        var (hub, before) = await StartAgedAsync();
        await using var _ = hub;
        var refresh = await hub.BeginSlowAsync(before, 5, committed: true);
        await ChangeAsync(hub, before, connection => RefreshTransition.Doubt(connection, ConnectionReason.Restored, HubHost.Start));
        hub.Clock.Advance(TimeSpan.FromSeconds(5));
        await refresh.WaitAsync(HubHost.Deadline);
        (await hub.StoredAsync(before.Id)).AssertState(Quarantined, ConnectionReason.Restored, 2);
        Assert.Equal("quarantined", (await hub.Agent.ReadAsync()).Code);
        await hub.AssertHoldsLiveGrantAsync(before);
    }

    [Fact]
    public async Task F38_when_many_grants_die_at_once_nobody_is_asked_to_reconnect()
    {
        await using var hub = await HubHost.StartAsync(Setup());
        var connections = new List<Connection>();
        for (var number = 0; number < 16; number++)
        {
            await hub.Sandbox.TurnAsync(new { auto_approve_account = "user-" + number.ToString(CultureInfo.InvariantCulture) });
            connections.Add(await hub.ConnectAsync());
        }
        hub.Clock.Advance(TimeSpan.FromMinutes(5));
        await hub.Sandbox.FaultAsync(new { kind = "error", error = "invalid_grant", count = connections.Count });
        await Task.WhenAll(connections.Select(connection => hub.RefreshAsync(connection)));
        foreach (var connection in connections)
        {
            var stored = await hub.StoredAsync(connection.Id);
            stored.AssertState(Degraded, ConnectionReason.PlatformIncident, 1);
            Assert.Equal(hub.Clock.GetUtcNow().AddMinutes(5), stored.DueAt);
        }
        hub.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.All(await Task.WhenAll(connections.Select(connection => hub.RefreshAsync(connection))), outcome => Assert.IsType<RefreshOutcome.Refreshed>(outcome));
    }

    private static async Task ChangeAsync(HubHost hub, Connection connection, Func<Connection, Connection> change)
    {
        var stored = (await hub.Connections.ReadAsync(connection.Id, CancellationToken.None))!;
        Assert.NotNull(await hub.Connections.SaveAsync(change(stored.Connection), stored.Generation, "state", CancellationToken.None));
    }
}
