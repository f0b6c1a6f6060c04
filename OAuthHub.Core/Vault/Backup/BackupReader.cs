using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using OAuthHub.Core.Vault.Rows;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Core.Vault.Backup;

/// <summary>Reads a backup, as often as need be, without holding it in memory. Nothing that it gives out counts before a reading has come to its end.</summary>
internal sealed class BackupReader : IDisposable
{
    private readonly FileStream stream;
    private readonly string path;
    private readonly byte[] macKey;
    private IncrementalHash? mac;

    private BackupReader(string path, FileStream stream, BackupManifest manifest, byte[] macKey) =>
        (this.path, this.stream, Manifest, this.macKey) = (path, stream, manifest, macKey);

    public BackupManifest Manifest { get; }

    /// <exception cref="BackupException">It is no backup, or one that this key ring cannot verify.</exception>
    public static BackupReader Open(string path, KeyRing keys)
    {
        if (!File.Exists(path)) throw new BackupException("no_such_file", $"There is no file {path}. Give the path of a backup that `vault backup` has made.");
        var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.Read, BufferSize = 128 * 1024 });
        try
        {
            var manifest = ReadManifest(file, path, null);
            var key = keys.Find(manifest.SignedWith, BackupFormat.Purpose, manifest.DeploymentId) ?? throw new BackupException(
                "other_master_key",
                $"{path} was made with the master key {manifest.SignedWith}, which is not configured (there is {string.Join(", ", keys.Ids)}). Set OAuthHub:MasterKey to that key, or add it after the newest one. Nothing was changed.");
            return new BackupReader(path, file, manifest, key);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads the whole file and believes it: the header entries, and what the end says of the rows.</summary>
    /// <exception cref="BackupException">It was cut or changed.</exception>
    public (IReadOnlyDictionary<string, byte[]> Header, BackupCounts Counts) Verify(CancellationToken cancellationToken)
    {
        var (header, counts, records, answers) = (new Dictionary<string, byte[]>(StringComparer.Ordinal), (BackupCounts?)null, 0L, 0L);
        try
        {
            foreach (var (kind, payload) in Frames())
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (kind is BackupFormat.HeaderEntry) Add(BackupFormat.ReadEntry(payload));
                else if (kind is BackupFormat.Row) Count(BackupFormat.ReadRow(payload));
                else if (kind is BackupFormat.End) counts = JsonSerializer.Deserialize(payload, BackupJson.Default.BackupCounts);
            }
        }
        catch (Exception failure) when (failure is ArgumentException or JsonException)
        {
            throw Damaged(path); // what is read has not verified yet, and may be anything
        }
        return counts == new BackupCounts(records, answers) ? (header, counts) : throw Damaged(path);

        void Add((string Name, byte[] Value) entry) => header[entry.Name] = entry.Value;

        void Count(SealedRow row)
        {
            if (row.Record is not null) records++;
            if (row.Answer is not null) answers++;
        }
    }

    /// <summary>The rows, one after the other; the file was verified before, and is again while it is read.</summary>
    public IEnumerable<SealedRow> Rows() => Frames().Where(frame => frame.Kind is BackupFormat.Row).Select(frame => BackupFormat.ReadRow(frame.Payload));

    public void Dispose()
    {
        mac?.Dispose();
        stream.Dispose();
    }

    private IEnumerable<(byte Kind, byte[] Payload)> Frames()
    {
        stream.Position = 0;
        mac?.Dispose();
        mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, macKey);
        ReadManifest(stream, path, mac);
        while (true)
        {
            var kind = Read(stream, 1, path, mac)[0];
            var payload = ReadSized(stream, path, mac);
            // The last frame is given out only once everything before the HMAC has verified.
            if (kind is BackupFormat.End) CheckMac();
            yield return (kind, payload);
            if (kind is BackupFormat.End) yield break;
        }
    }

    private void CheckMac()
    {
        var stored = new byte[BackupFormat.MacSize];
        var isWhole = stream.ReadAtLeast(stored, stored.Length, throwOnEndOfStream: false) == stored.Length && stream.ReadByte() < 0;
        if (!CryptographicOperations.FixedTimeEquals(mac!.GetHashAndReset(), stored) || !isWhole) throw Damaged(path);
    }

    private static BackupManifest ReadManifest(FileStream file, string path, IncrementalHash? mac)
    {
        var head = new byte[BackupFormat.Magic.Length + 1];
        if (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length || !head.AsSpan().StartsWith(BackupFormat.Magic))
            throw new BackupException("no_backup", $"{path} is not a backup of a vault. Give a file that `vault backup` has made; a vault.db of an earlier copy is put in its place instead (docs/operations.md). Nothing was changed.");
        if (head[^1] != BackupFormat.Version)
            throw new BackupException("newer_format", $"{path} has format {head[^1]}, and this version of the hub knows {BackupFormat.Version}. Restore it with the version that made it. Nothing was changed.");
        mac?.AppendData(head);
        return BackupManifest.TryRead(ReadSized(file, path, mac)) ?? throw Damaged(path);
    }

    private static byte[] ReadSized(FileStream file, string path, IncrementalHash? mac)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(Read(file, 4, path, mac));
        return length is >= 0 and <= BackupFormat.LargestFrame ? Read(file, length, path, mac) : throw Damaged(path);
    }

    private static byte[] Read(FileStream file, int count, string path, IncrementalHash? mac)
    {
        var bytes = new byte[count];
        if (file.ReadAtLeast(bytes, count, throwOnEndOfStream: false) < count) throw Damaged(path);
        mac?.AppendData(bytes);
        return bytes;
    }

    private static BackupException Damaged(string path) =>
        new("damaged_backup", $"{path} does not verify: it was cut or changed. Take another backup. Nothing was changed.");
}
