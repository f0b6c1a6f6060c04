using System.Net;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using OAuthHub.Core.Connections;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;
using OAuthHub.Tests.Vault.LocalJournal;
using static OAuthHub.Core.Connections.ConnectionState;

namespace OAuthHub.Tests.Refresh;

/// <summary>Processes that die (SIGKILL), and what the next start makes of it. The practice platform outlives them and keeps the ledger.</summary>
public sealed class CrashTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task F15_killed_before_the_platform_did_anything_costs_nothing()
    {
        await using var sandbox = await StartSandboxAsync("none");
        string before;
        await using (var hub = await ConnectAsync(sandbox, "none"))
        {
            before = (await hub.Agent.ReadAsync()).Ok().AccessToken;
            await sandbox.FaultAsync(new { kind = "delay", seconds = 3600 });
            await RequestedAsync(sandbox, 1);
            await hub.KillAsync();
        }
        await using (var hub = await StartAsync(sandbox, "none"))
            await NewTokenAsync(hub, before);
        await AssertEndAsync(sandbox, null, null, exchangesOfOne: 1);
    }

    [Theory]
    [InlineData("window", Active, null, 2)]
    [InlineData("idempotent", Active, null, 2)]
    [InlineData("predecessor", Active, null, 2)]
    [InlineData("none", NeedsReconnect, ConnectionReason.RotationLost, 1)] // the admitted window
    public async Task F16_F17_killed_between_the_exchange_and_its_answer_only_a_platform_without_leeway_costs_the_grant(string leeway, ConnectionState state, string? reason, int exchanges)
    {
        await using var sandbox = await StartSandboxAsync(leeway);
        string before;
        await using (var hub = await ConnectAsync(sandbox, leeway))
        {
            before = (await hub.Agent.ReadAsync()).Ok().AccessToken;
            await sandbox.FaultAsync(new { kind = "delay", seconds = 3600, after_commit = true });
            await RefreshedAsync(sandbox, 1);
            await hub.KillAsync();
        }
        await using (var hub = await StartAsync(sandbox, leeway))
        {
            await RequestedAsync(sandbox, 2);
            if (state is Active) await NewTokenAsync(hub, before);
            else await UntilAsync(async () => (await hub.Agent.ReadAsync()).Status is HttpStatusCode.Conflict, hub);
        }
        await AssertEndAsync(sandbox, state, reason, exchanges);
        Assert.Equal(state is Active ? 0 : 1, (await LedgerAsync(sandbox)).GetProperty("reuses").GetInt32());
    }

    [Fact]
    public async Task F25_an_answer_that_the_vault_could_not_take_survives_the_process_and_is_finished_without_a_call()
    {
        await using var sandbox = await StartSandboxAsync("none");
        await using (var hub = await ConnectAsync(sandbox, "none"))
        {
            await sandbox.FaultAsync(new { kind = "delay", seconds = 5, after_commit = true });
            await RefreshedAsync(sandbox, 1);
            using (LockVault())
            {
                await UntilAsync(() => Task.FromResult(sandbox.Clock.ArmedTimers > 0), hub);
                sandbox.Clock.Advance(TimeSpan.FromSeconds(5)); // now the answer arrives, and the vault is locked
                await UntilAsync(() => Task.FromResult(JournalPeek.HoldsSomething(folder.File("journal"))), hub);
                await hub.KillAsync();
            }
        }
        // Whatever the platform is asked from now on, it does not do.
        await sandbox.FaultAsync(new { kind = "status", status = 500, count = 100 });
        await using (var hub = await StartAsync(sandbox, "none"))
        {
            await RequestedAsync(sandbox, 2); // with the token of the journal, which is stored by then; it is old, so the next is wanted
            await UntilAsync(() => Task.FromResult(hub.Output.Contains("Finished the refresh of", StringComparison.Ordinal)), hub); // said before the request, and read behind it
        }
        await AssertEndAsync(sandbox, null, null, exchangesOfOne: 1);
        Assert.Equal(1, (await LedgerAsync(sandbox)).GetProperty("refreshes").GetInt32());
        Assert.False(JournalPeek.HoldsSomething(folder.File("journal")));
    }

    [Fact]
    public async Task F14_to_F20_killed_again_and_again_at_any_moment_it_ends_with_a_grant_that_lives()
    {
        await using var sandbox = await StartSandboxAsync("window");
        await (await ConnectAsync(sandbox, "window")).DisposeAsync();
        for (var round = 1; round <= 5; round++)
        {
            var before = (await LedgerAsync(sandbox)).GetProperty("refreshes").GetInt32();
            await using var hub = await StartAsync(sandbox, "window");
            await RefreshedAsync(sandbox, before + 1); // and dies before, while or after it stores the answer
        }
        await using (var hub = await StartAsync(sandbox, "window")) await NewTokenAsync(hub, await NewTokenAsync(hub, ""));
        await AssertEndAsync(sandbox, null, null, exchangesOfOne: null);
        Assert.Equal(0, (await LedgerAsync(sandbox)).GetProperty("reuses").GetInt32());
    }

    [Fact]
    public async Task A224_two_processes_on_one_vault_make_one_exchange_of_each_token()
    {
        await using var sandbox = await StartSandboxAsync("none", life: 3);
        await using var one = await ConnectAsync(sandbox, "none");
        await using var other = await one.StartAnotherAsync();
        await RefreshedAsync(sandbox, 5);
        foreach (var hub in new[] { one, other })
        {
            await UntilAsync(async () => (await hub.Agent.ReadAsync()).Status is HttpStatusCode.OK, hub);
            Assert.DoesNotContain("SQLite error", hub.Output, StringComparison.Ordinal);
        }
        await one.KillAsync();
        await other.KillAsync();
        var ledger = await LedgerAsync(sandbox);
        Assert.Equal((1, 0), (ledger.GetProperty("max_exchanges_of_one_refresh_token").GetInt32(), ledger.GetProperty("reuses").GetInt32()));
    }

    public void Dispose() => folder.Dispose();

    private static Task<SandboxHost> StartSandboxAsync(string leeway, int life = 6) =>
        SandboxHost.StartAsync(("AutoApprove", "true"), ("AccessTokenSeconds", $"{life}"), ("Leeway", leeway), ("LeewaySeconds", "600"));

    private Task<HubProcess> StartAsync(SandboxHost sandbox, string leeway) => HubProcess.StartAsync(folder, sandbox.Address, RefreshSteps.CatalogueSettings(leeway, leeway is "none" ? 0 : 600));

    private async Task<HubProcess> ConnectAsync(SandboxHost sandbox, string leeway)
    {
        var hub = await StartAsync(sandbox, leeway);
        await hub.ConnectAsync();
        return hub;
    }

    /// <summary>Nobody but the test can write while this is held.</summary>
    private SqliteConnection LockVault()
    {
        var connection = new SqliteConnection($"Data Source={folder.File("vault.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        command.ExecuteNonQuery();
        return connection;
    }

    /// <summary>Waits until an agent gets another token than this one: it is stored by then.</summary>
    private static async Task<string> NewTokenAsync(HubProcess hub, string before)
    {
        await UntilAsync(async () => await hub.Agent.ReadAsync() is { Status: HttpStatusCode.OK } reply && reply.AccessToken != before, hub);
        return (await hub.Agent.ReadAsync()).Ok().AccessToken;
    }

    private static Task RequestedAsync(SandboxHost sandbox, int count) => UntilAsync(async () => await sandbox.RefreshRequestsAsync() >= count, null);

    private static Task RefreshedAsync(SandboxHost sandbox, int count) =>
        UntilAsync(async () => (await LedgerAsync(sandbox)).GetProperty("refreshes").GetInt32() >= count, null);

    private static Task<JsonElement> LedgerAsync(SandboxHost sandbox) => sandbox.GrantLedgerAsync();

    private static async Task UntilAsync(Func<Task<bool>> condition, HubProcess? hub)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < HubProcess.Deadline, "It did not come to it. " + hub?.Output);
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }

    /// <summary>Reads the vault with a hub that does nothing, and compares it with the ledger.</summary>
    private async Task AssertEndAsync(SandboxHost sandbox, ConnectionState? state, string? reason, int? exchangesOfOne)
    {
        await using var hub = await HubHost.StartAsync(new HubSetup { Folder = folder, SandboxAddress = sandbox.Address });
        var connection = await hub.StoredAsync(hub.Connections.Index.All.Single().Id);
        if (state is { } expected) Assert.Equal((expected, reason), (connection.State, connection.Reason));
        if (state is not NeedsReconnect) await hub.AssertHoldsLiveGrantAsync(connection);
        if (exchangesOfOne is { } most) Assert.Equal(most, (await LedgerAsync(sandbox)).GetProperty("max_exchanges_of_one_refresh_token").GetInt32());
    }
}
