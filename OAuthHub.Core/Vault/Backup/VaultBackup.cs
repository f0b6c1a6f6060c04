using System.Security.Cryptography;
using System.Text.Json;
using OAuthHub.Core.Vault.Live;
using OAuthHub.Core.Vault.Rows;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Core.Vault.Backup;

/// <summary>Makes a backup: one file with all rows as they are, sealed, while the hub serves. Its form: <see cref="BackupFormat"/>.</summary>
public sealed class VaultBackup
{
    private readonly LiveVault vault;
    private readonly KeyRing keys;
    private readonly TimeProvider time;

    internal VaultBackup(LiveVault vault, KeyRing keys, TimeProvider time) => (this.vault, this.keys, this.time) = (vault, keys, time);

    /// <param name="overwrite">Whether a file of that name is replaced, once the new one is whole.</param>
    /// <param name="progress">Told how many rows were written.</param>
    /// <exception cref="BackupException">It cannot be made; there is no file then, or the old one.</exception>
    public async Task<MadeBackup> WriteAsync(string path, bool overwrite, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path)) throw new BackupException("no_file", $"{path} is a directory. Give the name of a file, such as {Path.Combine(path, "vault.backup")}.");
        if (!overwrite && File.Exists(path)) throw new BackupException("file_exists", $"{path} is there already. Give another name, or replace it with --overwrite.");
        var opened = vault.Current;
        var header = Identity(await opened.Rows.ReadHeaderAsync(cancellationToken));
        // While keys are rotated, the old one is the key that is sure to be configured.
        var key = KeyNotes.PairOf(header) is { Old: var old } && keys.Has(old) ? old : keys.Newest.Id;
        var manifest = new BackupManifest(
            BackupFormat.Version, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), time.GetUtcNow(), opened.Backend, vault.DeploymentId, VaultIdentity.KeyIdsOf(header), key);
        try
        {
            using var writer = new BackupWriter(path, manifest, keys.Find(key, BackupFormat.Purpose, vault.DeploymentId)!);
            foreach (var (name, value) in header) writer.WriteFrame(BackupFormat.HeaderEntry, BackupFormat.WriteEntry(name, value));
            var counts = await WriteRowsAsync(writer, opened.Rows, progress, cancellationToken);
            writer.WriteFrame(BackupFormat.End, JsonSerializer.SerializeToUtf8Bytes(counts, BackupJson.Default.BackupCounts));
            if (!IsSame(header, Identity(await opened.Rows.ReadHeaderAsync(cancellationToken))) || vault.Current != opened)
                throw new BackupException("changed_meanwhile", "The vault's master keys were rotated, or it was moved, while the backup was made. No backup was kept: make it again.");
            return new MadeBackup(Path.GetFullPath(path), writer.Finish(overwrite), manifest, counts);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BackupException("file_not_written", $"{path} cannot be written: {failure.Message.TrimEnd('.')}. Choose a folder that exists, is yours to write and has room. No backup was kept.", failure);
        }
    }

    /// <summary>What makes the vault the one it is, and with which keys; what else stands there belongs to its present life.</summary>
    private static Dictionary<string, byte[]> Identity(IReadOnlyDictionary<string, byte[]> header) =>
        header.Where(entry => VaultIdentity.IsEntry(entry.Key) || KeyNotes.IsEntry(entry.Key)).ToDictionary();

    private static bool IsSame(Dictionary<string, byte[]> one, Dictionary<string, byte[]> other) =>
        one.Count == other.Count && one.All(entry => other.GetValueOrDefault(entry.Key)?.AsSpan().SequenceEqual(entry.Value) is true);

    private static async Task<BackupCounts> WriteRowsAsync(BackupWriter writer, IRecordStore rows, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var (records, answers, written) = (0L, 0L, 0L);
        await foreach (var row in rows.ListAsync(whole: true, cancellationToken))
        {
            writer.WriteFrame(BackupFormat.Row, BackupFormat.WriteRow(row));
            if (row.Record is not null) records++;
            if (row.Answer is not null) answers++;
            progress?.Report(++written);
        }
        return new BackupCounts(records, answers);
    }
}

/// <summary>A backup that is on the disk.</summary>
/// <param name="Bytes">Its size.</param>
public sealed record MadeBackup(string Path, long Bytes, BackupManifest Manifest, BackupCounts Counts);
