using System.Buffers;
using System.Text;
using System.Text.Json;
using OAuthHub.Core.Vault;

namespace OAuthHub.Core.Audit;

/// <summary>The file that this process appends to. Not safe for several threads.</summary>
internal sealed class AuditFile : IDisposable
{
    public const string Extension = ".audit.jsonl";

    /// <summary>Bytes that are written at once, with one mac.</summary>
    private const int Piece = 256 * 1024;

    private static readonly byte[] Before = Encoding.ASCII.GetBytes(AuditFormat.Before), After = Encoding.ASCII.GetBytes(AuditFormat.After + "\n");

    private readonly FileStream stream;
    private readonly AuditMac sealing;

    /// <summary>Lines, each with a line break before it. The last lacks its closing brace: that comes after the mac.</summary>
    private readonly ArrayBufferWriter<byte> text = new();

    private byte[] mac = new byte[AuditMac.Length], next = new byte[AuditMac.Length];
    private long seq;

    private AuditFile(FileStream stream, AuditHead head, byte[] key)
    {
        (this.stream, Name, sealing) = (stream, head.File, new AuditMac(key));
        text.Write("\n"u8);
        text.Write(JsonSerializer.SerializeToUtf8Bytes(head, AuditFormat.Options).AsSpan()[..^1]);
        Write([], mac);
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
        mac.CopyTo(next, 0);
        text.ResetWrittenCount();
        try
        {
            for (var index = 0; index < batch.Count; index++)
            {
                text.Write("\n{\"seq\":"u8);
                AuditText.Write(text, ++last);
                text.Write(","u8);
                text.Write(batch[index][..^1]);
                if (text.WrittenCount < Piece && index < batch.Count - 1) text.Write("}"u8);
                else Write(next, next);
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
        sealing.Dispose();
    }

    /// <param name="previous">The mac before.</param>
    /// <param name="own">Becomes the mac of this text; may be where the one before stands.</param>
    private void Write(ReadOnlySpan<byte> previous, Span<byte> own)
    {
        sealing.Add(previous);
        sealing.Add(text.WrittenSpan);
        sealing.Add("}"u8);
        sealing.End(own);
        text.Write(Before);
        text.Write(own);
        text.Write(After);
        stream.Write(text.WrittenSpan[1..]);
        text.ResetWrittenCount();
    }
}
