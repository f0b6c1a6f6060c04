using OAuthHub.Api.Commands;
using OAuthHub.Core.Audit;
using OAuthHub.Core.Connecting;
using OAuthHub.Core.Vault;
using OAuthHub.Tests.Commands;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;
using static OAuthHub.Tests.Moving.MovingSteps;

namespace OAuthHub.Tests.Moving;

/// <summary>What becomes of a token that was sent when something goes wrong before its connection is stored.</summary>
public sealed class InterruptedImportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task An_answer_whose_account_could_not_be_asked_for_is_kept_sealed_and_used_by_the_next_run()
    {
        await using var sandbox = await StartSandboxAsync();
        await using var hub = await sandbox.StartHubAsync(folder);
        var file = await FileAsync(sandbox);
        await sandbox.FaultAsync(new { kind = "status", status = 500, endpoint = "userinfo" });
        Assert.Equal(["failed platform_unavailable"], (await hub.ImportAsync(sandbox, file)).Ends(ExitCode.Refused).Json.Ends());
        Assert.Equal(["imported"], (await hub.ImportAsync(sandbox, file)).Ends(ExitCode.Done).Json.Ends());
        Assert.Equal((1, 0), (await sandbox.TotalAsync("refreshes"), await sandbox.TotalAsync("reuses")));
        Assert.Equal(0, await PendingAsync(hub));
    }

    [Fact]
    public async Task A_token_whose_answer_was_lost_is_tried_again_and_the_platforms_word_decides()
    {
        await using var sandbox = await StartSandboxAsync();
        await using var hub = await sandbox.StartHubAsync(folder);
        var (unspent, spent) = (await FileAsync(sandbox, "unspent.csv"), await FileAsync(sandbox, "spent.csv"));
        await sandbox.FaultAsync(new { kind = "cut_before_commit" });
        Assert.Equal(["failed outcome_unknown"], (await hub.ImportAsync(sandbox, unspent)).Json.Ends());
        Assert.Equal(["imported"], (await hub.ImportAsync(sandbox, unspent)).Json.Ends());
        await sandbox.FaultAsync(new { kind = "cut_after_commit" });
        Assert.Equal(["failed outcome_unknown"], (await hub.ImportAsync(sandbox, spent)).Json.Ends());
        Assert.Equal(["failed grant_dead"], (await hub.ImportAsync(sandbox, spent)).Json.Ends());
        // Not reached: nothing was sent, nothing stays.
        await sandbox.FaultAsync(new { kind = "rate_limited", retry_after = 1 });
        Assert.Equal(["failed platform_unavailable"], (await hub.ImportAsync(sandbox, await FileAsync(sandbox, "limited.csv"))).Json.Ends());
        Assert.Equal(0, await PendingAsync(hub));
    }

    [Fact]
    public async Task A_process_that_is_killed_between_the_exchange_and_the_store_loses_nothing()
    {
        await using var sandbox = await SandboxHost.StartInRealTimeAsync(("Leeway", "none"), ("AccessTokenSeconds", "3600"));
        await using var hub = await HubHost.StartAsync(new HubSetup { Folder = folder, RealTime = true, SandboxAddress = sandbox.Address });
        var file = await FileAsync(sandbox);
        await sandbox.FaultAsync(new { kind = "delay", seconds = 3600, endpoint = "userinfo" });
        using (var process = CommandSteps.Start(folder, "import", file, "--json", $"--OAuthHub:Sandbox:Url={sandbox.Address}"))
        {
            // The fault is taken when the account is asked for, which comes after the answer is durable.
            var started = TimeProvider.System.GetTimestamp();
            while (await FaultsAsync(sandbox) > 0)
            {
                Assert.False(process.HasExited, process.HasExited ? await process.StandardError.ReadToEndAsync() + await process.StandardOutput.ReadToEndAsync() : "");
                Assert.True(TimeProvider.System.GetElapsedTime(started) < HubProcess.Deadline, "waited in vain until the account was asked for");
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
            process.Kill();
            await process.WaitForExitAsync();
        }
        Assert.Empty(hub.Connections.Index.All);
        var again = await folder.RunAsync("import", file, "--json", $"--OAuthHub:Sandbox:Url={sandbox.Address}");
        Assert.Equal(["imported"], again.Ends(ExitCode.Done).Json.Ends());
        Assert.Equal((1, 0), (await sandbox.TotalAsync("refreshes"), await sandbox.TotalAsync("reuses")));
        await Waiting.UntilAsync(() => hub.Connections.Index.All.Any());
        (await hub.Agent.ReadAsync(query: "?user=anna")).Ok();
    }

    [Fact]
    public async Task What_a_killed_import_had_stored_is_in_the_audit_once()
    {
        await using var sandbox = await SandboxHost.StartInRealTimeAsync(("Leeway", "none"), ("AccessTokenSeconds", "3600"));
        await using var hub = await HubHost.StartAsync(new HubSetup { Folder = folder, RealTime = true, SandboxAddress = sandbox.Address });
        var (one, other) = (await File.ReadAllLinesAsync(await FileAsync(sandbox)), await File.ReadAllLinesAsync(await FileAsync(sandbox, "two.csv")));
        var file = folder.WriteFile("both.csv", string.Join('\n', [.. one, other[1], ""]));
        await sandbox.FaultAsync(new { kind = "delay", seconds = 3600, endpoint = "userinfo" }); // for whichever comes first
        using (var process = CommandSteps.Start(folder, "import", file, "--json", $"--OAuthHub:Sandbox:Url={sandbox.Address}"))
        {
            await Waiting.UntilAsync(() => process.HasExited || Imported() == 1, HubProcess.Deadline);
            Assert.False(process.HasExited);
            process.Kill();
            await process.WaitForExitAsync();
        }
        var again = (await folder.RunAsync("import", file, "--json", $"--OAuthHub:Sandbox:Url={sandbox.Address}")).Ends(ExitCode.Done).Json.Ends();
        Assert.Equal(["imported", "skipped already_imported"], again.Order(StringComparer.Ordinal));
        Assert.Equal(2, Imported());

        int Imported() => Directory.Exists(folder.File("audit")) ? Directory.GetFiles(folder.File("audit")).Sum(path => AuditReading.Lines(path).Count(text => text.Contains(AuditEvents.Imported, StringComparison.Ordinal))) : 0;
    }

    [Fact]
    public async Task What_was_begun_and_never_finished_is_removed_after_thirty_days()
    {
        await using var sandbox = await StartSandboxAsync();
        await using var hub = await sandbox.StartHubAsync(folder);
        await sandbox.FaultAsync(new { kind = "status", status = 500, endpoint = "userinfo" });
        await hub.ImportAsync(sandbox, await FileAsync(sandbox));
        hub.Clock.Advance(TimeSpan.FromDays(29));
        await hub.Get<Reconciliation>().RunAsync(CancellationToken.None);
        Assert.Equal(1, await PendingAsync(hub));
        hub.Clock.Advance(TimeSpan.FromDays(1));
        await hub.Get<Reconciliation>().RunAsync(CancellationToken.None);
        Assert.Equal(0, await PendingAsync(hub));
    }

    public void Dispose() => folder.Dispose();

    private async Task<string> FileAsync(SandboxControls sandbox, string name = "one.csv") =>
        folder.WriteFile(name, $"platform,user,refresh_token\nsandbox,anna,{(await sandbox.SeedAsync(new { account_prefix = Path.GetFileNameWithoutExtension(name) })).RefreshToken}\n");

    private static async Task<int> FaultsAsync(SandboxControls sandbox) => (await sandbox.GetAsync("faults")).Json.GetProperty("faults").GetArrayLength();

    private static async Task<int> PendingAsync(HubHost hub)
    {
        var count = 0;
        await foreach (var entry in hub.Get<IVault>().ListAsync(CancellationToken.None))
            if (entry.Name is { Kind: VaultKind.PendingGrant }) count++;
        return count;
    }
}
