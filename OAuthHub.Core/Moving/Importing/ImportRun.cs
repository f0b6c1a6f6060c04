using OAuthHub.Core.Audit;
using OAuthHub.Core.Secrets;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.LocalJournal;

namespace OAuthHub.Core.Moving.Importing;

/// <summary>Brings the grants of a file in, several at a time. Run it again whenever it was interrupted: what is there is not sent again.</summary>
public sealed class ImportRun(GrantImport import, KnownGrants known, AnswerJournal localJournal, VaultSignals signals, AuditLog audit)
{
    private const int AtOnce = 8;

    /// <returns>What became of each record, in the file's order.</returns>
    public async Task<IReadOnlyList<ImportResult>> RunAsync(IReadOnlyList<GrantRecord> records, ImportTerms terms, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        if (!terms.IsDry)
        {
            localJournal.Open();
            await localJournal.RecoverAsync(cancellationToken);
        }
        await known.LoadAsync(cancellationToken);
        var (results, done) = (new ImportResult?[records.Count], 0L);
        var repeats = Repeats(records, terms);
        await using var written = audit.Begin();
        try
        {
            await Parallel.ForEachAsync(Enumerable.Range(0, records.Count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (at, stopping) =>
            {
                var result = results[at] = repeats[at] ?? await import.RunAsync(records[at], terms, stopping);
                if (result.Status is ImportStatus.Imported or ImportStatus.Replaced)
                    await written.WriteAsync(new AuditEntry(AuditEvents.Imported, AuditEntry.Ok, AuditActor.Operator) { User = result.User, Platform = result.Platform, Connection = result.Connection });
                progress?.Report(Interlocked.Increment(ref done));
            });
        }
        finally
        {
            if (results.Any(result => result?.Status is ImportStatus.Imported or ImportStatus.Replaced)) await signals.RaiseAsync(VaultSignals.Connections, CancellationToken.None);
        }
        return results!;
    }

    /// <summary>Records whose token stands in an earlier one: of several the first is tried, so that no token is sent twice.</summary>
    private static ImportResult?[] Repeats(IReadOnlyList<GrantRecord> records, ImportTerms terms)
    {
        var (firsts, repeats) = (new Dictionary<SecretFingerprint, GrantRecord>(), new ImportResult?[records.Count]);
        for (var at = 0; at < records.Count; at++)
        {
            var record = records[at] with { User = records[at].User ?? terms.User };
            if (record.Fingerprint is not { } token || firsts.TryAdd(token, record)) continue;
            repeats[at] = string.Equals(firsts[token].User, record.User, StringComparison.Ordinal) ? ImportResult.Skipped(record, MovingCodes.DuplicateRecord, null) : ImportResult.Failed(record, MovingCodes.DuplicateRecord);
        }
        return repeats;
    }
}
