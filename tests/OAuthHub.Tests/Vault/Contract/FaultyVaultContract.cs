using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.Rows;

namespace OAuthHub.Tests.Vault;

/// <summary>
/// The whole contract over a place behind a network that is slow, fails, and loses answers, used as the hub uses it; and what such failures look
/// like to whoever meets one.
/// </summary>
public abstract class FaultyVaultContract : PlacedVaultContract
{
    private const ulong Seed = 20_260;

    private readonly FaultPlan plan = new(Seed) { Writes = 0.25, Reads = 0.05, Slow = 0.1 };
    private IVault? bare;

    private protected override IRecordStore Wrap(IRecordStore store) => new FaultInjectingStore(store, plan);

    private protected override IVault Use(IVault vault)
    {
        bare ??= vault;
        return new PersistentVault(vault);
    }

    private protected override IRecordStore Rows => field ??= new PersistentRows(base.Rows);

    /// <summary>A start that fails is made again by whoever watches over the process.</summary>
    private protected override Task<OpenedVault> StartAsync(Func<Task<OpenedVault>> start) => Persisting.UntilKnownAsync(start);

    [ContractFact]
    public async Task The_network_of_these_cases_does_fail()
    {
        for (var i = 0; i < 50; i++) await Commit(VaultFiles.Write("a", i));
        Assert.InRange(plan.Struck, 5, 50);
    }

    [ContractFact]
    public async Task A_write_that_failed_before_it_was_done_has_changed_nothing()
    {
        var vault = await Bare();
        await Commit(vault, VaultFiles.Write("a", 0, "before"), Answer("a", 1, "before"));
        plan.Next(WriteFault.Before);
        await Assert.ThrowsAsync<VaultUnavailableException>(() => Commit(vault, VaultFiles.Write("a", 1, "lost"), Answer("a", 2, "lost")));
        Assert.Equal("before", await Secret("a"));
        Assert.Equal("before", await Answered("a"));
        Assert.Equal(new VaultWriteOutcome.Written(2), await Commit(vault, VaultFiles.Write("a", 1, "after")));
    }

    [ContractFact]
    public async Task A_write_of_unknown_outcome_is_found_by_reading_back_with_its_answer_and_by_any_process()
    {
        var vault = await Bare();
        await using var second = await Another();
        plan.Next(WriteFault.After);
        await Assert.ThrowsAsync<VaultUnavailableException>(() => Commit(vault, VaultFiles.Write("a", 0, "done"), Answer("a", 1, "raw")));
        Assert.Equal("done", await Secret("a"));
        Assert.Equal("done", await Secret(second.Vault, "a"));
        Assert.Equal("raw", await Answered(second.Vault, "a"));
        Assert.Equal(new VaultWriteOutcome.Conflict(1), await Commit(vault, VaultFiles.Write("a", 0, "again")));
        Assert.Equal(new VaultWriteOutcome.Written(2), await Commit(second.Vault, VaultFiles.Write("a", 1, "next")));
    }

    [ContractFact]
    public async Task A_conflict_of_unknown_outcome_has_kept_its_answer()
    {
        var vault = await Bare();
        await Commit(vault, VaultFiles.Write("a", 0, "theirs"));
        plan.Next(WriteFault.After);
        await Assert.ThrowsAsync<VaultUnavailableException>(() => Commit(vault, VaultFiles.Write("a", 7, "mine"), Answer("a", 7, "kept")));
        Assert.Equal("theirs", await Secret("a"));
        Assert.Equal("kept", await Answered("a"));
    }

    [ContractFact]
    public async Task A_deletion_of_unknown_outcome_is_found_by_reading_back()
    {
        var vault = await Bare();
        await Commit(vault, VaultFiles.Write("a", 0), Answer("a", 1, "raw"));
        plan.Next(WriteFault.After);
        await Assert.ThrowsAsync<VaultUnavailableException>(() => vault.DeleteAsync(Name("a"), 1, CancellationToken.None));
        Assert.Null(await Secret("a"));
        Assert.Null(await Answered("a"));
        Assert.False(await vault.DeleteAsync(Name("a"), 1, CancellationToken.None));
        Assert.Empty(await List());
    }

    [ContractFact]
    public async Task A_listing_that_breaks_off_says_so()
    {
        var vault = await Bare();
        for (var i = 0; i < 5; i++) await Commit(vault, VaultFiles.Write($"c{i}", 0));
        plan.ListsFailAfter = 3;
        await Assert.ThrowsAsync<VaultUnavailableException>(async () =>
        {
            await foreach (var entry in vault.ListAsync(CancellationToken.None)) Assert.Equal(VaultProblem.None, entry.Problem);
        });
        plan.ListsFailAfter = null;
        Assert.Equal(5, (await List()).Count);
    }

    [ContractFact]
    public async Task Reads_do_not_wait_for_writes_that_hang()
    {
        var vault = await Bare();
        await Commit(vault, VaultFiles.Write("a", 0, "before"));
        var gate = new TaskCompletionSource();
        plan.Gate = gate.Task;
        var write = Commit(vault, VaultFiles.Write("a", 1, "after"));
        Assert.Equal("before", await Secret("a"));
        Assert.Single(await List());
        Assert.False(write.IsCompleted);
        plan.Gate = null;
        gate.SetResult();
        Assert.Equal(new VaultWriteOutcome.Written(2), await write);
        Assert.Equal("after", await Secret("a"));
    }

    /// <summary>Without anybody who reads back, and with no faults but those that the case asks for.</summary>
    private async Task<IVault> Bare()
    {
        (plan.Writes, plan.Reads) = (0, 0);
        Assert.NotNull(Vault);
        await Commit(VaultFiles.Write("first", 0)); // the mark has risen when this is deleted, and takes no fault that is not its own
        await Vault.DeleteAsync(Name("first"), 1, CancellationToken.None);
        return bare!;
    }
}
