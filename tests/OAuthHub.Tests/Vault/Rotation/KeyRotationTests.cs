using OAuthHub.Core;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.Rotation;
using OAuthHub.Core.Vault.Sealing;
using OAuthHub.Tests.Vault.Moving;

namespace OAuthHub.Tests.Vault.Rotation;

public sealed class KeyRotationTests
{
    [Theory]
    [InlineData("EncryptedFile")]
    [InlineData("Memory")]
    [InlineData("Tagged")]
    public async Task Everything_is_sealed_anew_while_two_processes_read_and_write(string backend)
    {
        await using var vaults = new MovableVaults();
        var (hub, other, operatorsOwn, next) = (await vaults.StartAsync(backend), await vaults.StartAsync(backend), await vaults.StartAsync(backend), MasterKey.Generate());
        const int Records = 30;
        for (var i = 0; i < Records; i++) await hub.WriteAsync($"c{i}", 0, $"secret {i}");
        await hub.Vault.CommitAsync(new VaultCommit(null, new JournalEntry(VaultFiles.Name("c1"), 5, "answer"u8.ToArray())), CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var (writes, reads) = (0, 0);
        var load = Task.WhenAll(Task.Run(WriteAsync, CancellationToken.None), Task.Run(ReadAsync, CancellationToken.None));

        var report = await operatorsOwn.Rotation.RunAsync(next, null, CancellationToken.None);
        Assert.Equal([vaults.Key.Id], await operatorsOwn.Rotation.FinishAsync(CancellationToken.None));
        await stop.CancelAsync();
        await load;

        Assert.Empty(report.Left);
        Assert.True(writes > 50 && reads > 50, $"{writes} writes, {reads} reads");
        Assert.Equal(writes + 1, (await other.Vault.ReadAsync(VaultFiles.Name("c0"), CancellationToken.None))!.Generation);
        await foreach (var row in hub.Vault.Current.Rows.ListAsync(whole: true, CancellationToken.None)) Assert.True(RecordSeals.IsUnder(next.Id, row));
        Assert.Equal("answer"u8.ToArray(), (await other.Vault.ReadJournalAsync(VaultFiles.Name("c1"), CancellationToken.None))!.Answer.ToArray());

        Assert.Equal([next.Id], operatorsOwn.Source.Keys.Select(key => key.Id));
        // The old key opens nothing: neither a record nor the vault itself.
        await Assert.ThrowsAsync<HubStartException>(() => vaults.StartAsync(backend));
        var withNew = await vaults.StartAsync(backend, next);
        Assert.Equal("secret 7", await withNew.ReadAsync("c7"));
        Assert.DoesNotContain((await withNew.Vault.ReadHeaderAsync(CancellationToken.None)).Values, value => Sealer.KeyIdOf(value) is { } id && id != next.Id);

        async Task WriteAsync()
        {
            for (; !stop.IsCancellationRequested; writes++) await hub.WriteAsync("c0", writes + 1, $"write {writes}");
        }

        async Task ReadAsync()
        {
            for (; !stop.IsCancellationRequested; reads++)
            {
                Assert.NotNull(await other.ReadAsync($"c{reads % Records}"));
                await foreach (var entry in other.Vault.ListAsync(CancellationToken.None)) Assert.Equal(VaultProblem.None, entry.Problem);
            }
        }
    }

    [Fact]
    public async Task The_file_holds_no_byte_that_the_old_key_has_sealed()
    {
        await using var vaults = new MovableVaults();
        var next = MasterKey.Generate();
        var hub = await vaults.StartAsync();
        for (var i = 0; i < 30; i++) await hub.WriteAsync($"c{i}", 0, $"secret {i}");
        await hub.Vault.CommitAsync(new VaultCommit(null, new JournalEntry(VaultFiles.Name("c1"), 5, "answer"u8.ToArray())), CancellationToken.None);
        Assert.True(Contains(vaults.Key.Id));
        await hub.Rotation.RunAsync(next, null, CancellationToken.None);
        await hub.Rotation.FinishAsync(CancellationToken.None);
        Assert.True(Contains(next.Id));
        Assert.False(Contains(vaults.Key.Id));

        bool Contains(string keyId) => Directory.EnumerateFiles(vaults.Paths.DataDirectory, "vault.*")
            .Any(file => ReadAll(file).AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(keyId)) >= 0);

        static byte[] ReadAll(string file)
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
    }

    [Fact]
    public async Task A231_killed_in_the_middle_it_goes_on_with_the_same_key_and_either_key_opens_all()
    {
        await using var vaults = new MovableVaults();
        var next = MasterKey.Generate();
        var hub = await vaults.StartAsync("Memory");
        for (var i = 0; i < 200; i++) await hub.WriteAsync($"c{i}", 0, $"secret {i}");
        foreach (var dieAt in (int[])[0, 20, 100])
        {
            await using var dies = await vaults.StartAsync("Memory");
            await Assert.ThrowsAsync<TimeoutException>(() => dies.Rotation.RunAsync(next, step => { if (step.Rows == dieAt) throw new TimeoutException("killed"); }, CancellationToken.None));
            foreach (var key in (MasterKey[])(dieAt == 0 ? [vaults.Key] : [vaults.Key, next]))
            {
                await using var started = await vaults.StartAsync("Memory", key);
                for (var i = 0; i < 200; i++) Assert.Equal($"secret {i}", await started.ReadAsync($"c{i}"));
            }
        }
        await Assert.ThrowsAsync<HubStartException>(() => hub.Rotation.FinishAsync(CancellationToken.None));
        await using var again = await vaults.StartAsync("Memory");
        Assert.Equal(next.Id, (await again.Rotation.ChooseAsync(null, CancellationToken.None)).Id);
        await again.Rotation.RunAsync(next, null, CancellationToken.None);
        await again.Rotation.FinishAsync(CancellationToken.None);
        Assert.Equal("secret 5", await (await vaults.StartAsync("Memory", next)).ReadAsync("c5"));
        await Assert.ThrowsAsync<HubStartException>(() => vaults.StartAsync("Memory"));
    }

    [Fact]
    public async Task A_key_that_is_configured_before_the_old_one_is_rotated_to_without_notes()
    {
        await using var vaults = new MovableVaults();
        var next = MasterKey.Generate();
        await (await vaults.StartAsync()).WriteAsync("a", 0, "s");
        var hub = await vaults.StartAsync(ring: [next, vaults.Key]);
        var report = await hub.Rotation.RunAsync(next, null, CancellationToken.None);
        Assert.Equal(1, report.Resealed);
        Assert.Equal([vaults.Key.Id], await hub.Rotation.FinishAsync(CancellationToken.None));
        Assert.Empty(await hub.Rotation.FinishAsync(CancellationToken.None));
        Assert.Equal("s", await (await vaults.StartAsync(ring: [next])).ReadAsync("a"));
    }

    [Fact]
    public async Task A_record_that_opens_with_no_key_is_left_and_keeps_the_old_key_from_being_retired()
    {
        await using var vaults = new MovableVaults();
        var hub = await vaults.StartAsync("Memory");
        await hub.WriteAsync("a", 0, "s");
        var rows = hub.Vault.Current.Rows;
        var row = (await rows.ReadAsync(hub.Vault.Current.Seals.Id(VaultFiles.Name("a")), CancellationToken.None))!;
        await rows.ReplaceAsync(row.Id, row, row with { Record = [.. row.Record!.SkipLast(1)] }, CancellationToken.None);
        Assert.Equal([row.Id.ToString()], (await hub.Rotation.RunAsync(MasterKey.Generate(), null, CancellationToken.None)).Left);
        await Assert.ThrowsAsync<HubStartException>(() => hub.Rotation.FinishAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Of_two_rotations_to_different_keys_the_second_is_refused()
    {
        await using var vaults = new MovableVaults();
        var (one, two, next) = (await vaults.StartAsync("Memory"), await vaults.StartAsync("Memory"), MasterKey.Generate());
        await one.WriteAsync("a", 0, "s");
        Task<RotationReport>? second = null;
        await one.Rotation.RunAsync(next, step => second ??= step.Rows > 0 ? two.Rotation.RunAsync(MasterKey.Generate(), null, CancellationToken.None) : null, CancellationToken.None);
        Assert.Contains(next.Id, (await Assert.ThrowsAsync<HubStartException>(() => second!)).Message, StringComparison.Ordinal);
        await one.Rotation.FinishAsync(CancellationToken.None);
        Assert.Equal("s", await (await vaults.StartAsync("Memory", next)).ReadAsync("a"));
    }

    [Fact]
    public async Task Of_two_that_begin_at_the_same_moment_one_at_most_goes_on_and_the_next_run_ends_it()
    {
        await using var vaults = new MovableVaults();
        var (one, two) = (await vaults.StartAsync("Memory"), await vaults.StartAsync("Memory"));
        await one.WriteAsync("a", 0, "s");
        Task<RotationReport>? second = null;
        // The first has said that it begins, and told nobody its key: the second may take it for one that died.
        var first = one.Rotation.RunAsync(MasterKey.Generate(), _ => second ??= two.Rotation.RunAsync(MasterKey.Generate(), null, CancellationToken.None), CancellationToken.None);
        var failures = new[] { await Record.ExceptionAsync(() => first), await Record.ExceptionAsync(() => second!) }.Where(failure => failure is not null).ToList();
        Assert.InRange(failures.Count, 1, 2);
        Assert.All(failures, failure => Assert.IsType<HubStartException>(failure));

        var next = await two.Rotation.ChooseAsync(null, CancellationToken.None);
        await two.Rotation.RunAsync(next, null, CancellationToken.None);
        Assert.Equal([vaults.Key.Id], await two.Rotation.FinishAsync(CancellationToken.None));
        Assert.Equal("s", await (await vaults.StartAsync("Memory", next)).ReadAsync("a"));
    }

    [Fact]
    public async Task An_end_that_was_cut_short_anywhere_is_ended_by_the_next_run()
    {
        await using var vaults = new MovableVaults();
        var (hub, key) = (await vaults.StartAsync("Memory"), vaults.Key);
        await hub.WriteAsync("a", 0, "s");
        for (var removed = 1; removed <= 4; removed++)
        {
            var next = MasterKey.Generate();
            await using (var dies = await vaults.StartAsync("Memory", key))
            {
                await dies.Rotation.RunAsync(next, null, CancellationToken.None);
                foreach (var name in ((string[])["name-key/" + key.Id, $"master-key/{key.Id}/{next.Id}", $"master-key/{next.Id}/{key.Id}", "sealing-key"])[..removed])
                    Assert.True(await dies.Vault.Current.Rows.ReplaceHeaderAsync(name, (await dies.Vault.ReadHeaderAsync(CancellationToken.None))[name], null, CancellationToken.None), name);
            }
            await using var again = await vaults.StartAsync("Memory", next);
            Assert.Equal(next.Id, (await again.Rotation.ChooseAsync(null, CancellationToken.None)).Id);
            await again.Rotation.RunAsync(next, null, CancellationToken.None);
            await again.Rotation.FinishAsync(CancellationToken.None);
            Assert.Equal(["deployment", "name-key/" + next.Id], (await again.Vault.ReadHeaderAsync(CancellationToken.None)).Keys.Where(name => name != "mark").Order(StringComparer.Ordinal));
            Assert.Equal("s", await again.ReadAsync("a"));
            key = next;
        }
    }

    [Fact]
    public async Task A_retired_key_does_not_come_back_by_a_key_file_that_still_names_it_first()
    {
        await using var vaults = new MovableVaults();
        var next = MasterKey.Generate();
        var hub = await vaults.StartAsync("Memory");
        await hub.WriteAsync("a", 0, "s");
        await hub.Rotation.RunAsync(next, null, CancellationToken.None);
        await hub.Rotation.FinishAsync(CancellationToken.None);

        var behind = await vaults.StartAsync("Memory", vaults.Key, next);
        Assert.Equal(next.Id, behind.Keys.Newest.Id);
        await behind.WriteAsync("a", 1, "t");
        Assert.Equal([next.Id], VaultIdentity.KeyIdsOf(await behind.Vault.ReadHeaderAsync(CancellationToken.None)));
        Assert.Equal("t", await (await vaults.StartAsync("Memory", next)).ReadAsync("a"));
        Assert.Contains("retired", (await Assert.ThrowsAsync<HubStartException>(() => vaults.StartAsync("Memory"))).Message, StringComparison.Ordinal);
        Assert.Contains("retired", (await Assert.ThrowsAsync<HubStartException>(() => behind.Rotation.ChooseAsync(vaults.Key, CancellationToken.None))).Message, StringComparison.Ordinal);
    }
}
