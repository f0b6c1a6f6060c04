using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using OAuthHub.Core.Vault.Live;
using OAuthHub.Core.Vault.LocalJournal;
using OAuthHub.Core.Vault.Rows;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Core.Vault.Backup;

/// <summary>
/// Puts a backup back into the configured vault, while no hub runs on it. The file is verified whole before anything is touched. From the
/// first row on the vault says of itself that it was restored, so that the next start sets rotating connections aside. When this was cut
/// off in the middle no hub starts on the vault; the same restore is then simply run again.
/// </summary>
public sealed class VaultRestore
{
    private const string Begun = "restoring ";
    private const int RowsAtOnce = 64, RowsAtOnceWithoutSwap = 4;

    private readonly VaultOpener opener;
    private readonly KeyRing keys;
    private readonly RunningHubs hubs;
    private readonly string backend;
    private readonly IConfiguration settings;
    private readonly TimeProvider time;

    internal VaultRestore(VaultOpener opener, KeyRing keys, RunningHubs hubs, IOptions<VaultOptions> options, IConfiguration configuration, TimeProvider time)
    {
        (this.opener, this.keys, this.hubs, this.time, backend) = (opener, keys, hubs, time, options.Value.Backend);
        settings = configuration.GetSection($"{VaultOptions.Section}:{backend}");
    }

    /// <summary>True for a vault that a restore has begun to fill and has not filled yet: no hub may start on it.</summary>
    internal static bool IsUnderWay(IReadOnlyDictionary<string, byte[]> header) =>
        header.GetValueOrDefault(HighWaterMark.RestoredEntry) is { } mark && Encoding.ASCII.GetString(mark).StartsWith(Begun, StringComparison.Ordinal);

    /// <param name="replace">Whether what the vault holds is replaced; else it must be empty.</param>
    /// <param name="progress">Told how many rows were put back.</param>
    /// <exception cref="BackupException">It is refused; nothing was changed unless the message says so.</exception>
    public async Task<RestoredBackup> RunAsync(string path, bool replace, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        if (hubs.Find() is { Count: > 0 } running)
            throw new BackupException("hub_running", $"A hub runs on this data folder (process {string.Join(", ", running)}). Stop all processes of this hub, APIs and workers, and run this again. Nothing was changed.");
        using var backup = BackupReader.Open(path, keys);
        var (header, counts) = backup.Verify(cancellationToken);
        var begun = Encoding.ASCII.GetBytes(Begun + backup.Manifest.Id);
        await using var target = await opener.OpenAsync(backend, settings, cancellationToken, new Dictionary<string, byte[]>(header) { [HighWaterMark.RestoredEntry] = begun });
        var isEmpty = await CheckTargetAsync(target, backup.Manifest, begun, replace, cancellationToken);
        await MarkAsync(target.Rows, begun, cancellationToken);
        var (kept, unreadable) = await WriteAsync(target, backup, isEmpty, progress, cancellationToken);
        var removed = isEmpty ? 0 : await RemoveOthersAsync(target.Rows, kept, cancellationToken);
        await MarkAsync(target.Rows, Encoding.ASCII.GetBytes("restored " + time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture)), cancellationToken);
        return new RestoredBackup(target.Backend, target.Rows.Place, backup.Manifest, counts, removed, unreadable);
    }

    /// <summary>Whether the vault holds nothing yet.</summary>
    private static async Task<bool> CheckTargetAsync(OpenedVault target, BackupManifest manifest, byte[] begun, bool replace, CancellationToken cancellationToken)
    {
        var place = target.Rows.Place;
        if (!string.Equals(target.Vault.DeploymentId, manifest.DeploymentId, StringComparison.Ordinal))
            throw new BackupException("other_vault", $"{place} holds another vault ({target.Vault.DeploymentId}) than the one of this backup ({manifest.DeploymentId}). Restore into an empty data folder or database, or move what is there away (the file vault: vault.db and vault.witness). Nothing was changed.");
        var header = await target.Rows.ReadHeaderAsync(cancellationToken);
        if (header.ContainsKey(MoveNote.Entry))
            throw new BackupException("moved", $"{place} was moved to another backend, or a move is under way. Finish the move, set OAuthHub:Vault:Backend to where the vault is now, and restore there. Nothing was changed.");
        await foreach (var _ in target.Rows.ListAsync(whole: false, cancellationToken))
        {
            var isGoingOn = header.GetValueOrDefault(HighWaterMark.RestoredEntry)?.AsSpan().SequenceEqual(begun) is true;
            return isGoingOn || replace ? false : throw new BackupException(
                "not_empty", $"{place} holds records already. To put the state of the backup in their place, with all that came later gone, run this again with --replace. Nothing was changed.");
        }
        return true;
    }

    private static async Task MarkAsync(IRecordStore rows, byte[] mark, CancellationToken cancellationToken)
    {
        while (!await rows.ReplaceHeaderAsync(HighWaterMark.RestoredEntry, (await rows.ReadHeaderAsync(cancellationToken)).GetValueOrDefault(HighWaterMark.RestoredEntry), mark, cancellationToken))
            cancellationToken.ThrowIfCancellationRequested();
    }

    private static async Task<(ConcurrentDictionary<RowId, bool> Kept, int Unreadable)> WriteAsync(OpenedVault target, BackupReader backup, bool isEmpty, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var (kept, unreadable, written) = (new ConcurrentDictionary<RowId, bool>(), 0, 0L);
        var options = new ParallelOptions { MaxDegreeOfParallelism = target.Rows.ComparesAndSwaps ? RowsAtOnce : RowsAtOnceWithoutSwap, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(backup.Rows(), options, async (row, token) =>
        {
            if (!isEmpty) kept[row.Id] = true;
            var next = Fit(row);
            var there = isEmpty ? null : await target.Rows.ReadAsync(row.Id, token);
            if (there?.HasContentOf(next) is not true && !await target.Rows.ReplaceAsync(row.Id, there, next, token)) throw Interrupted(target.Rows.Place);
            progress?.Report(Interlocked.Increment(ref written));
        });
        return (kept, unreadable);

        // A row that does not open is put back as it is: it is no worse there than it was.
        SealedRow Fit(SealedRow row)
        {
            try
            {
                return target.Seals.Fit(row, target.Rows.KeepsProperties);
            }
            catch (Exception failure) when (failure is VaultIntegrityException or VaultKeyUnavailableException)
            {
                Interlocked.Increment(ref unreadable);
                return row;
            }
        }
    }

    private static async Task<int> RemoveOthersAsync(IRecordStore rows, ConcurrentDictionary<RowId, bool> kept, CancellationToken cancellationToken)
    {
        var others = new List<RowId>();
        await foreach (var row in rows.ListAsync(whole: false, cancellationToken))
            if (!kept.ContainsKey(row.Id)) others.Add(row.Id);
        foreach (var id in others)
            if (await rows.ReadAsync(id, cancellationToken) is { } stray && !await rows.ReplaceAsync(id, stray, null, cancellationToken)) throw Interrupted(rows.Place);
        return others.Count;
    }

    private static BackupException Interrupted(string place) =>
        new("changed_meanwhile", $"Somebody else writes to {place}: a hub runs on it. Stop all processes of this hub and run the same restore again; until then the vault is not whole.");
}

/// <summary>What a restore has done.</summary>
/// <param name="Removed">Rows that the vault had and the backup has not.</param>
/// <param name="Unreadable">Rows that do not open, as they did not where the backup was made, or that are sealed with a key that is not configured.</param>
public sealed record RestoredBackup(string Backend, string Place, BackupManifest Manifest, BackupCounts Counts, int Removed, int Unreadable);
