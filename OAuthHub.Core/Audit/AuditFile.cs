using System.Buffers;
using System.Text;
using OAuthHub.Core.Vault;

namespace OAuthHub.Core.Audit;

/// <summary>The file that this process appends to. Not safe for several threads.</summary>
internal sealed class AuditFile : IDisposable
{
    public const string Extension = ".audit.jsonl";

    /// <summary>Bytes that are written at once.</summary>
    private const int Piece = 256 * 1024;

    private readonly FileStream stream;
    private readonly AuditSeal seal;
    private readonly ArrayBufferWriter<byte> text = new();
    private byte[] mac = new byte[AuditFormat.MacLength], next = new byte[AuditFormat.MacLength];
    private long seq;

    private AuditFile(FileStream stream, AuditHead head, byte[] key)
    {
        (this.stream, Name, seal) = (stream, head.File, new AuditSeal(key));
        seal.Write(head, mac, text);
        stream.Write(text.WrittenSpan);
    }

    public string Name { get; }

    public long Length => stream.Position;

    /// <summary>The last line that was written.</summary>
    public AuditPoint Head => new(Name, seq, Encoding.ASCII.GetString(mac));

    /// <param name="head">What the first line says.</param>
    public static AuditFile Create(string folder, AuditHead head, byte[] key)
    {
        PrivateFile.CreateDirectory(folder);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new AuditFile(new FileStream(Path.Combine(folder, head.File), options), head, key);
    }

    /// <summary>Appends; what is appended survives this process, and after <see cref="Sync"/> the machine.</summary>
    /// <exception cref="IOException">The disk does not take it; nothing of it is there.</exception>
    public void Append(AuditBatch batch)
    {
        var (last, end) = (seq, stream.Position);
        text.ResetWrittenCount();
        mac.CopyTo(next, 0);
        try
        {
            for (var index = 0; index < batch.Count; index++)
            {
                seal.Write(++last, batch[index], next, text);
                if (text.WrittenCount < Piece && index < batch.Count - 1) continue;
                stream.Write(text.WrittenSpan);
                text.ResetWrittenCount();
            }
        }
        catch (IOException)
        {
            stream.SetLength(end); // half a line would break the chain, and all of it is tried again
            throw;
        }
        (seq, mac, next) = (last, next, mac);
    }

    public void Sync() => stream.Flush(flushToDisk: true);

    public void Dispose()
    {
        stream.Dispose();
        seal.Dispose();
    }
}
