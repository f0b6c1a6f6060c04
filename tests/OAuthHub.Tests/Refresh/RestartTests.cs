using OAuthHub.Core.Connections;
using OAuthHub.Core.Refresh;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.LocalJournal;
using OAuthHub.Core.Vault.Sealing;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using static OAuthHub.Core.Connections.ConnectionState;
using static OAuthHub.Tests.Refresh.RefreshSteps;

namespace OAuthHub.Tests.Refresh;

/// <summary>What a start finds in the vault that a process left there when it died, and what two hubs on one vault do.</summary>
public sealed class RestartTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task F14_before_the_intent_nothing_happened()
    {
        await using var sandbox = await StartSandboxAsync();
        var connection = await LeaveAsync(sandbox, (_, _) => Task.CompletedTask);
        await using var hub = await StartLaterAsync(sandbox);
        Assert.IsType<RefreshOutcome.Refreshed>(await hub.RefreshAsync(connection));
    }

    [Fact]
    public async Task F15_an_intent_without_a_request_costs_one_try_and_no_grant()
    {
        await using var sandbox = await StartSandboxAsync();
        var connection = await LeaveAsync(sandbox, (hub, connection) => hub.ExchangeAsDeadProcessAsync(connection, send: false));
        await using var hub = await StartLaterAsync(sandbox);
        Assert.IsType<RefreshOutcome.TryLater>(await hub.RefreshAsync(connection));
        hub.Clock.Advance(TimeSpan.FromSeconds(3480 - 600));
        Assert.IsType<RefreshOutcome.Refreshed>(await hub.RefreshAsync(connection));
        await hub.AssertHoldsLiveGrantAsync(connection);
        Assert.Equal(1, await sandbox.RefreshRequestsAsync());
    }

    [Fact]
    public async Task F18_an_answer_in_the_journal_is_finished_at_the_next_start_without_a_call()
    {
        await using var sandbox = await StartSandboxAsync();
        var connection = await LeaveAsync(sandbox, JournalAsync);
        await using var hub = await StartLaterAsync(sandbox);
        Assert.IsType<RefreshOutcome.Refreshed>(await hub.RefreshAsync(connection));
        (await hub.StoredAsync(connection.Id)).AssertState(Active, null, 2);
        await hub.AssertHoldsLiveGrantAsync(connection);
        Assert.Equal(1, await sandbox.RefreshRequestsAsync());
    }

    [Fact]
    public async Task F18_an_answer_that_died_of_age_in_the_journal_is_finished_but_not_served()
    {
        await using var sandbox = await StartSandboxAsync();
        var connection = await LeaveAsync(sandbox, JournalAsync);
        await using var hub = await StartLaterAsync(sandbox);
        hub.Clock.Advance(TimeSpan.FromHours(3));
        var served = (await hub.Agent.ReadAsync()).Ok().AccessToken;
        (await sandbox.GetAsync("api/me", served)).Ok();
        (await hub.StoredAsync(connection.Id)).AssertState(Active, null, 3);
        Assert.Equal(2, await sandbox.RefreshRequestsAsync());
        Assert.Equal(1, (await sandbox.GrantLedgerAsync()).GetProperty("max_exchanges_of_one_refresh_token").GetInt32());
    }

    [Fact]
    public async Task F19_an_answer_that_is_in_the_record_already_is_not_taken_again()
    {
        await using var sandbox = await StartSandboxAsync();
        var connection = await LeaveAsync(sandbox, (hub, connection) => hub.RefreshAsync(connection));
        await using var hub = await StartLaterAsync(sandbox);
        Assert.IsType<RefreshOutcome.Refreshed>(await hub.RefreshAsync(connection));
        (await hub.StoredAsync(connection.Id)).AssertState(Active, null, 3);
        await hub.AssertHoldsLiveGrantAsync(connection);
    }

    [Fact]
    public async Task F20_starts_that_are_interrupted_change_nothing()
    {
        await using var sandbox = await StartSandboxAsync();
        var connection = await LeaveAsync(sandbox, JournalAsync);
        for (var round = 0; round < 3; round++) await (await StartAsync(sandbox)).DisposeAsync();
        await using var hub = await StartLaterAsync(sandbox);
        Assert.IsType<RefreshOutcome.Refreshed>(await hub.RefreshAsync(connection));
        (await hub.StoredAsync(connection.Id)).AssertState(Active, null, 2);
        Assert.Equal(1, await sandbox.RefreshRequestsAsync());
    }

    [Fact]
    public async Task F53_a_hub_that_lives_finishes_what_its_dead_neighbour_could_not_store()
    {
        await using var sandbox = await StartSandboxAsync();
        await using var hub = await StartAsync(sandbox);
        var connection = await hub.ConnectAsync();
        hub.Clock.Advance(TimeSpan.FromMinutes(10));
        var answer = await hub.ExchangeAsDeadProcessAsync(connection);
        using (var neighbour = new AnswerJournal(new OAuthHub.Core.HubPaths(folder.Path), hub.Get<KeyRing>(), hub.Get<IVault>(), NullLogger<AnswerJournal>.Instance))
        {
            neighbour.Open();
            neighbour.Hold(ConnectionStore.Journal(connection.Id, 1, answer));
        }
        Assert.IsType<RefreshOutcome.Refreshed>(await hub.RefreshAsync(connection));
        (await hub.StoredAsync(connection.Id)).AssertState(Active, null, 2);
        Assert.Equal(1, await sandbox.RefreshRequestsAsync());
    }

    [Fact]
    public async Task Two_hubs_on_one_vault_make_one_exchange_and_lose_no_update()
    {
        await using var sandbox = await StartSandboxAsync();
        await using var one = await StartAsync(sandbox);
        var connection = await one.ConnectAsync();
        await using var other = await StartAsync(sandbox);
        for (var generation = 2; generation <= 6; generation++)
        {
            foreach (var hub in new[] { one, other }) hub.Clock.Advance(connection.DueAt!.Value - HubHost.Start);
            await Task.WhenAll(one.RefreshAsync(connection, RefreshReason.Due), other.RefreshAsync(connection, RefreshReason.Due));
            (await one.StoredAsync(connection.Id)).AssertState(Active, null, generation);
        }
        var ledger = await sandbox.GrantLedgerAsync();
        Assert.Equal((5, 1, 0), (ledger.GetProperty("refreshes").GetInt32(), ledger.GetProperty("max_exchanges_of_one_refresh_token").GetInt32(), ledger.GetProperty("reuses").GetInt32()));
        await other.AssertHoldsLiveGrantAsync(connection);
        Assert.DoesNotContain("SQLite error", one.Logs.All + other.Logs.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_finds_anothers_live_intent_waits_for_its_result()
    {
        await using var sandbox = await StartSandboxAsync();
        await using var hub = await StartAsync(sandbox);
        var connection = await hub.ConnectAsync();
        hub.Clock.Advance(TimeSpan.FromSeconds(3595));
        // the intent of a process on another machine, which nobody here can look up
        var stored = (await hub.Connections.ReadAsync(connection.Id, CancellationToken.None))!;
        var now = hub.Clock.GetUtcNow();
        stored = (await hub.Connections.SaveAsync(stored.Connection with { Intent = new RefreshIntent("another:machine:1:1:1", 1, now, now + RefreshTimes.Guard, 1) }, stored.Generation, null, CancellationToken.None))!;
        var armed = hub.Clock.ArmedTimers;
        var read = hub.Agent.ReadAsync();
        await hub.Clock.WaitForTimersAsync(armed + 2).WaitAsync(HubHost.Deadline); // the reader's 25 s and the next look
        Assert.Equal(0, await sandbox.RefreshRequestsAsync());
        var tokens = stored.Connection.Tokens! with { AccessToken = new("of-the-other-machine"), ExpiresAt = now.AddHours(1), IssuedAt = now };
        await hub.Connections.SaveAsync(stored.Connection with { Intent = null, TokenGeneration = 2, Tokens = tokens }, stored.Generation, "refreshed", CancellationToken.None);
        Assert.Equal("of-the-other-machine", (await read.WaitAsync(HubHost.Deadline)).Ok().AccessToken);
    }

    public void Dispose() => folder.Dispose();

    private static Task<SandboxHost> StartSandboxAsync() => SandboxHost.StartAsync(("AutoApprove", "true"), ("AccessTokenSeconds", "3600"));

    private Task<HubHost> StartAsync(SandboxHost sandbox) => HubHost.StartAsync(Setup() with { Folder = folder, SandboxAddress = sandbox.Address });

    private async Task<HubHost> StartLaterAsync(SandboxHost sandbox)
    {
        var hub = await StartAsync(sandbox);
        hub.Clock.Advance(TimeSpan.FromMinutes(10));
        return hub;
    }

    /// <summary>A hub connects, does something, and is gone; the next one starts ten minutes later.</summary>
    private async Task<Connection> LeaveAsync(SandboxHost sandbox, Func<HubHost, Connection, Task> last)
    {
        await using var hub = await StartAsync(sandbox);
        var connection = await hub.ConnectAsync();
        await last(hub, connection);
        return connection;
    }

    private static async Task JournalAsync(HubHost hub, Connection connection) =>
        await hub.Connections.KeepAnswerAsync(ConnectionStore.Journal(connection.Id, 1, await hub.ExchangeAsDeadProcessAsync(connection)), CancellationToken.None);
}
