using OAuthHub.Api.Commands;
using OAuthHub.Core.Connections;
using OAuthHub.Tests.Commands;
using OAuthHub.Tests.Support;
using static OAuthHub.Tests.Moving.MovingSteps;

namespace OAuthHub.Tests.Moving;

public sealed class ExportTests : IDisposable
{
    private readonly TemporaryFolder folder = new(), other = new(), between = new();

    [Fact]
    public async Task A_bundle_brings_connections_into_another_hub_which_alone_refreshes_them_from_then_on()
    {
        await using var sandbox = await StartSandboxAsync();
        await using var hub = await sandbox.StartHubAsync(folder);
        var (ada, grace) = (await hub.ConnectAsync(), await hub.ConnectAccountAsync("grace"));
        var dead = await hub.SaveForAsync("dora", ada, "con_dead");
        await hub.Connections.SaveAsync(dead.Become(ConnectionState.NeedsReconnect, ConnectionReason.GrantRevoked, StateCause.DefiniteAnswer), 1, null, CancellationToken.None);
        var (bundle, passphrase) = (between.File("move.ohgrants"), between.WriteFile("passphrase", "correct horse battery"));

        (await hub.CommandAsync(sandbox, "export", bundle, "--json", "--passphrase-file", between.WriteFile("short", "elevenchars"))).Refused("passphrase_too_short", ExitCode.WrongUsage);
        Assert.False(File.Exists(bundle));
        var made = (await hub.CommandAsync(sandbox, "export", bundle, "--json", "--and-set-aside", "--passphrase-file", passphrase)).Ends(ExitCode.FoundWrong);
        Assert.Equal(2, made.Json.GetProperty("exported").GetArrayLength());
        Assert.Equal("con_dead", Assert.Single(made.Json.GetProperty("left").EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(bundle));
        (await hub.CommandAsync(sandbox, "export", bundle, "--json", "--passphrase-file", passphrase)).Refused("file_exists");
        foreach (var one in (Connection[])[ada, grace])
        {
            await Waiting.UntilAsync(() => hub.Connections.Index.Find(one.Id)!.State is ConnectionState.Quarantined);
            Assert.Equal(ConnectionReason.Exported, (await hub.StoredAsync(one.Id)).Reason);
        }
        Assert.Equal(2, (await folder.RunAsync("audit", "export", "--what", "connections.exported")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        var written = Convert.ToHexString(await File.ReadAllBytesAsync(bundle));
        foreach (var secret in (string[])[ada.Access(), ada.Refresh(), grace.Refresh()])
        {
            Assert.DoesNotContain(Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(secret)), written, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, made.Output + made.Error + hub.Logs.All, StringComparison.Ordinal);
        }

        await using var second = await sandbox.StartHubAsync(other);
        (await second.ImportAsync(sandbox, bundle)).Refused("no_passphrase", ExitCode.WrongUsage);
        (await second.ImportAsync(sandbox, bundle, "--passphrase-file", between.WriteFile("wrong", "wrong horse battery"))).Refused("bundle_not_opened", ExitCode.WrongUsage);
        Assert.Equal(0, await sandbox.TotalAsync("refreshes"));
        Assert.Equal(["imported", "imported"], (await second.ImportAsync(sandbox, bundle, "--passphrase-file", passphrase)).Ends(ExitCode.Done).Json.Ends());
        Assert.Equal(["skipped already_imported", "skipped already_imported"], (await second.ImportAsync(sandbox, bundle, "--passphrase-file", passphrase)).Ends(ExitCode.Done).Json.Ends());
        await Waiting.UntilAsync(() => second.Connections.Index.Count == 2);
        var moved = await second.StoredAsync(second.Connections.Index.All.Single(one => one.Account.Id == "grace").Id);
        Assert.Equal((grace.User, grace.ConnectedAt, true), (moved.User, moved.ConnectedAt, grace.GrantedScopes.Order().SequenceEqual(moved.GrantedScopes.Order())));
        hub.Clock.Advance(TimeSpan.FromMinutes(50));
        second.Clock.Advance(TimeSpan.FromMinutes(50));
        (await second.Agent.RefreshAsync(body: new { account = "grace" })).Ok();
        await Refresh.RefreshSteps.SweepAsync(hub, TimeSpan.FromMinutes(1));
        Assert.Equal((3, 0), (await sandbox.TotalAsync("refreshes"), await sandbox.TotalAsync("reuses")));
    }

    [Fact]
    public async Task Without_setting_aside_both_hubs_hold_them_and_only_those_that_are_meant()
    {
        await using var sandbox = await StartSandboxAsync();
        await using var hub = await sandbox.StartHubAsync(folder);
        var connection = await hub.ConnectAsync();
        await hub.SaveForAsync("anna", connection, "con_anna");
        var passphrase = between.WriteFile("passphrase", "correct horse battery");
        var made = await hub.CommandAsync(sandbox, "export", between.File("one"), "--user", "local", "--platform", "sandbox", "--passphrase-file", passphrase);
        Assert.Contains("1 connection", made.Ends(ExitCode.Done).Output, StringComparison.Ordinal);
        Assert.Contains("--and-set-aside", made.Output, StringComparison.Ordinal);
        Assert.Equal(ConnectionState.Active, (await hub.StoredAsync(connection.Id)).State);
        // The hub's own: the token is in use here, and is not sent.
        Assert.Equal(["skipped already_imported"], (await hub.ImportAsync(sandbox, between.File("one"), "--passphrase-file", passphrase)).Ends(ExitCode.Done).Json.Ends());
        Assert.Equal(0, await sandbox.TotalAsync("refreshes"));
    }

    public void Dispose()
    {
        folder.Dispose();
        other.Dispose();
        between.Dispose();
    }
}
