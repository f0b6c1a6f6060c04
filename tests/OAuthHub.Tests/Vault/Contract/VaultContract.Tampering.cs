using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.Rows;

namespace OAuthHub.Tests.Vault;

/// <summary>What somebody who may write to the backend can do to a row, and what must come of it: never a wrong secret, never harm to others.</summary>
public abstract partial class VaultContract
{
    [ContractTheory]
    [InlineData("changed")]
    [InlineData("cut")]
    [InlineData("lengthened")]
    [InlineData("emptied")]
    [InlineData("of a later generation")]
    public async Task A_row_that_was_tampered_with_is_refused_and_listed_and_harms_no_other(string how)
    {
        await Commit(VaultFiles.Write("other", 0, "unharmed"));
        var row = await WriteRow(VaultFiles.Write("a", 0, "the secret"));
        await Tamper(row, how switch
        {
            "changed" => row with { Record = Flip(row.Record!) },
            "cut" => row with { Record = row.Record![..^1] },
            "lengthened" => row with { Record = [.. row.Record!, 0] },
            "emptied" => row with { Record = [] },
            _ => row with { Generation = 2 },
        });
        await AssertProblem("a", VaultProblem.Damaged);
    }

    [ContractFact]
    public async Task A_row_moved_to_another_name_is_refused()
    {
        await Commit(VaultFiles.Write("other", 0, "unharmed"));
        var mine = await WriteRow(VaultFiles.Write("mine", 0, "mine"));
        var row = await WriteRow(VaultFiles.Write("a", 0, "theirs"));
        await Tamper(row, row with { Record = mine.Record });
        await AssertProblem("a", VaultProblem.Damaged);
        Assert.Equal("mine", await Secret("mine"));
    }

    [ContractFact]
    public async Task An_older_record_under_the_newer_generation_is_refused()
    {
        await Commit(VaultFiles.Write("other", 0, "unharmed"));
        var old = await WriteRow(VaultFiles.Write("a", 0, "old"));
        await Commit(VaultFiles.Write("a", 1, "new"));
        var row = await FindRow(old.Id);
        await Tamper(row, row with { Record = old.Record });
        await AssertProblem("a", VaultProblem.Damaged);
    }

    [ContractFact]
    public async Task A_row_of_a_key_that_is_not_configured_waits_for_it()
    {
        await Commit(VaultFiles.Write("other", 0, "unharmed"));
        var row = await WriteRow(VaultFiles.Write("a", 0, "the secret"));
        var blob = row.Record!.ToArray();
        blob[6] = (byte)(blob[6] == '0' ? '1' : '0'); // the first digit of the key's id
        await Tamper(row, row with { Record = blob });
        await Assert.ThrowsAsync<VaultKeyUnavailableException>(async () => await Vault.ReadAsync(Name("a"), CancellationToken.None));
        Assert.Contains(await List(), entry => entry.Problem == VaultProblem.KeyUnavailable);

        var now = await FindRow(row.Id);
        Assert.True(await Rows.ReplaceAsync(row.Id, now, row with { Version = null }, CancellationToken.None));
        Assert.Equal("the secret", await Secret("a"));
    }

    [ContractTheory]
    [InlineData("moved")]
    [InlineData("changed")]
    [InlineData("of another generation")]
    public async Task An_answer_that_was_tampered_with_is_refused_and_its_record_is_not(string how)
    {
        var mine = await WriteRow(VaultFiles.Write("mine", 0, "mine"), Answer("mine", 1, "my tokens"));
        var row = await WriteRow(VaultFiles.Write("a", 0, "record of a"), Answer("a", 1, "tokens of a"));
        await Tamper(row, row with
        {
            Answer = how switch
            {
                "moved" => mine.Answer,
                "changed" => row.Answer! with { Blob = Flip(row.Answer.Blob) },
                _ => row.Answer! with { TokenGeneration = 2 },
            },
        }, properties: false);
        await Assert.ThrowsAsync<VaultIntegrityException>(async () => await Vault.ReadJournalAsync(Name("a"), CancellationToken.None));
        Assert.Equal("record of a", await Secret("a"));
        Assert.Equal("my tokens", await Answered("mine"));
    }

    [ContractFact]
    public async Task A_damaged_record_can_be_written_anew()
    {
        var row = await WriteRow(VaultFiles.Write("a", 0, "the secret"));
        await Tamper(row, row with { Record = Flip(row.Record!) });
        Assert.Equal(new VaultWriteOutcome.Written(2), await Commit(VaultFiles.Write("a", 1, "anew")));
        Assert.Equal("anew", await Secret("a"));
        Assert.Equal(VaultProblem.None, Assert.Single(await List()).Problem);
    }

    [ContractFact]
    public async Task A_damaged_record_can_be_deleted()
    {
        var row = await WriteRow(VaultFiles.Write("a", 0, "the secret"), Answer("a", 1, "raw"));
        await Tamper(row, row with { Record = Flip(row.Record!) });
        Assert.True(await Vault.DeleteAsync(Name("a"), 1, CancellationToken.None));
        Assert.Null(await Secret("a"));
        Assert.Empty(await AllRows());
    }

    /// <param name="properties">Whether what a listing could go by is spoilt as well: where it is kept apart and is whole, a listing reads no record.</param>
    private async Task Tamper(SealedRow row, SealedRow changed, bool properties = true) =>
        Assert.True(await Rows.ReplaceAsync(row.Id, row, properties && row.Properties is { } kept ? changed with { Properties = Flip(kept) } : changed, CancellationToken.None));

    private async Task AssertProblem(string id, VaultProblem problem)
    {
        var failure = await Assert.ThrowsAsync<VaultIntegrityException>(async () => await Vault.ReadAsync(Name(id), CancellationToken.None));
        Assert.Equal(problem, failure.Problem);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
        var entries = await List();
        var listed = Assert.Single(entries, entry => entry.Problem != VaultProblem.None);
        Assert.Equal(problem, listed.Problem);
        Assert.True(listed.Name is null || listed.Name == Name(id));
        Assert.Equal("unharmed", await Secret("other"));
        Assert.Contains(entries, entry => entry.Name == Name("other") && entry.Problem == VaultProblem.None);
    }

    private async Task<SealedRow> FindRow(RowId id) => (await Rows.ReadAsync(id, CancellationToken.None))!;

    private static byte[] Flip(byte[] blob)
    {
        var flipped = blob.ToArray();
        flipped[^1] ^= 1;
        return flipped;
    }
}
