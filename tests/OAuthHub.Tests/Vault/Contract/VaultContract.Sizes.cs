using System.Security.Cryptography;
using OAuthHub.Core.Vault;

namespace OAuthHub.Tests.Vault;

/// <summary>Whatever a platform calls its users and however long its tokens are.</summary>
public abstract partial class VaultContract
{
    [ContractTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2_000)]
    [InlineData(10_000)]
    [InlineData(24_000)]
    [InlineData(40_000)]
    [InlineData(256 * 1024)]
    public async Task A_secret_of_any_size_is_kept_byte_by_byte_or_refused_whole(int size)
    {
        await Commit(VaultFiles.Write("a", 0, "before"));
        var secret = RandomNumberGenerator.GetBytes(size);
        var write = new VaultWrite(Name("a"), 1, new Dictionary<string, string>(), secret);
        if (size > LargestBytes)
        {
            await Assert.ThrowsAsync<VaultUnavailableException>(() => Commit(write));
            Assert.Equal("before", await Secret("a"));
            return;
        }
        Assert.Equal(new VaultWriteOutcome.Written(2), await Commit(write));
        Assert.Equal(secret, (await Vault.ReadAsync(Name("a"), CancellationToken.None))!.Secret.ToArray());
    }

    [ContractTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(24_000)]
    [InlineData(40_000)]
    [InlineData(256 * 1024)]
    public async Task An_answer_of_any_size_is_kept_byte_by_byte_or_refused_whole(int size)
    {
        await Commit(VaultFiles.Write("a", 0, ""));
        var answer = RandomNumberGenerator.GetBytes(size);
        var commit = new VaultCommit(VaultFiles.Write("a", 1, ""), new JournalEntry(Name("a"), 1, answer));
        if (size > LargestBytes)
        {
            await Assert.ThrowsAsync<VaultUnavailableException>(() => Vault.CommitAsync(commit, CancellationToken.None));
            Assert.Equal(1, (await Vault.ReadAsync(Name("a"), CancellationToken.None))!.Generation);
            return;
        }
        Assert.Equal(new VaultWriteOutcome.Written(2), await Vault.CommitAsync(commit, CancellationToken.None));
        Assert.Equal(answer, (await Vault.ReadJournalAsync(Name("a"), CancellationToken.None))!.Answer.ToArray());
    }

    [ContractTheory]
    [InlineData("x")]
    [InlineData("with spaces and / slashes")]
    [InlineData("..")]
    [InlineData("a%2Fb?c=d&e#f")]
    [InlineData("unicode-é-日本-🔑")]
    [InlineData("e\u0301")]
    [InlineData("'; DROP TABLE record; --")]
    [InlineData("line\nbreak\ttab\0nul")]
    public async Task Odd_ids_are_names_like_any_other(string id)
    {
        await Commit(VaultFiles.Write(id, 0, $"secret of {id}"), Answer(id, 1, $"answer of {id}"));
        Assert.Equal($"secret of {id}", await Secret(id));
        Assert.Equal($"answer of {id}", await Answered(id));
        Assert.Equal(Name(id), Assert.Single(await List()).Name);
        Assert.True(await Vault.DeleteAsync(Name(id), 1, CancellationToken.None));
    }

    [ContractFact]
    public async Task Ids_that_look_alike_are_different_records()
    {
        string[] ids = ["ada", "Ada", "ada ", " ada", "\u00e9", "e\u0301", "ada\0", new('a', 200), new('a', 199)];
        foreach (var id in ids) await Commit(VaultFiles.Write(id, 0, $"<{id}>"));
        foreach (var id in ids) Assert.Equal($"<{id}>", await Secret(id));
        Assert.Equal(ids.Order(StringComparer.Ordinal), (await List()).Select(entry => entry.Name!.Value.Id).Order(StringComparer.Ordinal));
    }

    [ContractTheory]
    [MemberData(nameof(PropertySets))]
    public async Task Properties_are_kept_and_listed_as_they_are(string what)
    {
        var properties = Properties(what);
        await Commit(new VaultWrite(Name("a"), 0, properties, "s"u8.ToArray()));
        Assert.Equal(properties, (await Vault.ReadAsync(Name("a"), CancellationToken.None))!.Properties);
        Assert.Equal(properties, Assert.Single(await List()).Properties);
    }

    public static TheoryData<string> PropertySets => ["none", "empty", "unicode", "many", "long"];

    private static Dictionary<string, string> Properties(string what) => what switch
    {
        "empty" => new() { ["user"] = "" },
        "unicode" => new() { ["user"] = "é-日本-🔑 \"'<>&\\", ["schlüssel"] = "e\u0301", ["line\nbreak"] = "\0\t\r\n" },
        "many" => Enumerable.Range(0, 40).ToDictionary(i => $"name-{i}", i => $"value of {i}"),
        "long" => new() { ["user"] = new string('u', 128), ["scope"] = string.Join(' ', Enumerable.Range(0, 300).Select(i => $"scope.{i}")) },
        _ => [],
    };
}
