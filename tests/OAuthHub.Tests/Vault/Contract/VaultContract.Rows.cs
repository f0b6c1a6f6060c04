using System.Security.Cryptography;
using OAuthHub.Core.Vault.Rows;

namespace OAuthHub.Tests.Vault;

/// <summary>The rows beneath: moving from backend to backend and re-sealing under a new master key rest on these.</summary>
public abstract partial class VaultContract
{
    [ContractFact]
    public async Task A_row_is_put_where_there_is_none_with_its_generation()
    {
        var row = NewRow(generation: 7);
        Assert.True(await Rows.ReplaceAsync(row.Id, null, row, CancellationToken.None));
        Assert.True((await FindRow(row.Id)).HasContentOf(row));
        Assert.True(Assert.Single(await AllRows()).HasContentOf(row));
        Assert.False(await Rows.ReplaceAsync(row.Id, null, NewRow(1, row.Id), CancellationToken.None));
        Assert.True((await FindRow(row.Id)).HasContentOf(row));
    }

    [ContractFact]
    public async Task A_row_is_replaced_only_if_it_is_what_was_expected()
    {
        var row = NewRow(generation: 3);
        await Rows.ReplaceAsync(row.Id, null, row, CancellationToken.None);
        var found = await FindRow(row.Id);
        SealedRow[] others =
        [
            found with { Record = Flip(found.Record!) },
            found with { Generation = 2 },
            found with { Answer = null },
            found with { Answer = found.Answer! with { Blob = Flip(found.Answer.Blob) } },
            found with { Answer = found.Answer! with { TokenGeneration = 9 } },
        ];
        foreach (var other in others) Assert.False(await Rows.ReplaceAsync(row.Id, other, NewRow(4, row.Id), CancellationToken.None));
        Assert.True((await FindRow(row.Id)).HasContentOf(row));
        var next = NewRow(3, row.Id);
        Assert.True(await Rows.ReplaceAsync(row.Id, found, next, CancellationToken.None));
        Assert.True((await FindRow(row.Id)).HasContentOf(next));
        Assert.False(await Rows.ReplaceAsync(row.Id, found, NewRow(3, row.Id), CancellationToken.None));
    }

    [ContractFact]
    public async Task A_row_that_is_not_there_is_not_replaced()
    {
        var row = NewRow(1);
        Assert.False(await Rows.ReplaceAsync(row.Id, row, NewRow(1, row.Id), CancellationToken.None));
        Assert.False(await Rows.ReplaceAsync(row.Id, row, null, CancellationToken.None));
        Assert.Null(await Rows.ReadAsync(row.Id, CancellationToken.None));
    }

    [ContractTheory]
    [InlineData(10)]
    [InlineData(1_000_000)]
    [InlineData(2)]
    public async Task A_replaced_row_may_jump_to_any_generation_and_is_written_on_from_there(long generation)
    {
        var row = NewRow(5);
        await Rows.ReplaceAsync(row.Id, null, row, CancellationToken.None);
        Assert.True(await Rows.ReplaceAsync(row.Id, await FindRow(row.Id), NewRow(generation, row.Id), CancellationToken.None));
        Assert.Equal(generation, (await FindRow(row.Id)).Generation);
        var step = new SealedStep(row.Id, generation, Blob(), Rows.KeepsProperties ? Blob() : null, null);
        Assert.Equal(new Core.Vault.VaultWriteOutcome.Written(generation + 1), await Rows.CommitAsync(step, CancellationToken.None));
    }

    [ContractFact]
    public async Task A_row_is_removed_only_if_it_is_what_was_expected()
    {
        var row = NewRow(2);
        await Rows.ReplaceAsync(row.Id, null, row, CancellationToken.None);
        var found = await FindRow(row.Id);
        Assert.False(await Rows.ReplaceAsync(row.Id, found with { Record = Flip(found.Record!) }, null, CancellationToken.None));
        Assert.True(await Rows.ReplaceAsync(row.Id, found, null, CancellationToken.None));
        Assert.Null(await Rows.ReadAsync(row.Id, CancellationToken.None));
        Assert.Empty(await AllRows());
        Assert.True(await Rows.ReplaceAsync(row.Id, null, row with { Version = null }, CancellationToken.None));
    }

    [ContractFact]
    public async Task A_row_may_be_an_answer_alone_and_may_lose_or_gain_either_half()
    {
        var whole = NewRow(4);
        var answer = whole with { Generation = 0, Record = null, Properties = null };
        var record = whole with { Answer = null };
        SealedRow? before = null;
        foreach (var next in new[] { answer, whole, record, answer, record, null, record, whole, null, answer })
        {
            Assert.True(await Rows.ReplaceAsync(whole.Id, before, next, CancellationToken.None));
            before = await Rows.ReadAsync(whole.Id, CancellationToken.None);
            if (next is null) Assert.Null(before);
            else Assert.True(before!.HasContentOf(next));
        }
        Assert.True(Assert.Single(await AllRows()).HasContentOf(answer));
        Assert.Empty(await List());
    }

    [ContractFact]
    public async Task A_row_that_was_written_meanwhile_is_not_replaced()
    {
        var found = await WriteRow(VaultFiles.Write("a", 0, "first"));
        await Commit(VaultFiles.Write("a", 1, "second"));
        Assert.False(await Rows.ReplaceAsync(found.Id, found, found with { Record = Blob() }, CancellationToken.None));
        found = await FindRow(found.Id);
        await Keep(Answer("a", 1, "an answer came"));
        Assert.False(await Rows.ReplaceAsync(found.Id, found, found with { Record = Blob() }, CancellationToken.None));
        Assert.Equal("second", await Secret("a"));
        Assert.Equal("an answer came", await Answered("a"));
    }

    [ContractFact]
    public async Task Of_writers_that_replace_the_same_row_one_wins()
    {
        var row = NewRow(1);
        await Rows.ReplaceAsync(row.Id, null, row, CancellationToken.None);
        var found = await FindRow(row.Id);
        var nexts = Enumerable.Range(0, 10).Select(i => NewRow(1, row.Id)).ToList();
        var done = await Task.WhenAll(nexts.Select(next => Task.Run(() => Rows.ReplaceAsync(row.Id, found, next, CancellationToken.None))));
        AssertOneWins(done.Count(won => won), nexts.Count);
        var stored = await FindRow(row.Id);
        Assert.Contains(nexts.Where((_, i) => done[i]), stored.HasContentOf);
    }

    [ContractFact]
    public async Task A_vault_reads_what_is_moved_away_and_put_back_row_by_row()
    {
        await Commit(VaultFiles.Write("a", 0, "of a"), Answer("a", 1, "answer of a"));
        await Commit(VaultFiles.Write("a", 1, "of a, later"));
        await Commit(VaultFiles.Write("b", 0, "of b"));
        await Keep(Answer("c", 1, "answer of c"));
        var rows = await AllRows();
        foreach (var row in rows) Assert.True(await Rows.ReplaceAsync(row.Id, row, null, CancellationToken.None));
        Assert.Empty(await List());
        Assert.Null(await Secret("a"));
        foreach (var row in rows) Assert.True(await Rows.ReplaceAsync(row.Id, null, row with { Version = null }, CancellationToken.None));
        Assert.Equal("of a, later", await Secret("a"));
        Assert.Equal("answer of a", await Answered("a"));
        Assert.Equal("of b", await Secret("b"));
        Assert.Equal("answer of c", await Answered("c"));
        Assert.Equal(2, (await List()).Count);
        Assert.Equal(new Core.Vault.VaultWriteOutcome.Written(3), await Commit(VaultFiles.Write("a", 2)));
    }

    [ContractFact]
    public async Task A_whole_listing_gives_every_row_as_reading_it_does()
    {
        for (var i = 0; i < 5; i++) await Commit(VaultFiles.Write($"c{i}", 0), i % 2 == 0 ? Answer($"c{i}", i, "raw") : null);
        await Keep(Answer("alone", 1, "raw"));
        var rows = await AllRows();
        Assert.Equal(6, rows.Count);
        foreach (var row in rows) Assert.True((await FindRow(row.Id)).HasContentOf(row));
        var brief = new List<SealedRow>();
        await foreach (var row in Rows.ListAsync(whole: false, CancellationToken.None)) brief.Add(row);
        Assert.Equal(rows.Select(row => (row.Id.ToString(), row.Generation)).Order(), brief.Select(row => (row.Id.ToString(), row.Generation)).Order());
        Assert.All(brief, row => Assert.True(row.Record is not null || row.Properties is not null || row.Generation == 0));
    }

    private SealedRow NewRow(long generation, RowId? id = null) =>
        new(id ?? new RowId(RandomNumberGenerator.GetBytes(32)), generation, Blob(), Rows.KeepsProperties ? Blob() : null, new SealedAnswer(1, Blob()));

    private static byte[] Blob() => RandomNumberGenerator.GetBytes(120);
}
