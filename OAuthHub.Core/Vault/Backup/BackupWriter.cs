using System.Buffers.Binary;
using System.Security.Cryptography;

namespace OAuthHub.Core.Vault.Backup;

/// <summary>Writes a backup beside its final name, and gives it that name when all of it is on the disk: there is a whole one or none.</summary>
internal sealed class BackupWriter : IDisposable
{
    private readonly string path, temporary;
    private readonly FileStream stream;
    private readonly IncrementalHash mac;
    private bool isWhole;

    /// <exception cref="IOException">The folder is missing or cannot be written.</exception>
    public BackupWriter(string path, BackupManifest manifest, byte[] macKey)
    {
        this.path = Path.GetFullPath(path);
        temporary = $"{this.path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 128 * 1024 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        stream = new FileStream(temporary, options);
        mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, macKey);
        Write(BackupFormat.Magic);
        Write([BackupFormat.Version]);
        WriteSized(manifest.Write());
    }

    public void WriteFrame(byte kind, byte[] payload)
    {
        Write([kind]);
        WriteSized(payload);
    }

    /// <summary>Closes the file with its HMAC, flushes it and gives it its name; the number of its bytes.</summary>
    public long Finish(bool overwrite)
    {
        stream.Write(mac.GetHashAndReset());
        stream.Flush(flushToDisk: true);
        var size = stream.Length;
        stream.Dispose();
        File.Move(temporary, path, overwrite);
        isWhole = true;
        PrivateFile.FlushDirectory(Path.GetDirectoryName(path)!);
        return size;
    }

    public void Dispose()
    {
        mac.Dispose();
        stream.Dispose();
        if (!isWhole) File.Delete(temporary);
    }

    private void WriteSized(byte[] payload)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, payload.Length);
        Write(length);
        Write(payload);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        stream.Write(bytes);
        mac.AppendData(bytes);
    }
}
