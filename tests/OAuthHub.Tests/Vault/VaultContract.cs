using System.Text;
using OAuthHub.Core.Vault;

namespace OAuthHub.Tests.Vault;

/// <summary>What every backend promises. A backend's tests derive from this and say how to open one.</summary>
public abstract class VaultContract
{
    private protected abstract IVault Vault { get; }

    [Fact]
    public async Task A_record_that_was_never_written_is_not_there() =>
        Assert.Null(await Vault.ReadAsync(VaultFiles.Name("nobody"), CancellationToken.None));

    [Fact]
    public async Task A_record_is_read_as_it_was_written()
    {
        await Commit(VaultFiles.Write("a", 0, "the secret"));
        var record = await Vault.ReadAsync(VaultFiles.Name("a"), CancellationToken.None);
        Assert.NotNull(record);
        Assert.Equal(1, record.Generation);
        Assert.Equal("the secret", Encoding.UTF8.GetString(record.Secret.Span));
        Assert.Equal("sandbox", record.Properties["platform"]);
    }

    [Fact]
    public async Task Each_write_raises_the_generation_by_one()
    {
        for (var expected = 0; expected < 5; expected++)
            Assert.Equal(new VaultWriteOutcome.Written(expected + 1), await Commit(VaultFiles.Write("a", expected)));
    }

    [Theory]
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

    [Fact]
    public async Task A_write_to_a_record_that_is_not_there_is_a_conflict_with_nothing() =>
        Assert.Equal(new VaultWriteOutcome.Conflict(0), await Commit(VaultFiles.Write("a", 7)));

    [Fact]
    public async Task Of_fifty_writers_with_the_same_expectation_one_wins()
    {
        await Commit(VaultFiles.Write("a", 0));
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => Commit(VaultFiles.Write("a", 1, $"writer {i}")))));
        Assert.Single(outcomes.OfType<VaultWriteOutcome.Written>());
        Assert.Equal(49, outcomes.OfType<VaultWriteOutcome.Conflict>().Count());
    }

    [Fact]
    public async Task No_update_is_lost_among_many_writers()
    {
        await Commit(VaultFiles.Write("count", 0, "0"));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var done = 0; done < 25;)
            {
                var record = (await Vault.ReadAsync(VaultFiles.Name("count"), CancellationToken.None))!;
                var next = int.Parse(Encoding.UTF8.GetString(record.Secret.Span), System.Globalization.CultureInfo.InvariantCulture) + 1;
                if (await Commit(VaultFiles.Write("count", record.Generation, next.ToString(System.Globalization.CultureInfo.InvariantCulture))) is VaultWriteOutcome.Written) done++;
            }
        })));
        Assert.Equal("200", await Secret("count"));
    }

    [Fact]
    public async Task A_journal_entry_and_a_record_are_written_together()
    {
        await Vault.CommitAsync(new VaultCommit(VaultFiles.Write("a", 0), new JournalEntry(VaultFiles.Name("a"), 4, "raw answer"u8.ToArray())), CancellationToken.None);
        var entry = await Vault.ReadJournalAsync(VaultFiles.Name("a"), CancellationToken.None);
        Assert.Equal(4, entry!.TokenGeneration);
        Assert.Equal("raw answer", Encoding.UTF8.GetString(entry.Answer.Span));
    }

    [Fact]
    public async Task A_journal_entry_is_kept_when_its_record_is_in_conflict()
    {
        await Commit(VaultFiles.Write("a", 0));
        var outcome = await Vault.CommitAsync(new VaultCommit(VaultFiles.Write("a", 9), new JournalEntry(VaultFiles.Name("a"), 1, "raw"u8.ToArray())), CancellationToken.None);
        Assert.IsType<VaultWriteOutcome.Conflict>(outcome);
        Assert.NotNull(await Vault.ReadJournalAsync(VaultFiles.Name("a"), CancellationToken.None));
    }

    [Fact]
    public async Task A_journal_entry_alone_leaves_the_record_alone()
    {
        await Commit(VaultFiles.Write("a", 0));
        await Vault.CommitAsync(new VaultCommit(null, new JournalEntry(VaultFiles.Name("a"), 1, "raw"u8.ToArray())), CancellationToken.None);
        Assert.Equal(1, (await Vault.ReadAsync(VaultFiles.Name("a"), CancellationToken.None))!.Generation);
    }

    [Fact]
    public async Task A_deleted_record_is_gone_with_its_journal()
    {
        await Vault.CommitAsync(new VaultCommit(VaultFiles.Write("a", 0), new JournalEntry(VaultFiles.Name("a"), 1, "raw"u8.ToArray())), CancellationToken.None);
        Assert.False(await Vault.DeleteAsync(VaultFiles.Name("a"), 5, CancellationToken.None));
        Assert.True(await Vault.DeleteAsync(VaultFiles.Name("a"), 1, CancellationToken.None));
        Assert.Null(await Vault.ReadAsync(VaultFiles.Name("a"), CancellationToken.None));
        Assert.Null(await Vault.ReadJournalAsync(VaultFiles.Name("a"), CancellationToken.None));
        Assert.Equal(new VaultWriteOutcome.Written(1), await Commit(VaultFiles.Write("a", 0)));
    }

    [Fact]
    public async Task The_listing_names_all_records_with_their_properties()
    {
        for (var i = 0; i < 30; i++) await Commit(VaultFiles.Write($"c{i}", 0, user: $"user-{i}"));
        var entries = new List<VaultEntry>();
        await foreach (var entry in Vault.ListAsync(CancellationToken.None)) entries.Add(entry);
        Assert.Equal(30, entries.Count);
        Assert.All(entries, entry => Assert.Equal(VaultProblem.None, entry.Problem));
        Assert.Equal("user-17", entries.Single(entry => entry.Name == VaultFiles.Name("c17")).Properties["user"]);
    }

    [Theory]
    [InlineData("with spaces and / slashes")]
    [InlineData("unicode-é-日本-🔑")]
    [InlineData("'; DROP TABLE record; --")]
    public async Task Odd_ids_and_long_secrets_are_kept_as_they_are(string id)
    {
        var secret = new string('x', 40_000) + id;
        await Commit(VaultFiles.Write(id, 0, secret));
        Assert.Equal(secret, await Secret(id));
    }

    [Fact]
    public async Task Kinds_do_not_meet()
    {
        await Commit(VaultFiles.Write("same", 0, "connection"));
        var other = new VaultName(VaultKind.AppRegistration, "same");
        Assert.Null(await Vault.ReadAsync(other, CancellationToken.None));
        await Vault.CommitAsync(new VaultCommit(new VaultWrite(other, 0, new Dictionary<string, string>(), "registration"u8.ToArray())), CancellationToken.None);
        Assert.Equal("connection", await Secret("same"));
    }

    private protected Task<VaultWriteOutcome> Commit(VaultWrite write) => Vault.CommitAsync(new VaultCommit(write), CancellationToken.None);

    private protected async Task<string> Secret(string id) => Encoding.UTF8.GetString((await Vault.ReadAsync(VaultFiles.Name(id), CancellationToken.None))!.Secret.Span);
}
