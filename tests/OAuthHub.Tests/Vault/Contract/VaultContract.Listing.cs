using System.Text.Json;
using OAuthHub.Core.Vault;

namespace OAuthHub.Tests.Vault;

/// <summary>The listing: from it the hub knows at its start what there is.</summary>
public abstract partial class VaultContract
{
    private const int SeveralPages = 300;

    [ContractFact]
    public async Task An_empty_vault_lists_nothing() => Assert.Empty(await List());

    [ContractFact]
    public async Task The_listing_names_all_records_with_their_properties_over_several_pages()
    {
        await Fill(SeveralPages);
        var entries = await List();
        Assert.Equal(Enumerable.Range(0, SeveralPages).Select(i => $"c{i}").Order(), entries.Select(entry => entry.Name!.Value.Id).Order());
        Assert.All(entries, entry => Assert.Equal((VaultProblem.None, 1, "sandbox"), (entry.Problem, entry.Generation, entry.Properties["platform"])));
        Assert.Equal("user-17", entries.Single(entry => entry.Name == Name("c17")).Properties["user"]);
    }

    [ContractFact]
    public async Task The_listing_holds_no_secret()
    {
        await Commit(VaultFiles.Write("a", 0, "secret-MARK"), Answer("a", 1, "answer-MARK"));
        Assert.DoesNotContain("MARK", JsonSerializer.Serialize(await List()), StringComparison.Ordinal);
    }

    [ContractFact]
    public async Task The_listing_tells_the_newest_generation_and_properties()
    {
        await Commit(VaultFiles.Write("a", 0, user: "first"));
        await Commit(VaultFiles.Write("a", 1, user: "second"));
        var entry = Assert.Single(await List());
        Assert.Equal((2, "second"), (entry.Generation, entry.Properties["user"]));
    }

    [ContractFact]
    public async Task A_record_that_is_there_all_the_time_is_listed_exactly_once_while_others_come_change_and_go()
    {
        await Fill(SeveralPages);
        await using var second = await Another();
        using var end = new CancellationTokenSource();
        var writing = Task.WhenAll(
            Task.Run(() => ChangeAsync(Vault, 0, end.Token), CancellationToken.None),
            Task.Run(() => ComeAndGoAsync(second.Vault, end.Token), CancellationToken.None));
        try
        {
            for (var round = 0; round < 3; round++)
            {
                var entries = await List(round % 2 == 0 ? Vault : second.Vault);
                Assert.All(entries, entry => Assert.Equal(VaultProblem.None, entry.Problem));
                Assert.Equal(entries.Count, entries.DistinctBy(entry => entry.Name).Count());
                Assert.Equal(SeveralPages, entries.Count(entry => entry.Name!.Value.Id.StartsWith('c')));
            }
        }
        finally
        {
            await end.CancelAsync();
            await writing;
        }
    }

    [ContractFact]
    public async Task A_listing_that_is_given_up_ends()
    {
        await Fill(20);
        using var given = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await given.CancelAsync();
            await foreach (var entry in Vault.ListAsync(given.Token)) Assert.NotNull(entry.Name);
        });
        Assert.Equal(20, (await List()).Count);
    }

    [ContractFact]
    public async Task Records_can_be_read_and_written_in_the_middle_of_a_listing()
    {
        await Fill(20);
        await foreach (var entry in Vault.ListAsync(CancellationToken.None))
        {
            Assert.NotNull(await Vault.ReadAsync(entry.Name!.Value, CancellationToken.None));
            await Commit(VaultFiles.Write(entry.Name.Value.Id, entry.Generation, "changed"));
        }
        Assert.All(await List(), entry => Assert.Equal(2, entry.Generation));
    }

    private Task Fill(int records) =>
        Parallel.ForAsync(0, records, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) => await Commit(VaultFiles.Write($"c{i}", 0, $"secret {i}", $"user-{i}")));

    private static async Task ChangeAsync(IVault vault, int start, CancellationToken end)
    {
        for (var i = start; !end.IsCancellationRequested; i = (i + 7) % SeveralPages)
            if (await vault.ReadAsync(Name($"c{i}"), CancellationToken.None) is { } record) await Commit(vault, VaultFiles.Write($"c{i}", record.Generation, "changed"));
    }

    private static async Task ComeAndGoAsync(IVault vault, CancellationToken end)
    {
        for (var i = 0; !end.IsCancellationRequested; i++)
        {
            await Commit(vault, VaultFiles.Write($"passing-{i % 3}", 0));
            await vault.DeleteAsync(Name($"passing-{i % 3}"), 1, CancellationToken.None);
        }
    }
}
