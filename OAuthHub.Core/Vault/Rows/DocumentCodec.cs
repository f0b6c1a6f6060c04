using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace OAuthHub.Core.Vault.Rows;

/// <summary>What stands in a document. Nothing in it is secret: blobs are sealed before they come here.</summary>
/// <remarks>
/// <code>
/// row:    version:u8 = 1 | generation:i64 | record: length:i32 + bytes | answer's token generation:i64 | answer: length:i32 + bytes    (length -1: there is none)
/// header: version:u8 = 1 | ( name: length:i32 + UTF-8 | value: length:i32 + bytes ) …
/// </code>
/// All numbers are big endian.
/// </remarks>
internal static class DocumentCodec
{
    private const byte Version = 1;

    public static DocumentContent WriteRow(SealedRow row)
    {
        var bytes = Begin();
        Write(bytes, row.Generation);
        Write(bytes, row.Record);
        Write(bytes, row.Answer?.TokenGeneration ?? 0);
        Write(bytes, row.Answer?.Blob);
        return new DocumentContent(bytes.WrittenSpan.ToArray(), row.Generation, row.Properties);
    }

    /// <exception cref="VaultIntegrityException">It is none of ours.</exception>
    public static SealedRow ReadRow(RowId id, Document document)
    {
        if (document.Content is not { } content) return new SealedRow(id, document.Generation, null, document.Properties, null, document.Version);
        var rest = Begin(content);
        var generation = ReadNumber(ref rest);
        var record = ReadBytes(ref rest);
        var tokenGeneration = ReadNumber(ref rest);
        var answer = ReadBytes(ref rest);
        return new SealedRow(id, generation, record, document.Properties, answer is null ? null : new SealedAnswer(tokenGeneration, answer), document.Version);
    }

    public static byte[] WriteHeader(IReadOnlyDictionary<string, byte[]> entries)
    {
        var bytes = Begin();
        foreach (var (name, value) in entries)
        {
            Write(bytes, Encoding.UTF8.GetBytes(name));
            Write(bytes, value);
        }
        return bytes.WrittenSpan.ToArray();
    }

    /// <exception cref="VaultIntegrityException">It is none of ours.</exception>
    public static IReadOnlyDictionary<string, byte[]> ReadHeader(byte[]? content)
    {
        var entries = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        if (content is null) return entries;
        for (var rest = Begin(content); rest.Length > 0;)
        {
            var name = ReadBytes(ref rest) ?? throw Damaged();
            entries[Encoding.UTF8.GetString(name)] = ReadBytes(ref rest) ?? throw Damaged();
        }
        return entries;
    }

    private static ArrayBufferWriter<byte> Begin()
    {
        var bytes = new ArrayBufferWriter<byte>(1024);
        bytes.Write([Version]);
        return bytes;
    }

    private static ReadOnlySpan<byte> Begin(byte[] content) => content is [Version, ..] ? content.AsSpan(1) : throw Damaged();

    private static void Write(ArrayBufferWriter<byte> bytes, long number)
    {
        BinaryPrimitives.WriteInt64BigEndian(bytes.GetSpan(8), number);
        bytes.Advance(8);
    }

    private static void Write(ArrayBufferWriter<byte> bytes, byte[]? blob)
    {
        BinaryPrimitives.WriteInt32BigEndian(bytes.GetSpan(4), blob?.Length ?? -1);
        bytes.Advance(4);
        bytes.Write(blob);
    }

    private static long ReadNumber(ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length < 8) throw Damaged();
        var number = BinaryPrimitives.ReadInt64BigEndian(rest);
        rest = rest[8..];
        return number;
    }

    private static byte[]? ReadBytes(ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length < 4) throw Damaged();
        var length = BinaryPrimitives.ReadInt32BigEndian(rest);
        rest = rest[4..];
        if (length == -1) return null;
        if (length < 0 || length > rest.Length) throw Damaged();
        var bytes = rest[..length].ToArray();
        rest = rest[length..];
        return bytes;
    }

    private static VaultIntegrityException Damaged() =>
        new("A document of the vault cannot be read: it was changed, or a later version of the hub wrote it. Nothing was changed.");
}
