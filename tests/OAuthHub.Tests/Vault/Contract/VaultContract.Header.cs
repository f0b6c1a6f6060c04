using System.Text;

namespace OAuthHub.Tests.Vault;

/// <summary>The header: who the vault is, and by which steps it moves or changes its keys.</summary>
public abstract partial class VaultContract
{
    [ContractFact]
    public async Task A_vault_that_is_there_is_not_made_again()
    {
        var before = await Rows.ReadHeaderAsync(CancellationToken.None);
        Assert.NotEmpty(before);
        Assert.False(await Rows.CreateHeaderAsync(new Dictionary<string, byte[]> { ["deployment"] = "another"u8.ToArray() }, CancellationToken.None));
        var after = await Rows.ReadHeaderAsync(CancellationToken.None);
        Assert.Equal(before["deployment"], after["deployment"]);
        Assert.Equal(Vault.DeploymentId, Encoding.ASCII.GetString(after["deployment"]));
    }

    [ContractFact]
    public async Task A_header_entry_is_made_once_replaced_as_expected_and_removed_as_expected()
    {
        Assert.True(await Replace(null, "one"));
        Assert.False(await Replace(null, "two"));
        Assert.False(await Replace("two", "three"));
        Assert.Equal("one", await Entry());
        Assert.True(await Replace("one", "two"));
        Assert.Equal("two", await Entry());
        Assert.False(await Replace("one", null));
        Assert.True(await Replace("two", null));
        Assert.Null(await Entry());
        Assert.False(await Replace("two", "three"));
        Assert.True(await Replace(null, "again"));
    }

    [ContractFact]
    public async Task Nothing_is_not_the_same_as_an_empty_header_entry()
    {
        Assert.True(await Replace(null, null));
        Assert.False(await Replace("", "one"));
        Assert.True(await Replace(null, ""));
        Assert.Equal("", await Entry());
        Assert.False(await Replace(null, null));
        Assert.False(await Replace(null, "one"));
        Assert.True(await Replace("", "one"));
        Assert.Equal("one", await Entry());
    }

    [ContractFact]
    public async Task Header_entries_do_not_meet_and_are_no_records()
    {
        var before = await Rows.ReadHeaderAsync(CancellationToken.None);
        foreach (var name in new[] { "move/to", "name-key/0123456789abcdef", "with spaces", new string('n', 60) })
            Assert.True(await Rows.ReplaceHeaderAsync(name, null, Encoding.UTF8.GetBytes(name), CancellationToken.None));
        var after = await Rows.ReadHeaderAsync(CancellationToken.None);
        Assert.Equal(before.Count + 4, after.Count);
        Assert.All(before, entry => Assert.Equal(entry.Value, after[entry.Key]));
        Assert.Equal("move/to", Encoding.UTF8.GetString(after["move/to"]));
        Assert.Empty(await List());
        Assert.Empty(await AllRows());
    }

    [ContractFact]
    public async Task Another_process_sees_a_header_entry_at_once()
    {
        var value = Encoding.UTF8.GetBytes(new string('v', 2_000));
        Assert.True(await Rows.ReplaceHeaderAsync("of-a-test", null, value, CancellationToken.None));
        await using var second = await Another();
        Assert.Equal(Vault.DeploymentId, second.Vault.DeploymentId);
        Assert.Equal(value, (await Rows.ReadHeaderAsync(CancellationToken.None))["of-a-test"]);
    }

    [ContractFact]
    public async Task Of_writers_of_the_same_header_entry_one_wins()
    {
        foreach (var expected in new[] { null, "first" })
        {
            if (expected is not null) await Replace(await Entry(), expected);
            var done = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => Replace(expected, $"{expected} writer {i}"))));
            AssertOneWins(done.Count(won => won), done.Length);
            Assert.Contains(await Entry(), Enumerable.Range(0, 8).Where(i => done[i]).Select(i => $"{expected} writer {i}"));
        }
    }

    private Task<bool> Replace(string? expected, string? value) => Rows.ReplaceHeaderAsync("of-a-test", Bytes(expected), Bytes(value), CancellationToken.None);

    private async Task<string?> Entry() => (await Rows.ReadHeaderAsync(CancellationToken.None)).TryGetValue("of-a-test", out var value) ? Encoding.UTF8.GetString(value) : null;

    private static byte[]? Bytes(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text);
}
