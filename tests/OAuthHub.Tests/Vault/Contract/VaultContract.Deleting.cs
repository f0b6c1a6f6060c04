using OAuthHub.Core.Vault;

namespace OAuthHub.Tests.Vault;

/// <summary>What is deleted is gone, with all that belonged to it, for every process.</summary>
public abstract partial class VaultContract
{
    [ContractFact]
    public async Task A_deleted_record_is_gone_with_its_answer()
    {
        await Commit(VaultFiles.Write("a", 0), Answer("a", 1, "raw"));
        Assert.True(await Vault.DeleteAsync(Name("a"), 1, CancellationToken.None));
        Assert.Null(await Secret("a"));
        Assert.Null(await Answered("a"));
        Assert.Empty(await List());
        Assert.Empty(await AllRows());
    }

    [ContractTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_deletion_that_expects_another_generation_deletes_nothing(long expected)
    {
        await Commit(VaultFiles.Write("a", 0));
        await Commit(VaultFiles.Write("a", 1, "kept"), Answer("a", 1, "kept too"));
        Assert.False(await Vault.DeleteAsync(Name("a"), expected, CancellationToken.None));
        Assert.Equal("kept", await Secret("a"));
        Assert.Equal("kept too", await Answered("a"));
    }

    [ContractFact]
    public async Task A_second_deletion_finds_nothing()
    {
        await Commit(VaultFiles.Write("a", 0));
        Assert.True(await Vault.DeleteAsync(Name("a"), 1, CancellationToken.None));
        Assert.False(await Vault.DeleteAsync(Name("a"), 1, CancellationToken.None));
        Assert.False(await Vault.DeleteAsync(Name("never"), 1, CancellationToken.None));
    }

    [ContractFact]
    public async Task A_deleted_record_can_be_made_again_and_again()
    {
        await using var second = await Another();
        for (var round = 0; round < 4; round++)
        {
            Assert.Equal(new VaultWriteOutcome.Written(1), await Commit(VaultFiles.Write("a", 0, $"round {round}")));
            Assert.Equal(new VaultWriteOutcome.Written(2), await Commit(VaultFiles.Write("a", 1, $"round {round}, later")));
            Assert.Equal($"round {round}, later", await Secret(second.Vault, "a"));
            Assert.True(await (round % 2 == 0 ? Vault : second.Vault).DeleteAsync(Name("a"), 2, CancellationToken.None));
            Assert.Null(await Secret("a"));
            Assert.Null(await Secret(second.Vault, "a"));
        }
        Assert.Empty(await List(second.Vault));
    }

    [ContractFact]
    public async Task A_record_made_again_has_nothing_of_the_one_before()
    {
        await Commit(VaultFiles.Write("a", 0, "old", user: "before"), Answer("a", 1, "old answer"));
        await Vault.DeleteAsync(Name("a"), 1, CancellationToken.None);
        await Commit(new VaultWrite(Name("a"), 0, new Dictionary<string, string>(), "new"u8.ToArray()));
        var record = (await Vault.ReadAsync(Name("a"), CancellationToken.None))!;
        Assert.Equal(1, record.Generation);
        Assert.Empty(record.Properties);
        Assert.Null(await Answered("a"));
    }

    [ContractFact]
    public async Task A_write_that_knew_the_deleted_record_does_not_bring_it_back()
    {
        await Commit(VaultFiles.Write("a", 0));
        await using var second = await Another();
        Assert.True(await second.Vault.DeleteAsync(Name("a"), 1, CancellationToken.None));
        Assert.Equal(new VaultWriteOutcome.Conflict(0), await Commit(VaultFiles.Write("a", 1, "late")));
        Assert.Null(await Secret("a"));
    }

    [ContractFact]
    public async Task Deleting_one_leaves_the_others()
    {
        for (var i = 0; i < 5; i++) await Commit(VaultFiles.Write($"c{i}", 0), Answer($"c{i}", 1, $"answer {i}"));
        await Vault.DeleteAsync(Name("c2"), 1, CancellationToken.None);
        Assert.Equal(["c0", "c1", "c3", "c4"], (await List()).Select(entry => entry.Name!.Value.Id).Order());
        Assert.Equal("answer 3", await Answered("c3"));
    }

    [ContractFact]
    public async Task Of_a_write_and_a_deletion_at_once_one_wins()
    {
        if (!Vault.ComparesAndSwaps) return; // nothing is promised where nothing is compared in one step
        await using var second = await Another();
        for (var round = 0; round < 5; round++)
        {
            await Commit(VaultFiles.Write($"c{round}", 0));
            var write = Task.Run(() => Commit(VaultFiles.Write($"c{round}", 1, "written")));
            var deleted = await Task.Run(() => second.Vault.DeleteAsync(Name($"c{round}"), 1, CancellationToken.None));
            Assert.NotEqual(deleted, await write is VaultWriteOutcome.Written);
            Assert.Equal(deleted ? null : "written", await Secret($"c{round}"));
        }
    }
}
