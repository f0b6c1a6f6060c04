using OAuthHub.Core.Connections;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Refresh;

/// <summary>What a death leaves in the vault, prepared byte for byte, and what the next start makes of it.</summary>
public sealed class JournalReplayTests
{
    private const string Gone = "another-boot:1:1:1:00000000";

    [Fact]
    public async Task F17_an_answer_that_reached_no_disk_is_lost_and_named_where_the_platform_forgives_nothing()
    {
        await using var sandbox = await SandboxHost.StartInRealTimeAsync(("AutoApprove", "true"));
        using var folder = new TemporaryFolder();
        var id = await LeaveAsync(sandbox, folder, journal: false);
        await using var hub = await StartAsync(sandbox, folder);
        var outcome = await RefreshAsync(hub, id, TimeSpan.FromSeconds(119));
        Assert.Equal(ConnectionReason.RotationLost, Assert.IsType<RefreshOutcome.NeedsReconnect>(outcome).Reason);
        Assert.Equal(1, await sandbox.TotalAsync("reuses"));
    }

    [Fact]
    public async Task F18_an_answer_in_the_journal_is_finished_at_the_next_refresh_without_a_call()
    {
        await using var sandbox = await SandboxHost.StartInRealTimeAsync(("AutoApprove", "true"));
        using var folder = new TemporaryFolder();
        var id = await LeaveAsync(sandbox, folder, journal: true);
        var asked = await sandbox.TotalAsync("token_requests");
        await using var hub = await StartAsync(sandbox, folder);
        Assert.IsType<RefreshOutcome.Refreshed>(await RefreshAsync(hub, id, TimeSpan.FromSeconds(100)));
        var stored = await hub.StoredAsync(id);
        Assert.Equal((ConnectionState.Active, 2, null), (stored.State, stored.TokenGeneration, stored.Intent));
        Assert.Equal(asked, await sandbox.TotalAsync("token_requests"));
        await CurrentAsync(sandbox, stored);
    }

    [Fact]
    public async Task F19_after_the_record_is_written_the_journal_has_nothing_more_to_say()
    {
        await using var sandbox = await SandboxHost.StartInRealTimeAsync(("AutoApprove", "true"));
        using var folder = new TemporaryFolder();
        var id = await LeaveAsync(sandbox, folder, journal: true);
        await using (var first = await StartAsync(sandbox, folder)) await RefreshAsync(first, id, TimeSpan.FromSeconds(100));
        await using var hub = await StartAsync(sandbox, folder);
        Assert.Equal(2, (await hub.StoredAsync(id)).TokenGeneration);
        Assert.NotNull(await hub.Connections.ReadJournalAsync(id, CancellationToken.None));
        Assert.IsType<RefreshOutcome.Refreshed>(await RefreshAsync(hub, id, TimeSpan.FromSeconds(300)));
        Assert.Equal(3, (await hub.StoredAsync(id)).TokenGeneration);
        await CurrentAsync(sandbox, await hub.StoredAsync(id));
        Assert.Equal(0, await sandbox.TotalAsync("reuses"));
    }

    [Fact]
    public async Task F20_a_replay_that_is_interrupted_again_and_again_changes_nothing_until_it_succeeds()
    {
        await using var sandbox = await SandboxHost.StartInRealTimeAsync(("AutoApprove", "true"));
        using var folder = new TemporaryFolder();
        var id = await LeaveAsync(sandbox, folder, journal: true);
        for (var start = 0; start < 4; start++)
        {
            await using var dying = await StartAsync(sandbox, folder);
            var intent = (await dying.StoredAsync(id)).Intent;
            Assert.Equal((1, Gone), ((await dying.StoredAsync(id)).TokenGeneration, intent!.Owner));
        }
        await using var hub = await StartAsync(sandbox, folder);
        Assert.IsType<RefreshOutcome.Refreshed>(await RefreshAsync(hub, id, TimeSpan.FromSeconds(100)));
        await CurrentAsync(sandbox, await hub.StoredAsync(id));
    }

    private static Task<HubHost> StartAsync(SandboxHost sandbox, TemporaryFolder folder) =>
        HubHost.StartAsync(new HubSetup { SandboxAddress = sandbox.Address, Folder = folder });

    /// <summary>Connects an account, exchanges its token, and leaves what a process leaves that died there: an intent, and the answer if told.</summary>
    private static async Task<string> LeaveAsync(SandboxHost sandbox, TemporaryFolder folder, bool journal)
    {
        await using var hub = await StartAsync(sandbox, folder);
        var connection = await hub.ConnectAsync();
        var stored = (await hub.Connections.ReadAsync(connection.Id, CancellationToken.None))!;
        var now = hub.Clock.GetUtcNow();
        var intent = new RefreshIntent(Gone, 1, now, now + RefreshTimes.Guard, 1);
        await hub.Connections.SaveAsync(stored.Connection with { Intent = intent }, stored.Generation, null, CancellationToken.None);
        var client = hub.Get<PlatformClients>().Find(connection)!;
        var answer = await hub.Get<TokenEndpoint>().RefreshAsync(client, connection.Tokens!.RefreshToken, connection.Tokens.AccessToken, CancellationToken.None);
        if (journal) await hub.Connections.KeepAnswerAsync(ConnectionStore.Journal(connection.Id, 1, Assert.IsType<TokenAnswer.Received>(answer).Raw.Serialize()), CancellationToken.None);
        return connection.Id;
    }

    private static async Task<RefreshOutcome> RefreshAsync(HubHost hub, string id, TimeSpan after)
    {
        hub.Clock.Advance(after);
        return await hub.Get<TokenRefresher>().RefreshAsync(id, new RefreshRequest(RefreshReason.Read), CancellationToken.None).WaitAsync(HubHost.Deadline);
    }

    private static async Task CurrentAsync(SandboxHost sandbox, Connection stored) =>
        Assert.Equal((await sandbox.LedgerAsync()).GetProperty("grants")[0].GetProperty("current_refresh_token_sha256").GetString(), stored.Tokens!.RefreshToken!.Fingerprint().ToString());
}
