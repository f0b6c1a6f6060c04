using System.Text;
using OAuthHub.Core.Vault;

namespace OAuthHub.Tests.Vault;

/// <summary>Writing on a condition: what one writer, many, and many processes may rely on.</summary>
public abstract partial class VaultContract
{
    [ContractFact]
    public async Task Each_write_raises_the_generation_by_one()
    {
        for (var expected = 0; expected < 5; expected++)
            Assert.Equal(new VaultWriteOutcome.Written(expected + 1), await Commit(VaultFiles.Write("a", expected)));
        Assert.Equal(5, (await Vault.ReadAsync(Name("a"), CancellationToken.None))!.Generation);
    }

    [ContractTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_write_that_expects_another_generation_changes_nothing(long expected)
    {
        await Commit(VaultFiles.Write("a", 0, "first"));
        await Commit(VaultFiles.Write("a", 1, "second"));
        Assert.Equal(new VaultWriteOutcome.Conflict(2), await Commit(VaultFiles.Write("a", expected, "third")));
        Assert.Equal("second", await Secret("a"));
    }

    [ContractFact]
    public async Task A_write_to_a_record_that_is_not_there_is_a_conflict_with_nothing()
    {
        Assert.Equal(new VaultWriteOutcome.Conflict(0), await Commit(VaultFiles.Write("a", 7)));
        Assert.Null(await Secret("a"));
    }

    [ContractFact]
    public async Task A_write_that_replaces_takes_the_properties_with_it()
    {
        await Commit(VaultFiles.Write("a", 0, user: "before"));
        await Commit(new VaultWrite(Name("a"), 1, new Dictionary<string, string> { ["platform"] = "other" }, "x"u8.ToArray()));
        Assert.Equal(new Dictionary<string, string> { ["platform"] = "other" }, (await Vault.ReadAsync(Name("a"), CancellationToken.None))!.Properties);
        Assert.Equal(new Dictionary<string, string> { ["platform"] = "other" }, Assert.Single(await List()).Properties);
    }

    [ContractFact]
    public async Task A_write_repeated_after_an_unknown_outcome_conflicts_and_reading_back_tells_that_it_was_done()
    {
        var write = VaultFiles.Write("a", 0, "once");
        Assert.IsType<VaultWriteOutcome.Written>(await Commit(write));
        Assert.Equal(new VaultWriteOutcome.Conflict(1), await Commit(write with { Secret = "twice"u8.ToArray() }));
        Assert.Equal("once", await Secret("a"));
    }

    [ContractFact]
    public async Task Of_fifty_writers_with_the_same_expectation_one_wins()
    {
        await Commit(VaultFiles.Write("a", 0));
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => Commit(VaultFiles.Write("a", 1, $"writer {i}")))));
        var winners = Enumerable.Range(0, 50).Where(i => outcomes[i] is VaultWriteOutcome.Written).Select(i => $"writer {i}").ToList();
        AssertOneWins(winners.Count, outcomes.Length);
        Assert.Contains(await Secret("a"), winners);
    }

    [ContractFact]
    public async Task Of_many_that_make_a_record_at_once_one_wins()
    {
        await using var second = await Another();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => Commit(i % 2 == 0 ? Vault : second.Vault, VaultFiles.Write("a", 0, $"writer {i}")))));
        AssertOneWins(outcomes.Count(outcome => outcome is VaultWriteOutcome.Written), outcomes.Length);
        Assert.Single(await List());
    }

    [ContractFact]
    public Task No_update_is_lost_among_many_writers() => LoseNothing([Vault], writers: 8, each: 6);

    [ContractFact]
    public async Task No_update_is_lost_between_two_processes()
    {
        await using var second = await Another();
        if (Vault.ComparesAndSwaps) await LoseNothing([Vault, second.Vault], writers: 6, each: 6);
        else await LoseNothing([second.Vault], writers: 1, each: 6); // two need the lease there
    }

    [ContractFact]
    public async Task Writers_of_different_records_do_not_hinder_one_another()
    {
        await using var second = await Another();
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(async () =>
        {
            for (var expected = 0; expected < 3; expected++)
                Assert.Equal(new VaultWriteOutcome.Written(expected + 1), await Commit(i % 2 == 0 ? Vault : second.Vault, VaultFiles.Write($"c{i}", expected, $"{i}@{expected}")));
        })));
        for (var i = 0; i < 40; i++) Assert.Equal($"{i}@2", await Secret(i % 2 == 0 ? second.Vault : Vault, $"c{i}"));
    }

    /// <summary>Every writer adds its lines to one record. A line that is there twice, or not at all, is an update that was lost.</summary>
    private static async Task LoseNothing(IVault[] vaults, int writers, int each)
    {
        await Commit(vaults[0], VaultFiles.Write("lines", 0, ""));
        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            var vault = vaults[writer % vaults.Length];
            for (var done = 0; done < each;)
            {
                var line = $"{writer}.{done};";
                var record = (await vault.ReadAsync(Name("lines"), CancellationToken.None))!;
                var text = Encoding.UTF8.GetString(record.Secret.Span);
                if (text.Contains(line, StringComparison.Ordinal) || await Commit(vault, VaultFiles.Write("lines", record.Generation, text + line)) is VaultWriteOutcome.Written) done++;
            }
        })));
        var lines = (await Secret(vaults[^1], "lines"))!.Split(';', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Enumerable.Range(0, writers).SelectMany(writer => Enumerable.Range(0, each).Select(done => $"{writer}.{done}")).Order(), lines.Order());
    }
}
