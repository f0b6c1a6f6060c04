using System.Globalization;
using OAuthHub.Api.Commands;
using OAuthHub.Core;
using OAuthHub.Core.Vault.Sealing;
using OAuthHub.Tests.Commands;
using OAuthHub.Tests.Processes;
using OAuthHub.Tests.Support;
using Xunit.Abstractions;

namespace OAuthHub.Tests.Vault.Processes;

/// <summary>A new master key for a hub that serves, made by the program itself, which dies while it does that.</summary>
[Collection(ProcessCollection.Name)]
public sealed class RotateKeyProcessTests(ITestOutputHelper output) : IDisposable
{
    /// <summary><c>OAUTHHUB_ROTATE=10000</c>: so many records (docs/testing.md).</summary>
    private static readonly int Records = int.TryParse(Environment.GetEnvironmentVariable("OAUTHHUB_ROTATE"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 1500;

    /// <summary>So many rows may be written at once.</summary>
    private const int Batch = 64;

    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Killed_three_times_under_load_every_record_opens_at_every_moment_and_in_the_end_the_old_key_opens_nothing()
    {
        await using var sandbox = await Population.StartSandboxAsync(accessTokenSeconds: 10);
        await using var hub = await HubProcess.StartAsync(folder, sandbox.Address);
        var accounts = await new Population(sandbox, hub.Browser).ConnectAsync(20);
        await hub.TerminateAsync();
        var old = Keys(folder).Single();
        var ids = await ManyRecords.FillAsync(folder, old, Records);
        await hub.StartAgainAsync();

        await using var walk = await ManyRecords.WalkAsync(folder, old, ids);
        using var agent = hub.NewAgent();
        await using var loop = new AgentLoop([agent], sandbox, accounts, TimeSpan.FromMilliseconds(50));
        await Waiting.UntilAsync(() => loop.Tokens > 20, HubProcess.Deadline);

        // Before anything is sealed anew, in the middle, and shortly before the end.
        foreach (var part in (double[])[0, 0.4, 0.75])
        {
            var (under, all) = await KillAsync(part);
            output.WriteLine($"killed with {under} of {all} rows under the new key; so far {loop.Tokens} tokens read, {walk.Walks} walks over all records");
            Assert.True(part == 0 ? under == 0 : under >= part * all && under < all, $"{under} of {all}");
            await walk.OnceMoreAsync();
        }
        var began = TimeProvider.System.GetTimestamp();
        var done = (await folder.RunProcessAsync("vault", "rotate-key", "--json")).Ends(ExitCode.Done).Json;
        output.WriteLine($"the last run: {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} s, {done.GetProperty("resealed")} rows");
        Assert.Equal(old.Id, Assert.Single(done.GetProperty("retired").EnumerateArray()).GetString());
        var next = Assert.Single(Keys(folder));
        Assert.Equal(next.Id, done.GetProperty("new_key_id").GetString());

        await walk.OnceMoreAsync(); // by a process that has never read a file with the new key
        var tokens = loop.Tokens;
        await Waiting.UntilAsync(() => loop.Tokens > tokens + accounts.Count, HubProcess.Deadline);
        await loop.StopAsync();
        await walk.DisposeAsync();
        var totals = (await sandbox.LedgerAsync()).GetProperty("totals");
        output.WriteLine($"{loop.Tokens} tokens read, {totals.GetProperty("refreshes")} refreshes, {walk.Walks} walks over {ids.Count} records");
        Assert.Equal((0, 0), (loop.WithoutToken, loop.Refused));
        Assert.Equal((0, 0), (totals.GetProperty("reuses").GetInt32(), totals.GetProperty("families_revoked").GetInt32()));
        Assert.True(totals.GetProperty("refreshes").GetInt32() >= accounts.Count);

        // A hub that is started now has the new key alone, and all there is.
        await hub.TerminateAsync();
        await AssertOpensNothingAsync(old, next, ids.Count + accounts.Count);
        await hub.StartAgainAsync();
        foreach (var account in accounts) (await hub.Agent.ReadAsync("sandbox", "?account=" + account)).Ok();
        Assert.Equal(0, await hub.TerminateAsync());
    }

    [Fact]
    public async Task Where_the_keys_are_settings_the_old_one_is_retired_when_the_new_one_is_configured_and_not_before()
    {
        await using var sandbox = await Population.StartSandboxAsync(accessTokenSeconds: 3600);
        var (old, file) = (MasterKey.Generate(), folder.File("new-key"));
        await using var hub = await HubProcess.StartAsync(folder, sandbox.Address, ("OAuthHub:MasterKey", old.RevealSecret()));
        var accounts = await new Population(sandbox, hub.Browser).ConnectAsync(3);
        var withOld = "--OAuthHub:MasterKey=" + old.RevealSecret();

        Assert.Contains("--new-key-file", (await folder.RunProcessAsync("vault", "rotate-key", "--json", withOld)).Refused("refused"), StringComparison.Ordinal);
        var sealedAnew = (await folder.RunProcessAsync("vault", "rotate-key", "--new-key-file", file, "--json", withOld)).Ends(ExitCode.Done).Json;
        Assert.False(sealedAnew.GetProperty("finished").GetBoolean());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        var next = MasterKey.TryParse(await File.ReadAllTextAsync(file))!;
        Assert.Equal(next.Id, sealedAnew.GetProperty("new_key_id").GetString());
        var another = folder.File("another-key");
        Assert.Contains(next.Id, (await folder.RunProcessAsync("vault", "rotate-key", "--new-key-file", another, "--json", withOld)).Refused("refused"), StringComparison.Ordinal);
        File.Delete(another);
        Assert.Contains($"does not have the new key {next.Id}", (await folder.RunProcessAsync("vault", "rotate-key", "--finish", "--json", withOld)).Refused("refused"), StringComparison.Ordinal);
        Assert.Contains("is being rotated", (await folder.RunProcessAsync("vault", "move", "--to", "HashiCorpVault", "--json", withOld)).Refused("refused"), StringComparison.Ordinal);

        // A restart with the old settings still opens everything; one with the new key does too, and then the old one goes.
        await hub.TerminateAsync();
        await hub.StartAgainAsync();
        (await hub.Agent.ReadAsync("sandbox", "?account=" + accounts[0])).Ok();
        await hub.TerminateAsync();
        await using var again = await HubProcess.StartAsync(folder, sandbox.Address, ("OAuthHub:MasterKey", next.RevealSecret()));
        foreach (var account in accounts) (await again.Agent.ReadAsync("sandbox", "?account=" + account)).Ok();
        var finished = (await folder.RunProcessAsync("vault", "rotate-key", "--finish", "--json", "--OAuthHub:MasterKey=" + next.RevealSecret())).Ends(ExitCode.Done).Json;
        Assert.Equal(old.Id, Assert.Single(finished.GetProperty("retired").EnumerateArray()).GetString());
        foreach (var account in accounts) (await again.Agent.ReadAsync("sandbox", "?account=" + account)).Ok();
        Assert.Contains("nothing to finish", (await folder.RunProcessAsync("vault", "rotate-key", "--finish", "--OAuthHub:MasterKey=" + next.RevealSecret())).Ends(ExitCode.Done).Output, StringComparison.Ordinal);
        Assert.Equal(0, await again.TerminateAsync());
        await AssertOpensNothingAsync(old, next, accounts.Count, "--OAuthHub:MasterKey=" + next.RevealSecret());
        Assert.Contains("was retired by a rotation", (await folder.RunProcessAsync("vault", "check", "--json", withOld)).Refused("refused"), StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    /// <summary>Nothing in the data folder but the audit of its time is sealed with the old key, names it or holds it, in use or not; and it does not open the vault.</summary>
    private async Task AssertOpensNothingAsync(MasterKey old, MasterKey next, int connections, params string[] settings)
    {
        Assert.DoesNotContain(KeyTraces.Naming(folder, old.Id), file => !file.EndsWith(".audit.jsonl", StringComparison.Ordinal));
        Assert.Empty(KeyTraces.Naming(folder, old.RevealSecret()));
        Assert.Equal(["deployment", "name-key/" + next.Id, VaultIdentity.RetiredEntryOf(old.Id)], KeyTraces.Header(folder).Where(entry => entry != "audit"));
        await Assert.ThrowsAsync<HubStartException>(() => ManyRecords.WalkAsync(folder, old, []));
        var check = (await folder.RunProcessAsync(["vault", "check", "--json", .. settings])).Ends(ExitCode.Done).Json;
        Assert.Equal(connections, check.GetProperty("kinds").GetProperty("connection").GetInt32());
        Assert.Equal(next.Id, Assert.Single(check.GetProperty("master_keys").EnumerateObject()).Name);
    }

    /// <summary>
    /// Begins, or goes on, and is killed as soon as that part of the rows is under the new key; at 0, when the key has been told and nothing is
    /// sealed with it yet. Until the kill it goes no further, however long that takes.
    /// </summary>
    private async Task<(int Under, int All)> KillAsync(double part)
    {
        using var halt = part == 0 ? Halt.BeforeSealing(folder) : Halt.AtRows(folder, NewKeyId(), (int)(part * KeyTraces.Count(folder, NewKeyId()).All) + Batch);
        using var command = CommandSteps.Start(folder, "vault", "rotate-key");
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            Assert.False(command.HasExited, command.HasExited ? await command.StandardError.ReadToEndAsync() : "");
            Assert.True(TimeProvider.System.GetElapsedTime(began) < HubProcess.Deadline, $"part {part} was not reached");
            if (part == 0 ? KeyTraces.Header(folder).Count(name => name.StartsWith("master-key/", StringComparison.Ordinal)) == 2 : IsReached()) break;
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
        command.Kill();
        await command.WaitForExitAsync();
        return KeyTraces.Count(folder, NewKeyId());

        bool IsReached() => KeyTraces.Count(folder, NewKeyId()) is var (under, all) && under >= part * all;
    }

    /// <summary>Of the keys in the file, the last: it is appended, and written alone only at the end.</summary>
    private string NewKeyId() => Keys(folder)[^1].Id;

    private static List<MasterKey> Keys(TemporaryFolder folder) =>
        [.. File.ReadAllText(folder.File("master.key")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(text => MasterKey.TryParse(text)!)];
}
