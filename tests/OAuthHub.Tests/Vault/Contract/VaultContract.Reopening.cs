using OAuthHub.Core.Vault;

namespace OAuthHub.Tests.Vault;

/// <summary>Several processes, one after the other or at the same time, and callers that give up.</summary>
public abstract partial class VaultContract
{
    [ContractFact]
    public async Task Everything_is_there_for_the_next_process()
    {
        for (var i = 0; i < 20; i++) await Commit(VaultFiles.Write($"c{i}", 0, $"secret {i}", $"user-{i}"), Answer($"c{i}", i, $"answer {i}"));
        await Commit(VaultFiles.Write("c3", 1, "newer"));
        await Vault.DeleteAsync(Name("c4"), 1, CancellationToken.None);

        await using var second = await Another();
        Assert.Equal(19, (await List(second.Vault)).Count);
        Assert.Equal("user-17", (await List(second.Vault)).Single(entry => entry.Name == Name("c17")).Properties["user"]);
        Assert.Equal("secret 7", await Secret(second.Vault, "c7"));
        Assert.Equal("answer 19", await Answered(second.Vault, "c19"));
        Assert.Equal("newer", await Secret(second.Vault, "c3"));
        Assert.Null(await Secret(second.Vault, "c4"));
        Assert.False(second.Vault.IsRestoredCopy);
    }

    [ContractFact]
    public async Task The_deployment_id_stays_and_is_the_same_for_all()
    {
        Assert.Matches("^[0-9a-f]{32}$", Vault.DeploymentId);
        await using var second = await Another();
        await using (var third = await Another()) Assert.Equal(Vault.DeploymentId, third.Vault.DeploymentId);
        await using var fourth = await Another();
        Assert.Equal(Vault.DeploymentId, second.Vault.DeploymentId);
        Assert.Equal(Vault.DeploymentId, fourth.Vault.DeploymentId);
        Assert.Equal(Vault.ComparesAndSwaps, second.Vault.ComparesAndSwaps);
    }

    [ContractFact]
    public async Task A_write_is_read_at_once_by_its_writer_and_by_others()
    {
        await using var second = await Another();
        for (var i = 0; i < 10; i++)
        {
            await Commit(VaultFiles.Write("a", i, $"state {i}"), Answer("a", i, $"answer {i}"));
            Assert.Equal($"state {i}", await Secret("a"));
            Assert.Equal($"state {i}", await Secret(second.Vault, "a"));
            Assert.Equal($"answer {i}", await Answered(second.Vault, "a"));
            Assert.Equal(i + 1, Assert.Single(await List(second.Vault)).Generation);
        }
    }

    [ContractFact]
    public async Task Two_processes_write_in_turn()
    {
        await using var second = await Another();
        for (var expected = 0; expected < 10; expected++)
            Assert.Equal(new VaultWriteOutcome.Written(expected + 1), await Commit(expected % 2 == 0 ? Vault : second.Vault, VaultFiles.Write("a", expected, $"state {expected}")));
        Assert.Equal("state 9", await Secret("a"));
        Assert.Equal(new VaultWriteOutcome.Conflict(10), await Commit(second.Vault, VaultFiles.Write("a", 9)));
    }

    [ContractFact]
    public async Task A_process_that_ends_takes_nothing_with_it()
    {
        await using (var first = await Another()) await Commit(first.Vault, VaultFiles.Write("a", 0, "of one that ended"));
        Assert.Equal("of one that ended", await Secret("a"));
        await Commit(VaultFiles.Write("a", 1, "of one that lives"));
        await using var next = await Another();
        Assert.Equal("of one that lives", await Secret(next.Vault, "a"));
    }

    [ContractFact]
    public async Task A_write_that_is_given_up_is_done_whole_or_not_at_all()
    {
        await Commit(VaultFiles.Write("a", 0, "state 0"));
        for (var round = 0; round < 12; round++)
        {
            var before = (await Vault.ReadAsync(Name("a"), CancellationToken.None))!.Generation;
            using var given = new CancellationTokenSource();
            if (round % 3 == 0) await given.CancelAsync();
            var write = Task.Run(() => Vault.CommitAsync(new VaultCommit(VaultFiles.Write("a", before, $"state {before}"), Answer("a", before, $"answer {before}")), given.Token), CancellationToken.None);
            await given.CancelAsync();
            VaultWriteOutcome? outcome = null;
            try
            {
                outcome = await write;
            }
            catch (OperationCanceledException)
            {
                // It may have been done all the same; reading back tells.
            }
            var record = (await Vault.ReadAsync(Name("a"), CancellationToken.None))!;
            Assert.Contains(record.Generation, outcome is null ? [before, before + 1] : new[] { before + 1 });
            Assert.Equal($"state {record.Generation - 1}", await Secret("a"));
            if (record.Generation > before) Assert.Equal($"answer {before}", await Answered("a"));
        }
    }

    [ContractFact]
    public async Task A_read_that_is_given_up_harms_nobody()
    {
        await Commit(VaultFiles.Write("a", 0, "whole"));
        using var given = new CancellationTokenSource();
        await given.CancelAsync();
        for (var round = 0; round < 5; round++)
        {
            try
            {
                Assert.NotNull(await Vault.ReadAsync(Name("a"), given.Token)); // a local file answers all the same
            }
            catch (OperationCanceledException)
            {
                // it was not asked
            }
            Assert.Equal("whole", await Secret("a"));
        }
    }
}
