using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace OAuthHub.Core.Audit;

/// <summary>Writes sealed lines in the form of <see cref="AuditFormat"/>. One stands behind each call of an agent, so it works on bytes and reuses what it can.</summary>
internal sealed class AuditSeal(byte[] key) : IDisposable
{
    private const int LongestNumber = 20;
    private static readonly byte[] Before = Encoding.ASCII.GetBytes(AuditFormat.Before), After = Encoding.ASCII.GetBytes(AuditFormat.After + "\n");

    /// <summary>What the mac is of: the mac before, and the line.</summary>
    private readonly ArrayBufferWriter<byte> chained = new();
    private readonly IncrementalHash hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);

    /// <summary>The first line of a file.</summary>
    /// <param name="mac">Becomes the line's, of <see cref="AuditFormat.MacLength"/> bytes.</param>
    public void Write(AuditHead head, Span<byte> mac, ArrayBufferWriter<byte> to)
    {
        Begin([]);
        chained.Write(JsonSerializer.SerializeToUtf8Bytes(head, AuditFormat.Options));
        End(0, mac, to);
    }

    /// <param name="entry">As <see cref="AuditText"/> has it.</param>
    /// <param name="mac">Of the line before; becomes this one's.</param>
    public void Write(long seq, ReadOnlySpan<byte> entry, Span<byte> mac, ArrayBufferWriter<byte> to)
    {
        Begin(mac);
        chained.Write("{\"seq\":"u8);
        seq.TryFormat(chained.GetSpan(LongestNumber), out var written, provider: CultureInfo.InvariantCulture);
        chained.Advance(written);
        chained.Write(","u8);
        chained.Write(entry);
        End(mac.Length, mac, to);
    }

    private void Begin(ReadOnlySpan<byte> previous)
    {
        chained.ResetWrittenCount();
        chained.Write(previous);
        chained.Write("\n"u8);
    }

    private void End(int previous, Span<byte> mac, ArrayBufferWriter<byte> to)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.AppendData(chained.WrittenSpan);
        hash.GetHashAndReset(digest);
        Base64Url.EncodeToUtf8(digest, mac);

        to.Write(chained.WrittenSpan[(previous + 1)..^1]); // its closing brace comes after the mac
        to.Write(Before);
        to.Write(mac);
        to.Write(After);
    }

    public void Dispose() => hash.Dispose();
}
