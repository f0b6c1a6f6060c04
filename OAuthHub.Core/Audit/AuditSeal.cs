using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OAuthHub.Core.Audit;

/// <summary>Writes sealed lines in the form of <see cref="AuditFormat"/>. One stands behind each call of an agent, so it works on bytes and reuses what it can.</summary>
internal sealed class AuditSeal : IDisposable
{
    private static readonly byte[] Before = Encoding.ASCII.GetBytes(AuditFormat.Before), After = Encoding.ASCII.GetBytes(AuditFormat.After + "\n");

    /// <summary>What the mac is of: the mac before, and the line.</summary>
    private readonly ArrayBufferWriter<byte> chained = new();
    private readonly Utf8JsonWriter json;
    private readonly IncrementalHash hash;

    public AuditSeal(byte[] key)
    {
        json = new Utf8JsonWriter(chained, new JsonWriterOptions { Encoder = AuditFormat.Options.Encoder, SkipValidation = true });
        hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
    }

    /// <param name="previous">The mac of the line before; empty: this is the first.</param>
    /// <param name="mac">Becomes the line's, of <see cref="AuditFormat.MacLength"/> bytes; may be where the one before stands.</param>
    public void Write<T>(T content, JsonTypeInfo<T> form, ReadOnlySpan<byte> previous, Span<byte> mac, ArrayBufferWriter<byte> to)
    {
        chained.ResetWrittenCount();
        chained.Write(previous);
        chained.Write("\n"u8);
        var start = chained.WrittenCount;
        json.Reset();
        JsonSerializer.Serialize(json, content, form);

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.AppendData(chained.WrittenSpan);
        hash.GetHashAndReset(digest);
        Base64Url.EncodeToUtf8(digest, mac);

        to.Write(chained.WrittenSpan[start..^1]); // its closing brace comes after the mac
        to.Write(Before);
        to.Write(mac);
        to.Write(After);
    }

    public void Dispose()
    {
        json.Dispose();
        hash.Dispose();
    }
}
