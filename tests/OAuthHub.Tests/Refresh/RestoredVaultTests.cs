using System.Net;
using Microsoft.Data.Sqlite;
using OAuthHub.Core;
using OAuthHub.Core.Connecting;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;
using static OAuthHub.Core.Connections.ConnectionState;
using static OAuthHub.Tests.Refresh.RefreshSteps;

namespace OAuthHub.Tests.Refresh;

/// <summary>A vault that is older than the platform remembers: a backup, a clone, a commit that was lost. Old refresh tokens must not be sent.</summary>
public sealed class RestoredVaultTests : IDisposable
{
    private const string Vault = "vault.db", Witness = "vault.witness";

    private readonly TemporaryFolder folder = new();
    private readonly TemporaryFolder backup = new();

    [Theory]
    [InlineData("none", NeedsReconnect)]
    [InlineData("window", Active)]
    [InlineData("predecessor", Active)]
    public async Task F44_a_backup_that_was_put_back_waits_for_the_operator_before_it_sends_anything(string leeway, ConnectionState released)
    {
        await using var sandbox = await StartSandboxAsync(leeway);
        var connection = await ConnectAsync(sandbox, leeway);
        await using (var hub = await StartLaterAsync(sandbox, leeway))
        {
            // As docs/operations.md says, while the hub runs.
            Sql(folder.File(Vault), $"VACUUM INTO '{backup.File(Vault)}'");
            Assert.IsType<RefreshOutcome.Refreshed>(await hub.RefreshAsync(connection));
        }
        Copy(backup, folder, Vault);

        await using var restored = await StartLaterAsync(sandbox, leeway);
        await AssertSetAsideAsync(restored, connection);
        Assert.Equal(1, await sandbox.RefreshRequestsAsync());

        // The operator's word: what follows is between the hub and the platform.
        Assert.True(await restored.Get<Releasing>().ReleaseAsync(connection.Id, CancellationToken.None));
        await restored.RefreshAsync(connection, RefreshReason.Due);
        Assert.Equal(released, (await restored.StoredAsync(connection.Id)).State);
        Assert.Equal(2, await sandbox.RefreshRequestsAsync());
        if (released is NeedsReconnect) await restored.ConnectAsync();
        await restored.AssertHoldsLiveGrantAsync(connection, grant: released is NeedsReconnect ? 1 : 0);
    }

    [Fact]
    public async Task F44_tokens_that_do_not_rotate_are_as_good_as_before()
    {
        await using var sandbox = await SandboxHost.StartAsync(("AutoApprove", "true"), ("AccessTokenSeconds", "3600"), ("RotateRefreshTokens", "false"));
        var setup = Setup(rotates: false) with { Folder = folder, SandboxAddress = sandbox.Address };
        Connection connection;
        await using (var hub = await HubHost.StartAsync(setup)) connection = await hub.ConnectAsync();
        Copy(folder, backup, Vault);
        await using (var hub = await HubHost.StartAsync(setup))
        {
            hub.Clock.Advance(TimeSpan.FromMinutes(10));
            Assert.IsType<RefreshOutcome.Refreshed>(await hub.RefreshAsync(connection));
        }
        Copy(backup, folder, Vault);
        await using var restored = await HubHost.StartAsync(setup);
        restored.Clock.Advance(TimeSpan.FromMinutes(20));
        (await sandbox.GetAsync("api/me", (await restored.Agent.ReadAsync()).Ok().AccessToken)).Ok();
        Assert.IsType<RefreshOutcome.Refreshed>(await restored.RefreshAsync(connection));
        await restored.AssertHoldsLiveGrantAsync(connection);
    }

    [Fact]
    public async Task A223_F45_a_clone_of_the_vault_refreshes_nothing_and_the_original_goes_on_untouched()
    {
        await using var sandbox = await StartSandboxAsync("none");
        var connection = await ConnectAsync(sandbox, "none");
        foreach (var file in new[] { Vault, "master.key" }) Copy(folder, backup, file);
        await using (var clone = await HubHost.StartAsync(Setup() with { Folder = backup, SandboxAddress = sandbox.Address }))
        {
            await AssertSetAsideAsync(clone, connection);
            Assert.Equal(0, await sandbox.RefreshRequestsAsync());
        }
        await using var original = await StartLaterAsync(sandbox, "none");
        Assert.IsType<RefreshOutcome.Refreshed>(await original.RefreshAsync(connection));
        (await original.StoredAsync(connection.Id)).AssertState(Active, null, 2);
        await original.AssertHoldsLiveGrantAsync(connection);
    }

    [Fact]
    public async Task A223_F45_a_clone_in_the_place_of_another_vault_does_not_start()
    {
        await using var sandbox = await StartSandboxAsync("none");
        var connection = await ConnectAsync(sandbox, "none");
        await using (var staging = await HubHost.StartAsync(Setup() with { Folder = backup, SandboxAddress = sandbox.Address })) await staging.ConnectAsync();
        foreach (var file in new[] { Vault, "master.key" }) Copy(folder, backup, file);
        var refusal = await Assert.ThrowsAnyAsync<HubStartException>(() => HubHost.StartAsync(Setup() with { Folder = backup, SandboxAddress = sandbox.Address }));
        Assert.Contains("belongs to another vault", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, await sandbox.RefreshRequestsAsync());
        Assert.Equal(1, connection.TokenGeneration);
    }

    [Fact]
    public async Task F52_a_commit_that_the_vault_lost_is_noticed_and_its_token_is_not_sent_again()
    {
        await using var sandbox = await StartSandboxAsync("window");
        var connection = await ConnectAsync(sandbox, "window");
        await RefreshAndForgetAsync(sandbox, "window", connection, Vault);

        await using var hub = await StartLaterAsync(sandbox, "window");
        await AssertSetAsideAsync(hub, connection);
        Assert.Equal(1, await sandbox.RefreshRequestsAsync());
        Assert.True(await hub.Get<Releasing>().ReleaseAsync(connection.Id, CancellationToken.None));
        await hub.RefreshAsync(connection, RefreshReason.Due);
        (await hub.StoredAsync(connection.Id)).AssertState(Active, null, 2);
        await hub.AssertHoldsLiveGrantAsync(connection);
    }

    [Theory]
    [InlineData("window", Active, null)]
    [InlineData("predecessor", Active, null)]
    [InlineData("none", NeedsReconnect, ConnectionReason.RotationLost)]
    public async Task F52_where_the_witness_lost_it_too_the_intent_says_that_the_token_may_be_spent(string leeway, ConnectionState state, string? reason)
    {
        await using var sandbox = await StartSandboxAsync(leeway);
        var connection = await ConnectAsync(sandbox, leeway);
        await RefreshAndForgetAsync(sandbox, leeway, connection, Vault, Witness);

        await using var hub = await StartLaterAsync(sandbox, leeway);
        (await hub.StoredAsync(connection.Id)).AssertState(Active, null, 1);
        hub.Clock.Advance(TimeSpan.FromMinutes(1));
        if (leeway is "none")
        {
            Assert.IsType<RefreshOutcome.TryLater>(await hub.RefreshAsync(connection)); // served, and not tried before its last moment
            Assert.Equal(1, await sandbox.RefreshRequestsAsync());
            hub.Clock.Advance(TimeSpan.FromSeconds(3480) - TimeSpan.FromMinutes(10));
        }
        await hub.RefreshAsync(connection);
        var stored = await hub.StoredAsync(connection.Id);
        Assert.Equal((state, reason), (stored.State, stored.Reason));
        Assert.Equal(2, await sandbox.RefreshRequestsAsync());
        if (state is Active) await hub.AssertHoldsLiveGrantAsync(connection);
    }

    public void Dispose()
    {
        folder.Dispose();
        backup.Dispose();
    }

    private static async Task AssertSetAsideAsync(HubHost hub, Connection connection)
    {
        (await hub.StoredAsync(connection.Id)).AssertState(Quarantined, ConnectionReason.Restored, connection.TokenGeneration);
        var reply = await hub.Agent.ReadAsync();
        Assert.Equal((HttpStatusCode.Conflict, "quarantined"), (reply.Status, reply.Code));
        await hub.Agent.RefreshAsync();
        await hub.SweepAsync(TimeSpan.FromMinutes(1));
        Assert.IsType<RefreshOutcome.Quarantined>(await hub.RefreshAsync(connection, RefreshReason.Due));
    }

    private static Task<SandboxHost> StartSandboxAsync(string leeway) =>
        SandboxHost.StartAsync(("AutoApprove", "true"), ("AccessTokenSeconds", "3600"), ("Leeway", leeway), ("LeewaySeconds", "3600"));

    private async Task<Connection> ConnectAsync(SandboxHost sandbox, string leeway)
    {
        await using var hub = await StartAsync(sandbox, leeway);
        return await hub.ConnectAsync();
    }

    /// <summary>A refresh whose answer is stored, and of which these files then know no more than that it was begun.</summary>
    private async Task RefreshAndForgetAsync(SandboxHost sandbox, string leeway, Connection connection, params string[] files)
    {
        await using (var hub = await StartLaterAsync(sandbox, leeway))
        {
            (await sandbox.FaultAsync(new { kind = "delay", seconds = 5, after_commit = true })).Ok();
            var refresh = hub.BeginRefresh(connection);
            await sandbox.Clock.WaitForTimersAsync(1).WaitAsync(HubHost.Deadline);
            foreach (var file in files) Backup(folder.File(file), backup.File(file));
            sandbox.Clock.Advance(TimeSpan.FromSeconds(5));
            Assert.IsType<RefreshOutcome.Refreshed>(await refresh.WaitAsync(HubHost.Deadline));
        }
        foreach (var file in files) Copy(backup, folder, file);
    }

    private Task<HubHost> StartAsync(SandboxHost sandbox, string leeway) =>
        HubHost.StartAsync(Setup(leeway, leeway is "none" ? 0 : 3600) with { Folder = folder, SandboxAddress = sandbox.Address });

    private async Task<HubHost> StartLaterAsync(SandboxHost sandbox, string leeway)
    {
        var hub = await StartAsync(sandbox, leeway);
        hub.Clock.Advance(TimeSpan.FromMinutes(10));
        return hub;
    }

    /// <summary>Of a vault that is closed: the file is whole.</summary>
    private static void Copy(TemporaryFolder from, TemporaryFolder to, string file)
    {
        foreach (var side in new[] { "-wal", "-shm" }) File.Delete(to.File(file + side));
        File.Copy(from.File(file), to.File(file), overwrite: true);
    }

    private static void Sql(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Of one that is open.</summary>
    private static void Backup(string from, string to)
    {
        using var source = new SqliteConnection($"Data Source={from};Pooling=False;Mode=ReadOnly");
        using var target = new SqliteConnection($"Data Source={to};Pooling=False");
        source.Open();
        target.Open();
        source.BackupDatabase(target);
    }
}
