using OAuthHub.Core.Vault;

namespace OAuthHub.Tests.Vault;

/// <summary>Answers of platforms: kept whatever becomes of the record, and found by any process.</summary>
public abstract partial class VaultContract
{
    [ContractFact]
    public async Task An_answer_and_a_record_are_written_together()
    {
        Assert.Equal(new VaultWriteOutcome.Written(1), await Commit(VaultFiles.Write("a", 0, "record"), Answer("a", 4, "raw answer")));
        var entry = await Vault.ReadJournalAsync(Name("a"), CancellationToken.None);
        Assert.Equal((Name("a"), 4), (entry!.Name, entry.TokenGeneration));
        Assert.Equal("raw answer", await Answered("a"));
        Assert.Equal("record", await Secret("a"));
    }

    [ContractFact]
    public async Task An_answer_alone_leaves_the_record_alone()
    {
        await Commit(VaultFiles.Write("a", 0, "record"));
        Assert.Equal(new VaultWriteOutcome.Written(0), await Keep(Answer("a", 1, "raw")));
        Assert.Equal(1, (await Vault.ReadAsync(Name("a"), CancellationToken.None))!.Generation);
        Assert.Equal("record", await Secret("a"));
        Assert.Equal("raw", await Answered("a"));
    }

    [ContractFact]
    public async Task An_answer_is_kept_when_its_record_is_in_conflict()
    {
        await Commit(VaultFiles.Write("a", 0, "record"));
        Assert.Equal(new VaultWriteOutcome.Conflict(1), await Commit(VaultFiles.Write("a", 9, "lost"), Answer("a", 2, "kept")));
        Assert.Equal("record", await Secret("a"));
        Assert.Equal("kept", await Answered("a"));
        Assert.Equal(new VaultWriteOutcome.Written(2), await Commit(VaultFiles.Write("a", 1)));
    }

    [ContractFact]
    public async Task An_answer_for_a_record_that_does_not_exist_is_kept_and_is_no_record()
    {
        Assert.Equal(new VaultWriteOutcome.Written(0), await Keep(Answer("a", 3, "orphan")));
        Assert.Equal("orphan", await Answered("a"));
        Assert.Null(await Secret("a"));
        Assert.Empty(await List());
        Assert.False(await Vault.DeleteAsync(Name("a"), 1, CancellationToken.None));
        Assert.Equal(new VaultWriteOutcome.Written(1), await Commit(VaultFiles.Write("a", 0)));
        Assert.Equal("orphan", await Answered("a"));
    }

    [ContractFact]
    public async Task An_answer_is_kept_when_its_record_was_deleted_meanwhile()
    {
        await Commit(VaultFiles.Write("a", 0));
        await Vault.DeleteAsync(Name("a"), 1, CancellationToken.None);
        Assert.Equal(new VaultWriteOutcome.Conflict(0), await Commit(VaultFiles.Write("a", 1), Answer("a", 1, "late")));
        Assert.Null(await Secret("a"));
        Assert.Equal("late", await Answered("a"));
    }

    [ContractFact]
    public async Task The_newest_answer_replaces_the_one_before()
    {
        await Commit(VaultFiles.Write("a", 0), Answer("a", 1, "first, and longer than what comes after it"));
        await Keep(Answer("a", 2, "second"));
        Assert.Equal((2, "second"), ((await Vault.ReadJournalAsync(Name("a"), CancellationToken.None))!.TokenGeneration, await Answered("a")));
        await Keep(Answer("a", 1, "of an earlier generation, but later"));
        Assert.Equal(1, (await Vault.ReadJournalAsync(Name("a"), CancellationToken.None))!.TokenGeneration);
    }

    [ContractFact]
    public async Task A_write_without_an_answer_leaves_the_answer_there()
    {
        await Commit(VaultFiles.Write("a", 0), Answer("a", 1, "raw"));
        await Commit(VaultFiles.Write("a", 1, "newer"));
        Assert.Equal("raw", await Answered("a"));
        Assert.Equal("newer", await Secret("a"));
    }

    [ContractFact]
    public async Task Answers_of_different_records_do_not_meet()
    {
        for (var i = 0; i < 10; i++) await Keep(Answer($"c{i}", i, $"answer {i}"));
        for (var i = 0; i < 10; i++) Assert.Equal($"answer {i}", await Answered($"c{i}"));
    }

    [ContractFact]
    public async Task Another_process_finds_the_answer_whatever_became_of_its_record()
    {
        await Commit(VaultFiles.Write("done", 0), Answer("done", 1, "with its record"));
        await Commit(VaultFiles.Write("conflict", 5), Answer("conflict", 1, "in conflict"));
        await Keep(Answer("alone", 1, "alone"));
        await using var second = await Another();
        Assert.Equal("with its record", await Answered(second.Vault, "done"));
        Assert.Equal("in conflict", await Answered(second.Vault, "conflict"));
        Assert.Equal("alone", await Answered(second.Vault, "alone"));
    }
}
