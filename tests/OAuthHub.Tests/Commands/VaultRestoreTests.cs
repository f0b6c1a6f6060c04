using System.Net;
using OAuthHub.Api.Commands;
using OAuthHub.Core;
using OAuthHub.Core.Connections;
using OAuthHub.Tests.Refresh;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;
using static OAuthHub.Tests.Refresh.RefreshSteps;

namespace OAuthHub.Tests.Commands;

/// <summary>From a backup of a hub that serves to a hub that serves again.</summary>
public sealed class VaultRestoreTests : IDisposable
{
    private const string Leeway = "window";

    private readonly TemporaryFolder folder = new(), backups = new(), other = new();

    private string Backup => backups.File("vault.ohvbak");

    [Fact]
    public async Task A230_a_backup_of_a_running_hub_is_unreadable_without_its_key_and_serves_again_once_the_operator_releases_it()
    {
        await using var sandbox = await StartSandboxAsync();
        Connection connection;
        await using (var hub = await StartAsync(sandbox, folder))
        {
            connection = await hub.ConnectAsync();
            var made = (await folder.RunAsync("vault", "backup", Backup, "--json")).Ends(ExitCode.Done).Json;
            Assert.Equal(hub.Get<OAuthHub.Core.Vault.IVault>().DeploymentId, made.GetProperty("deployment_id").GetString());
            Assert.Equal(new FileInfo(Backup).Length, made.GetProperty("bytes").GetInt64());
            hub.Clock.Advance(TimeSpan.FromMinutes(10));
            await hub.RefreshAsync(connection); // the backup's refresh token is spent now
        }
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Backup));
        Assert.Single(Directory.GetFiles(backups.Path));
        // Ciphertext alone: neither a token nor a name, and not the key that opens it.
        var backup = await File.ReadAllBytesAsync(Backup);
        var key = (await File.ReadAllTextAsync(folder.File("master.key"))).Trim();
        foreach (var word in (string[])[connection.Access(), connection.Refresh(), connection.Id, connection.Account.Id, key])
            Assert.True(backup.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(word)) < 0, "readable in the backup");
        Assert.True(backup.AsSpan().IndexOf(Convert.FromBase64String(key)) < 0, "the key is in the backup");

        File.Copy(folder.File("master.key"), other.File("master.key"));
        var restored = (await other.RunAsync("vault", "restore", Backup, "--json")).Ends(ExitCode.Done).Json;
        Assert.Equal(0, restored.GetProperty("unreadable").GetInt32());
        Assert.Contains("Start the hub", (await other.RunAsync("connections", "release", "--all-restored", "--json")).Refused("not_started_yet"), StringComparison.Ordinal);

        await using var again = await StartAsync(sandbox, other);
        again.Clock.Advance(TimeSpan.FromMinutes(10));
        (await again.StoredAsync(connection.Id)).AssertState(ConnectionState.Quarantined, ConnectionReason.Restored, 1);
        var refusal = await again.Agent.ReadAsync();
        Assert.Equal((HttpStatusCode.Conflict, "quarantined"), (refusal.Status, refusal.Code));
        Assert.Equal(connection.Id, Assert.Single((await other.RunAsync("connections", "list", "--state", "quarantined", "--json")).Ends(ExitCode.Done).Json.GetProperty("connections").EnumerateArray()).GetProperty("id").GetString());

        var released = (await other.RunAsync("connections", "release", "--all-restored", "--json")).Ends(ExitCode.Done).Json;
        Assert.Equal(connection.Id, Assert.Single(released.GetProperty("released").EnumerateArray()).GetString());
        await Waiting.UntilAsync(async () => (await again.Agent.ReadAsync()).Status is HttpStatusCode.OK);
        Assert.Equal(connection.Id, (await again.Agent.ReadAsync()).Ok().Json.GetProperty("connection").GetString());
        await again.SweepAsync(TimeSpan.FromSeconds(1)); // the hub has heard that it is due
        (await again.StoredAsync(connection.Id)).AssertState(ConnectionState.Active, null, 2);
        await again.AssertHoldsLiveGrantAsync(connection);
    }

    [Fact]
    public async Task What_came_after_the_backup_goes_when_it_is_to_be_replaced_and_the_operator_confirms()
    {
        await using var sandbox = await StartSandboxAsync();
        await using (var hub = await StartAsync(sandbox, folder))
        {
            var connection = await hub.ConnectAsync();
            (await folder.RunAsync("vault", "backup", Backup)).Ends(ExitCode.Done);
            await hub.SaveForAsync("later", connection, "con_later");
            Assert.Contains("Stop all processes", (await folder.RunAsync("vault", "restore", Backup, "--replace", "--yes", "--json")).Refused("hub_running"), StringComparison.Ordinal);
        }
        Assert.Contains("--replace", (await folder.RunAsync("vault", "restore", Backup, "--json")).Refused("not_empty"), StringComparison.Ordinal);
        Assert.Contains("--yes", (await folder.RunAsync("vault", "restore", Backup, "--replace", "--json")).Refused("not_confirmed"), StringComparison.Ordinal);
        Assert.Equal(1, (await folder.RunAsync("vault", "restore", Backup, "--replace", "--yes", "--json")).Ends(ExitCode.Done).Json.GetProperty("removed").GetInt32());
        // Once more is as good as once.
        Assert.Equal(0, (await folder.RunAsync("vault", "restore", Backup, "--replace", "--yes", "--json")).Ends(ExitCode.Done).Json.GetProperty("removed").GetInt32());
        await using var again = await StartAsync(sandbox, folder);
        var one = Assert.Single(again.Connections.Index.All);
        Assert.Equal((ConnectionState.Quarantined, ConnectionReason.Restored), (one.State, one.Reason));
        (await folder.RunAsync("vault", "check")).Ends(ExitCode.Done);
    }

    [Fact]
    public async Task A_lost_vault_file_is_restored_beside_its_witness()
    {
        await using (var hub = await HubHost.StartAsync(new HubSetup { Folder = folder }))
        {
            await hub.ConnectAsync();
            (await folder.RunAsync("vault", "backup", Backup)).Ends(ExitCode.Done);
        }
        File.Delete(folder.File("vault.db"));
        (await folder.RunAsync("vault", "restore", Backup)).Ends(ExitCode.Done);
        await using var again = await HubHost.StartAsync(new HubSetup { Folder = folder });
        Assert.Equal(ConnectionState.Quarantined, Assert.Single(again.Connections.Index.All).State);
    }

    [Fact]
    public async Task A_backup_that_was_cut_or_changed_anywhere_is_refused_and_nothing_is_touched()
    {
        await MakeBackupAsync();
        var whole = await File.ReadAllBytesAsync(Backup);
        File.Copy(folder.File("master.key"), other.File("master.key"));
        var damaged = backups.File("damaged");
        for (var at = 0; at < whole.Length; at += Math.Max(1, whole.Length / 40))
        {
            await File.WriteAllBytesAsync(damaged, whole[..at]);
            (await other.RunAsync("vault", "restore", damaged, "--json")).Refused(at < 7 ? "no_backup" : "damaged_backup");
        }
        foreach (var at in new[] { 12, whole.Length / 4, whole.Length / 2, whole.Length - 40, whole.Length - 1 })
        {
            await File.WriteAllBytesAsync(damaged, [.. whole[..at], (byte)(whole[at] ^ 1), .. whole[(at + 1)..]]);
            Assert.Contains("Nothing was changed", (await other.RunAsync("vault", "restore", damaged, "--json")).Ends(ExitCode.Refused).Error, StringComparison.Ordinal);
        }
        await File.WriteAllBytesAsync(damaged, [.. whole, 0]);
        (await other.RunAsync("vault", "restore", damaged, "--json")).Refused("damaged_backup");
        Assert.Equal([other.File("master.key")], Directory.GetFileSystemEntries(other.Path));
    }

    [Fact]
    public async Task A_backup_of_another_master_key_is_refused_and_nothing_is_touched()
    {
        await MakeBackupAsync();
        var message = (await other.RunAsync("vault", "restore", Backup, "--json", $"--OAuthHub:MasterKey={Convert.ToBase64String(new byte[32])}")).Refused("other_master_key");
        Assert.Contains("OAuthHub:MasterKey", message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(other.Path));
    }

    [Fact]
    public async Task A_backup_of_another_vault_is_refused()
    {
        await MakeBackupAsync();
        var key = (await File.ReadAllTextAsync(folder.File("master.key"))).Trim();
        await using (var hub = await HubHost.StartAsync(new HubSetup { Folder = other, Settings = { ["OAuthHub:MasterKey"] = key } })) await hub.ConnectAsync();
        (await other.RunAsync("vault", "restore", Backup, "--replace", "--yes", "--json", $"--OAuthHub:MasterKey={key}")).Refused("other_vault");
        await using var untouched = await HubHost.StartAsync(new HubSetup { Folder = other, Settings = { ["OAuthHub:MasterKey"] = key } });
        Assert.Equal(ConnectionState.Active, Assert.Single(untouched.Connections.Index.All).State);
    }

    [Fact]
    public async Task A_backup_never_takes_the_place_of_a_file_unasked()
    {
        await MakeBackupAsync();
        var before = await File.ReadAllBytesAsync(Backup);
        Assert.Contains("--overwrite", (await folder.RunAsync("vault", "backup", Backup, "--json")).Refused("file_exists"), StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(Backup));
        (await folder.RunAsync("vault", "backup", Backup, "--overwrite")).Ends(ExitCode.Done);
        (await folder.RunAsync("vault", "backup", Path.Combine(backups.Path, "none", "x"), "--json")).Refused("file_not_written");
        Assert.Single(Directory.GetFiles(backups.Path));
    }

    [Fact]
    public async Task A_hub_does_not_start_on_a_vault_that_a_restore_has_not_filled_yet()
    {
        await MakeBackupAsync();
        await using (var vault = Open(folder)) await vault.Rows.ReplaceHeaderAsync("restored", null, "restoring 0123"u8.ToArray(), CancellationToken.None);
        var refusal = await Assert.ThrowsAnyAsync<HubStartException>(() => HubHost.StartAsync(new HubSetup { Folder = folder }));
        Assert.Contains("Run the same `vault restore` again", refusal.Message, StringComparison.Ordinal);
        (await folder.RunAsync("vault", "restore", Backup, "--replace", "--yes")).Ends(ExitCode.Done);
        await using var hub = await HubHost.StartAsync(new HubSetup { Folder = folder });
    }

    public void Dispose()
    {
        folder.Dispose();
        backups.Dispose();
        other.Dispose();
    }

    private static OAuthHub.Core.Vault.EncryptedFile.EncryptedFileVault Open(TemporaryFolder folder) => new(
        new HubPaths(folder.Path), new([OAuthHub.Core.Vault.Sealing.MasterKey.TryParse(File.ReadAllText(folder.File("master.key")))!]),
        Microsoft.Extensions.Logging.Abstractions.NullLogger<OAuthHub.Core.Vault.EncryptedFile.EncryptedFileVault>.Instance);

    private async Task MakeBackupAsync()
    {
        await using var hub = await HubHost.StartAsync(new HubSetup { Folder = folder });
        await hub.ConnectAsync();
        (await folder.RunAsync("vault", "backup", Backup)).Ends(ExitCode.Done);
    }

    private static Task<SandboxHost> StartSandboxAsync() =>
        SandboxHost.StartAsync(("AutoApprove", "true"), ("AccessTokenSeconds", "3600"), ("Leeway", Leeway), ("LeewaySeconds", "3600"));

    private static Task<HubHost> StartAsync(SandboxHost sandbox, TemporaryFolder at) =>
        HubHost.StartAsync(Setup(Leeway, 3600) with { Folder = at, SandboxAddress = sandbox.Address });
}
