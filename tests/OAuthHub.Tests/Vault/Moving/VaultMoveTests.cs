using OAuthHub.Core;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.Live;
using OAuthHub.Core.Vault.Moving;
using OAuthHub.Core.Vault.Rows;

namespace OAuthHub.Tests.Vault.Moving;

public sealed class VaultMoveTests
{
    [Fact]
    public async Task Everything_is_in_the_new_vault_bit_by_bit_and_who_runs_follows()
    {
        await using var vaults = new MovableVaults();
        var (hub, mover) = (await vaults.StartAsync(), await vaults.StartAsync());
        for (var i = 0; i < 50; i++) await hub.WriteAsync($"c{i}", 0, $"secret {i}");
        await hub.WriteAsync("c7", 1, "second");
        await hub.Vault.CommitAsync(new VaultCommit(null, new JournalEntry(VaultFiles.Name("c8"), 3, "raw answer"u8.ToArray())), CancellationToken.None);
        await hub.Vault.CommitAsync(new VaultCommit(null, new JournalEntry(VaultFiles.Name("orphan"), 1, "no record"u8.ToArray())), CancellationToken.None);
        var before = await RowsAsync(hub.Vault.Current.Rows);

        var report = await mover.MoveAsync("Memory");

        Assert.Equal((51, 0, 0), (report.Rows, report.Problems.Count, report.Late.Count));
        await hub.WriteAsync("c9", 1, "written after the move");
        Assert.Equal("Memory", hub.Vault.Current.Backend);
        Assert.Equal("second", await hub.ReadAsync("c7"));
        Assert.Equal("raw answer"u8.ToArray(), (await hub.Vault.ReadJournalAsync(VaultFiles.Name("c8"), CancellationToken.None))!.Answer.ToArray());
        Assert.Equal("no record"u8.ToArray(), (await hub.Vault.ReadJournalAsync(VaultFiles.Name("orphan"), CancellationToken.None))!.Answer.ToArray());
        var after = await RowsAsync(hub.Vault.Current.Rows);
        Assert.Equal(before.Count, after.Count);
        Assert.All(before.Where(row => !row.Key.Equals(hub.Vault.Current.Seals.Id(VaultFiles.Name("c9")))), row => Assert.True(row.Value.HasContentOf(after[row.Key])));
    }

    [Fact]
    public async Task No_write_is_lost_and_no_read_fails_while_it_is_moved_in_a_circle()
    {
        await using var vaults = new MovableVaults();
        var (one, two, mover) = (await vaults.StartAsync(), await vaults.StartAsync(), await vaults.StartAsync());
        const int Records = 40;
        for (var i = 0; i < Records; i++) await one.WriteAsync($"c{i}", 0, "0");
        using var stop = new CancellationTokenSource();
        var writes = new long[Records];
        var load = Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(() => WriteAsync(writer), CancellationToken.None)));

        foreach (var backend in (string[])["Memory", "Tagged", "EncryptedFile"])
        {
            var report = await mover.MoveAsync(backend, erase: true);
            Assert.Empty(report.Late);
            Assert.Equal(Records, report.Rows);
        }
        await stop.CancelAsync();
        await load;

        Assert.Equal("EncryptedFile", one.Vault.Current.Backend);
        for (var i = 0; i < Records; i++)
        {
            Assert.Equal(writes[i].ToString(System.Globalization.CultureInfo.InvariantCulture), await one.ReadAsync($"c{i}"));
            Assert.Equal(writes[i] + 1, (await two.Vault.ReadAsync(VaultFiles.Name($"c{i}"), CancellationToken.None))!.Generation);
        }
        Assert.True(writes.Sum() > 1000, $"only {writes.Sum()} writes were made");

        async Task WriteAsync(int writer)
        {
            var process = writer % 2 == 0 ? one : two;
            for (var i = writer; !stop.IsCancellationRequested; i = (i + 8) % Records)
            {
                // Each record has one writer at a time, in either process; it counts up, and must find what it wrote.
                var record = (await process.Vault.ReadAsync(VaultFiles.Name($"c{i}"), CancellationToken.None))!;
                Assert.Equal(Interlocked.Read(ref writes[i]).ToString(System.Globalization.CultureInfo.InvariantCulture), System.Text.Encoding.UTF8.GetString(record.Secret.Span));
                await process.WriteAsync($"c{i}", record.Generation, Interlocked.Increment(ref writes[i]).ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
        }
    }

    [Fact]
    public async Task A_row_that_was_confirmed_and_is_not_there_is_written_again()
    {
        await using var vaults = new MovableVaults();
        var mover = await vaults.StartAsync();
        for (var i = 0; i < 10; i++) await mover.WriteAsync($"c{i}", 0, $"secret {i}");
        vaults.Memory.Forgets = 3;
        Assert.Equal(10, (await mover.MoveAsync("Memory")).Rows);
        for (var i = 0; i < 10; i++) Assert.Equal($"secret {i}", await mover.ReadAsync($"c{i}"));
    }

    [Fact]
    public async Task A_move_that_died_is_run_again_and_ends_well()
    {
        await using var vaults = new MovableVaults();
        var hub = await vaults.StartAsync();
        for (var i = 0; i < 20; i++) await hub.WriteAsync($"c{i}", 0, $"secret {i}");
        await using (var dies = await vaults.StartAsync())
            await Assert.ThrowsAsync<TimeoutException>(() => dies.MoveAsync("Memory", progress: step => { if (step.Rows == 10) throw new TimeoutException("the mover was killed"); }));

        // The new one is not whole: nobody uses it by mistake.
        var refusal = await Assert.ThrowsAsync<HubStartException>(() => vaults.StartAsync("Memory"));
        Assert.Contains("not whole", refusal.Message, StringComparison.Ordinal);
        await hub.WriteAsync("c3", 1, "the hub goes on with the old one");

        var report = await (await vaults.StartAsync()).MoveAsync("Memory");
        Assert.Equal(20, report.Rows);
        await hub.WriteAsync("c3", 2, "and then with the new one");
        Assert.Equal("Memory", hub.Vault.Current.Backend);
    }

    [Fact]
    public async Task A_mover_that_dies_in_the_last_step_does_not_keep_the_hub_from_writing()
    {
        await using var vaults = new MovableVaults();
        var hub = await vaults.StartAsync();
        await hub.WriteAsync("a", 0, "first");
        var note = new MoveNote(MovePhase.Draining, "Memory", [], TimeProvider.System.GetUtcNow().AddSeconds(4));
        await hub.Vault.Current.Rows.ReplaceHeaderAsync(MoveNote.Entry, null, note.Write(), CancellationToken.None);
        await hub.Vault.ReadHeaderAsync(CancellationToken.None);

        var writing = hub.WriteAsync("a", 1, "second");
        var (read, isDone, at) = (await hub.ReadAsync("a"), writing.IsCompleted, TimeProvider.System.GetUtcNow());
        if (at < note.Until) Assert.Equal(("first", false), (read, isDone)); // on a busy machine the time may be over by then
        await writing.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal("second", await hub.ReadAsync("a"));
        Assert.True(TimeProvider.System.GetUtcNow() >= note.Until);
        Assert.Equal(MovePhase.Copying, MoveNote.Read(await hub.Vault.ReadHeaderAsync(CancellationToken.None))!.Phase);
    }

    [Fact]
    public async Task Who_is_started_with_the_old_settings_follows_to_the_new_vault()
    {
        await using var vaults = new MovableVaults();
        var mover = await vaults.StartAsync();
        await mover.WriteAsync("a", 0, "s");
        await mover.MoveAsync("Memory");
        await mover.MoveAsync("Tagged");
        var late = await vaults.StartAsync();
        Assert.Equal("Tagged", late.Vault.Current.Backend);
        Assert.Equal("s", await late.ReadAsync("a"));
    }

    [Fact]
    public async Task Who_cannot_open_the_new_vault_reads_on_writes_nothing_is_not_healthy_and_follows_when_it_can()
    {
        await using var vaults = new MovableVaults();
        var (hub, mover) = (await vaults.StartAsync(), await vaults.StartAsync());
        await hub.WriteAsync("a", 0, "first");
        var note = new MoveNote(MovePhase.Moved, "Memory", MoveNote.SealSettings(new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build().GetSection("x"), hub.Keys, hub.Vault.DeploymentId), DateTimeOffset.UnixEpoch);
        // What lies there is another hub's.
        await using (var others = new MovableVaults())
        {
            await others.StartAsync("Memory");
            foreach (var document in others.Memory.All) vaults.Memory.All[document.Key] = document.Value;
        }
        var rows = mover.Vault.Current.Rows;
        await rows.ReplaceHeaderAsync(MoveNote.Entry, null, note.Write(), CancellationToken.None);
        await hub.Vault.ReadHeaderAsync(CancellationToken.None);

        Assert.Equal("first", await hub.ReadAsync("a"));
        Assert.Contains("Memory", (await Assert.ThrowsAsync<VaultUnavailableException>(() => hub.WriteAsync("a", 1, "second"))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<VaultUnavailableException>(() => hub.Vault.CheckAsync(CancellationToken.None));

        vaults.Memory.All.Clear();
        await rows.ReplaceHeaderAsync(MoveNote.Entry, note.Write(), null, CancellationToken.None);
        await mover.MoveAsync("Memory");
        await hub.WriteAsync("a", 1, "second");
        Assert.Equal("Memory", hub.Vault.Current.Backend);
        await hub.Vault.CheckAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_vault_of_another_hub_is_not_written_over()
    {
        await using var vaults = new MovableVaults();
        await using var others = new MovableVaults();
        var other = await others.StartAsync("Memory");
        await other.WriteAsync("a", 0, "another hub's");
        foreach (var document in others.Memory.All) vaults.Memory.All[document.Key] = document.Value;
        var mover = await vaults.StartAsync();
        await mover.WriteAsync("a", 0, "ours");
        var before = vaults.Memory.All.ToArray();
        await Assert.ThrowsAsync<HubStartException>(() => mover.MoveAsync("Memory"));
        Assert.Equal(before, vaults.Memory.All.ToArray());
        Assert.Null(MoveNote.Read(await mover.Vault.ReadHeaderAsync(CancellationToken.None)));
    }

    [Fact]
    public async Task A_vault_of_this_hub_that_may_be_in_use_is_not_written_over()
    {
        await using var vaults = new MovableVaults();
        var mover = await vaults.StartAsync();
        await mover.WriteAsync("a", 0, "ours");
        await mover.MoveAsync("Memory");
        // Somebody started the old one again, without its note.
        var old = await new VaultOpenerOf(vaults).OpenFileAsync();
        await using (old)
        {
            var note = (await old.Rows.ReadHeaderAsync(CancellationToken.None))[MoveNote.Entry];
            await old.Rows.ReplaceHeaderAsync(MoveNote.Entry, note, null, CancellationToken.None);
        }
        await Assert.ThrowsAsync<HubStartException>(() => mover.MoveAsync("EncryptedFile"));
    }

    [Fact]
    public async Task A_record_that_does_not_open_stops_the_move_before_anything_is_changed()
    {
        await using var vaults = new MovableVaults();
        var mover = await vaults.StartAsync();
        await mover.WriteAsync("a", 0, "whole");
        await mover.WriteAsync("b", 0, "damaged");
        var rows = mover.Vault.Current.Rows;
        var row = (await rows.ReadAsync(mover.Vault.Current.Seals.Id(VaultFiles.Name("b")), CancellationToken.None))!;
        await rows.ReplaceAsync(row.Id, row, row with { Record = [.. row.Record!.Take(80)], Properties = null }, CancellationToken.None);
        var refusal = await Assert.ThrowsAsync<HubStartException>(() => mover.MoveAsync("Memory"));
        Assert.Contains("vault check", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(vaults.Memory.All);
        Assert.Single((await mover.MoveAsync("Memory", despiteProblems: true)).Problems);
        Assert.Equal("whole", await mover.ReadAsync("a"));
    }

    [Fact]
    public async Task A_move_is_given_up_and_the_hub_never_noticed()
    {
        await using var vaults = new MovableVaults();
        var hub = await vaults.StartAsync();
        await hub.WriteAsync("a", 0, "s");
        var mover = await vaults.StartAsync();
        await Assert.ThrowsAsync<TimeoutException>(() => mover.MoveAsync("Memory", progress: _ => throw new TimeoutException("the mover was killed")));
        Assert.True(await mover.Mover.CancelAsync(CancellationToken.None));
        Assert.False(await mover.Mover.CancelAsync(CancellationToken.None));
        await mover.MoveAsync("Tagged");
        await hub.WriteAsync("a", 1, "t");
        Assert.Equal("Tagged", hub.Vault.Current.Backend);
    }

    [Fact]
    public async Task Of_two_movers_the_one_that_began_last_goes_on_and_the_other_stops()
    {
        await using var vaults = new MovableVaults();
        var (hub, one, two) = (await vaults.StartAsync(), await vaults.StartAsync(), await vaults.StartAsync());
        for (var i = 0; i < 20; i++) await hub.WriteAsync($"c{i}", 0, "first");
        Task<MoveReport>? second = null;
        await Assert.ThrowsAsync<HubStartException>(() => one.MoveAsync("Memory", progress: step =>
        {
            if (step.Step.StartsWith("Waiting for writes", StringComparison.Ordinal)) second ??= two.MoveAsync("Memory");
        }));
        await hub.WriteAsync("c3", 1, "second");
        Assert.Empty((await second!).Late);
        await hub.WriteAsync("c4", 1, "third");
        Assert.Equal("Memory", hub.Vault.Current.Backend);
        Assert.Equal(("second", "third", "first"), (await hub.ReadAsync("c3"), await hub.ReadAsync("c4"), await hub.ReadAsync("c5")));
    }

    [Fact]
    public async Task A_move_that_is_given_up_while_it_runs_stops()
    {
        await using var vaults = new MovableVaults();
        var (hub, mover, other) = (await vaults.StartAsync(), await vaults.StartAsync(), await vaults.StartAsync());
        await hub.WriteAsync("a", 0, "s");
        Task<bool>? cancelled = null;
        await Assert.ThrowsAsync<HubStartException>(() => mover.MoveAsync("Memory", progress: step =>
        {
            if (step.Step.StartsWith("Waiting for writes", StringComparison.Ordinal)) cancelled ??= other.Mover.CancelAsync(CancellationToken.None);
        }));
        Assert.True(await cancelled!);
        Assert.Null(MoveNote.Read(await hub.Vault.ReadHeaderAsync(CancellationToken.None)));
        await hub.WriteAsync("a", 1, "t");
        Assert.Equal("EncryptedFile", hub.Vault.Current.Backend);
    }

    [Fact]
    public async Task A_new_vault_whose_mover_died_shortly_before_the_end_is_used_by_nobody_and_the_move_is_run_again()
    {
        await using var vaults = new MovableVaults();
        var hub = await vaults.StartAsync();
        await hub.WriteAsync("a", 0, "s");
        await using (var dies = await vaults.StartAsync())
            await Assert.ThrowsAsync<TimeoutException>(() => dies.MoveAsync("Memory", progress: step => { if (step.Step == "Copying the rest") throw new TimeoutException("the mover was killed"); }));
        await SayReadyAsync(vaults);
        Assert.Contains("Set OAuthHub:Vault:Backend to EncryptedFile", (await Assert.ThrowsAsync<HubStartException>(() => vaults.StartAsync("Memory"))).Message, StringComparison.Ordinal);
        await (await vaults.StartAsync()).MoveAsync("Memory");
        await hub.WriteAsync("a", 1, "t");
        Assert.Equal("t", await (await vaults.StartAsync("Memory")).ReadAsync("a"));
    }

    [Fact]
    public async Task A_mover_that_died_after_the_end_is_run_again_to_erase_and_the_new_vault_is_used()
    {
        await using var vaults = new MovableVaults();
        var hub = await vaults.StartAsync();
        for (var i = 0; i < 20; i++) await hub.WriteAsync($"c{i}", 0, "s");
        await hub.MoveAsync("Memory");
        await hub.WriteAsync("c3", 1, "t");
        await SayReadyAsync(vaults, null);
        var again = await vaults.StartAsync(); // with the old settings
        Assert.Equal("t", await (await vaults.StartAsync("Memory")).ReadAsync("c3"));
        var report = await again.MoveAsync("Memory", erase: true);
        Assert.Equal((20, 20, 0), (report.Rows, report.Erased, report.Late.Count));
        Assert.Equal(0, (await again.MoveAsync("Memory", erase: true)).Erased);
        Assert.Equal("t", await again.ReadAsync("c3"));
    }

    private static async Task SayReadyAsync(MovableVaults vaults, MovePhase? before = MovePhase.Filling)
    {
        var target = await vaults.Memory.OpenAsync(new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build(), CancellationToken.None);
        var header = await target.ReadHeaderAsync(CancellationToken.None);
        Assert.Equal(before, MoveNote.Read(header)?.Phase);
        Assert.True(await target.ReplaceHeaderAsync(MoveNote.Entry, header.GetValueOrDefault(MoveNote.Entry), new MoveNote(MovePhase.Ready, "EncryptedFile", [], DateTimeOffset.UnixEpoch).Write(), CancellationToken.None));
    }

    private static async Task<Dictionary<RowId, SealedRow>> RowsAsync(IRecordStore store)
    {
        var rows = new Dictionary<RowId, SealedRow>();
        await foreach (var row in store.ListAsync(whole: true, CancellationToken.None)) rows[row.Id] = row;
        return rows;
    }

    private sealed class VaultOpenerOf(MovableVaults vaults)
    {
        public async Task<OpenedVault> OpenFileAsync() =>
            await new VaultOpener([], vaults.Paths, new OAuthHub.Core.Vault.Sealing.KeyRing([vaults.Key]), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance)
                .OpenAsync(VaultOptions.Default, new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build(), CancellationToken.None);
    }
}
