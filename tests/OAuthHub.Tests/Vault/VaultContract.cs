using System.Text;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.EncryptedFile;
using OAuthHub.Core.Vault.Rows;

namespace OAuthHub.Tests.Vault;

/// <summary>
/// What every backend promises; the cases stand by topic in <c>Contract/</c>. A backend that is an <see cref="IRecordStore"/> implements
/// <see cref="IVaultPlace"/> and derives two classes that say nothing but where: one of <see cref="PlacedVaultContract"/>, one of
/// <see cref="FaultyVaultContract"/> (the same cases behind a store that fails).
/// </summary>
/// <remarks>
/// <code>
/// public sealed class PostgreSqlVaultTests : PlacedVaultContract
/// {
///     private protected override IVaultPlace MakePlace() => new PostgreSqlPlace();
/// }
/// </code>
/// One that derives from here directly gives <see cref="Vault"/> and <see cref="ReopenAsync"/>, and closes what it has opened. A class whose
/// server may be missing on a machine says so in <c>public static string? Missing</c>: all cases are then skipped with that reason.
/// </remarks>
public abstract partial class VaultContract
{
    /// <summary>A new vault, as one process has opened it.</summary>
    private protected abstract IVault Vault { get; }

    /// <summary>The same vault as one more process opens it, beside the first or after it. Whoever asks for it closes it.</summary>
    private protected abstract Task<IVault> ReopenAsync();

    /// <summary>The rows beneath, for moving, re-sealing, and for what an intruder could do.</summary>
    private protected virtual IRecordStore Rows => Vault switch
    {
        EncryptedFileVault file => file.Rows,
        _ => throw new InvalidOperationException("Override Rows: this vault does not say what it lies on."),
    };

    /// <summary>How many bytes secret and answer may have together. One byte more is refused whole, before anything is written.</summary>
    private protected virtual int LargestBytes => int.MaxValue;

    [ContractFact]
    public async Task A_record_that_was_never_written_is_not_there()
    {
        Assert.Null(await Vault.ReadAsync(Name("nobody"), CancellationToken.None));
        Assert.Null(await Vault.ReadJournalAsync(Name("nobody"), CancellationToken.None));
    }

    [ContractFact]
    public async Task A_record_is_read_as_it_was_written()
    {
        await Commit(VaultFiles.Write("a", 0, "the secret"));
        var record = await Vault.ReadAsync(Name("a"), CancellationToken.None);
        Assert.NotNull(record);
        Assert.Equal(Name("a"), record.Name);
        Assert.Equal(1, record.Generation);
        Assert.Equal("the secret", Encoding.UTF8.GetString(record.Secret.Span));
        Assert.Equal("sandbox", record.Properties["platform"]);
    }

    [ContractFact]
    public async Task Kinds_do_not_meet()
    {
        await Commit(VaultFiles.Write("same", 0, "connection"));
        foreach (var kind in new[] { VaultKind.AppRegistration, VaultKind.AgentKey, VaultKind.Session })
        {
            var other = new VaultName(kind, "same");
            Assert.Null(await Vault.ReadAsync(other, CancellationToken.None));
            await Commit(new VaultWrite(other, 0, new Dictionary<string, string>(), Encoding.UTF8.GetBytes($"the {kind}")));
        }
        Assert.Equal("connection", await Secret("same"));
        Assert.Equal("the AgentKey", Encoding.UTF8.GetString((await Vault.ReadAsync(new VaultName(VaultKind.AgentKey, "same"), CancellationToken.None))!.Secret.Span));
        Assert.Equal(4, (await List()).Select(entry => entry.Name!.Value.Kind).Distinct().Count());
    }

    [ContractFact]
    public async Task A_check_proves_that_it_can_be_written_and_changes_nothing()
    {
        await Commit(VaultFiles.Write("a", 0, "as it was"));
        await Keep(Answer("b", 1, "raw"));
        var before = await AllRows();
        await Vault.CheckAsync(CancellationToken.None);
        await Vault.CheckAsync(CancellationToken.None);
        Assert.Equal(1, (await Vault.ReadAsync(Name("a"), CancellationToken.None))!.Generation);
        Assert.Single(await List());
        var after = await AllRows();
        Assert.Equal(before.Count, after.Count);
        Assert.All(before, row => Assert.True(after.Single(same => same.Id.Equals(row.Id)).HasContentOf(row)));
    }

    [ContractFact]
    public async Task A_vault_of_its_own_is_no_restored_copy()
    {
        await Commit(VaultFiles.Write("a", 0));
        Assert.False(Vault.IsRestoredCopy);
        await Vault.AcceptRestoredCopyAsync(CancellationToken.None);
        Assert.False(Vault.IsRestoredCopy);
        Assert.Equal("s3cret", await Secret("a"));
    }

    private protected static VaultName Name(string id) => VaultFiles.Name(id);

    private protected static JournalEntry Answer(string id, long tokenGeneration, string answer) => new(Name(id), tokenGeneration, Encoding.UTF8.GetBytes(answer));

    private protected Task<VaultWriteOutcome> Commit(VaultWrite write, JournalEntry? answer = null) => Commit(Vault, write, answer);

    private protected static Task<VaultWriteOutcome> Commit(IVault vault, VaultWrite write, JournalEntry? answer = null) => vault.CommitAsync(new VaultCommit(write, answer), CancellationToken.None);

    private protected Task<VaultWriteOutcome> Keep(JournalEntry answer) => Vault.CommitAsync(new VaultCommit(null, answer), CancellationToken.None);

    private protected Task<string?> Secret(string id) => Secret(Vault, id);

    private protected static async Task<string?> Secret(IVault vault, string id) =>
        await vault.ReadAsync(Name(id), CancellationToken.None) is { } record ? Encoding.UTF8.GetString(record.Secret.Span) : null;

    private protected Task<string?> Answered(string id) => Answered(Vault, id);

    private protected static async Task<string?> Answered(IVault vault, string id) =>
        await vault.ReadJournalAsync(Name(id), CancellationToken.None) is { } entry ? Encoding.UTF8.GetString(entry.Answer.Span) : null;

    private protected async Task<List<VaultEntry>> List(IVault? vault = null)
    {
        var entries = new List<VaultEntry>();
        await foreach (var entry in (vault ?? Vault).ListAsync(CancellationToken.None)) entries.Add(entry);
        return entries;
    }

    private protected async Task<List<SealedRow>> AllRows()
    {
        var rows = new List<SealedRow>();
        await foreach (var row in Rows.ListAsync(whole: true, CancellationToken.None)) rows.Add(row);
        return rows;
    }

    /// <summary>Writes a record and finds the row that it became.</summary>
    private protected async Task<SealedRow> WriteRow(VaultWrite write, JournalEntry? answer = null)
    {
        var before = (await AllRows()).Select(row => row.Id).ToHashSet();
        await Commit(write, answer);
        return (await AllRows()).Single(row => !before.Contains(row.Id));
    }

    /// <summary>One more process, to be used in an <c>await using</c>.</summary>
    private protected async Task<Opened> Another() => new(await ReopenAsync());

    /// <summary>Of writers that expect the same, one wins; where nothing is compared in one step, at least one does.</summary>
    private protected void AssertOneWins(int winners, int writers)
    {
        if (Vault.ComparesAndSwaps) Assert.Equal(1, winners);
        else Assert.InRange(winners, 1, writers);
    }

    private protected sealed class Opened(IVault vault) : IAsyncDisposable
    {
        public IVault Vault => vault;

        public ValueTask DisposeAsync() => vault is IAsyncDisposable closing ? closing.DisposeAsync() : ValueTask.CompletedTask;
    }
}
