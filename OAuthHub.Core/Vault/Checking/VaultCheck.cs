using OAuthHub.Core.Vault.Live;
using OAuthHub.Core.Vault.Rows;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Core.Vault.Checking;

/// <summary>
/// Opens every record and every answer, and changes nothing. The listing tells what only the vault's memory knows (a record that was put
/// back, or is gone); the rows tell what is under them (answers, master keys, rows without a name).
/// </summary>
public sealed class VaultCheck
{
    private readonly LiveVault vault;

    internal VaultCheck(LiveVault vault) => this.vault = vault;

    /// <param name="progress">Told how many rows were looked at, both passes together.</param>
    public async Task<VaultReport> RunAsync(IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var (opened, tally) = (vault.Current, new Tally());
        await foreach (var entry in opened.Vault.ListAsync(cancellationToken))
        {
            var row = entry.Name is { } name ? opened.Seals.Id(name).ToString() : "";
            if (entry.Problem is VaultProblem.None) tally.Opened(entry);
            else if (entry.Name is not null) tally.Found(row, entry.Name, entry.Problem);
            progress?.Report(++tally.Looked);
        }
        await foreach (var row in opened.Rows.ListAsync(whole: true, cancellationToken))
        {
            tally.Keys(row);
            if (row.Record is not null) CheckRecord(opened.Seals, row, tally);
            if (row.Answer is not null) CheckAnswer(opened.Seals, row, tally);
            progress?.Report(++tally.Looked);
        }
        return new VaultReport(
            opened.Backend, opened.Rows.Place, vault.DeploymentId, tally.Records, tally.Kinds, tally.States, tally.MasterKeys, tally.Answers, vault.IsRestoredCopy, tally.Problems);
    }

    private static void CheckRecord(RecordSeals seals, SealedRow row, Tally tally)
    {
        try
        {
            var record = seals.Open(row.Id, row.Generation, row.Record!);
            if (!seals.Id(record.Name).Equals(row.Id)) tally.Found(row.Id.ToString(), record.Name, VaultProblem.Damaged);
        }
        catch (VaultIntegrityException)
        {
            tally.Found(row.Id.ToString(), null, VaultProblem.Damaged);
        }
        catch (VaultKeyUnavailableException)
        {
            tally.Found(row.Id.ToString(), null, VaultProblem.KeyUnavailable);
        }
    }

    private static void CheckAnswer(RecordSeals seals, SealedRow row, Tally tally)
    {
        tally.Answers++;
        try
        {
            seals.OpenAnswer(default, row.Id, row.Answer!);
        }
        catch (Exception failure) when (failure is VaultIntegrityException or VaultKeyUnavailableException)
        {
            tally.FoundAnswer(row.Id.ToString(), failure is VaultKeyUnavailableException ? VaultProblem.KeyUnavailable : VaultProblem.Damaged);
        }
    }

    /// <summary>What was counted so far.</summary>
    private sealed class Tally
    {
        private readonly HashSet<string> known = new(StringComparer.Ordinal);

        public long Looked { get; set; }
        public long Records { get; private set; }
        public long Answers { get; set; }
        public SortedDictionary<VaultKind, long> Kinds { get; } = [];
        public SortedDictionary<string, long> States { get; } = new(StringComparer.Ordinal);
        public SortedDictionary<string, long> MasterKeys { get; } = new(StringComparer.Ordinal);
        public List<FoundProblem> Problems { get; } = [];

        public void Opened(VaultEntry entry)
        {
            Records++;
            Kinds[entry.Name!.Value.Kind] = Kinds.GetValueOrDefault(entry.Name.Value.Kind) + 1;
            if (entry.Name.Value.Kind is VaultKind.Connection && entry.Properties.GetValueOrDefault("state") is { } state) States[state] = States.GetValueOrDefault(state) + 1;
        }

        public void Keys(SealedRow row)
        {
            var ids = ((byte[]?[])[row.Record, row.Answer?.Blob]).OfType<byte[]>().Select(blob => Sealer.KeyIdOf(blob)).OfType<string>().Distinct(StringComparer.Ordinal);
            foreach (var id in ids) MasterKeys[id] = MasterKeys.GetValueOrDefault(id) + 1;
        }

        /// <summary>Of a row that the listing has named already the second finding says nothing new.</summary>
        public void Found(string row, VaultName? name, VaultProblem problem)
        {
            if (known.Add(row)) Problems.Add(new FoundProblem(row, name, problem, ProblemTexts.Of(problem, name?.Kind)));
        }

        public void FoundAnswer(string row, VaultProblem problem) =>
            Problems.Add(new FoundProblem(row, null, problem, ProblemTexts.OfAnswer(problem)));
    }
}
