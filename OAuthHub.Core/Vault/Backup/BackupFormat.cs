using System.Buffers.Binary;
using System.Text;
using OAuthHub.Core.Vault.Rows;

namespace OAuthHub.Core.Vault.Backup;

/// <summary>The form of a backup file.</summary>
/// <remarks>
/// <code>
/// "OHVBAK" | version:u8 = 1 | manifest length:u32 | manifest (JSON) | frame … | end frame | HMAC-SHA256: 32 B of all before it
/// frame: kind:u8 | length:u32 | payload
///   'H' header entry: name length:u16 | name (ASCII) | value
///   'R' row:          id: 32 B | generation:i64 | record length:i32 (-1: none) | record | [token generation:i64 | answer]
///   'E' end:          counts (JSON)
/// </code>
/// Numbers are big endian. The key of the HMAC is derived from the master key that the manifest names, with the purpose <c>backup</c>. What the
/// rows hold is sealed as in the vault.
/// </remarks>
internal static class BackupFormat
{
    public const byte Version = 1;
    public const string Purpose = "backup";
    public const int MacSize = 32;

    public const byte HeaderEntry = (byte)'H', Row = (byte)'R', End = (byte)'E';

    /// <summary>Nothing that is kept is nearly as large; a length above it is damage, and not an order for so much memory.</summary>
    public const int LargestFrame = 16 * 1024 * 1024;

    public static ReadOnlySpan<byte> Magic => "OHVBAK"u8;

    public static byte[] WriteEntry(string name, byte[] value)
    {
        var payload = new byte[2 + name.Length + value.Length];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)name.Length);
        Encoding.ASCII.GetBytes(name, payload.AsSpan(2));
        value.CopyTo(payload.AsSpan(2 + name.Length));
        return payload;
    }

    public static (string Name, byte[] Value) ReadEntry(byte[] payload)
    {
        var length = BinaryPrimitives.ReadUInt16BigEndian(payload);
        return (Encoding.ASCII.GetString(payload, 2, length), payload[(2 + length)..]);
    }

    public static byte[] WriteRow(SealedRow row)
    {
        var record = row.Record ?? [];
        var payload = new byte[32 + 8 + 4 + record.Length + (row.Answer is { } kept ? 8 + kept.Blob.Length : 0)];
        row.Id.Bytes.CopyTo(payload, 0);
        BinaryPrimitives.WriteInt64BigEndian(payload.AsSpan(32), row.Generation);
        BinaryPrimitives.WriteInt32BigEndian(payload.AsSpan(40), row.Record is null ? -1 : record.Length);
        record.CopyTo(payload, 44);
        if (row.Answer is not { } answer) return payload;
        BinaryPrimitives.WriteInt64BigEndian(payload.AsSpan(44 + record.Length), answer.TokenGeneration);
        answer.Blob.CopyTo(payload, 52 + record.Length);
        return payload;
    }

    public static SealedRow ReadRow(byte[] payload)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(payload.AsSpan(40));
        var record = length < 0 ? null : payload[44..(44 + length)];
        var rest = payload.AsSpan(44 + Math.Max(length, 0));
        var answer = rest.Length == 0 ? null : new SealedAnswer(BinaryPrimitives.ReadInt64BigEndian(rest), rest[8..].ToArray());
        return new SealedRow(new RowId(payload[..32]), BinaryPrimitives.ReadInt64BigEndian(payload.AsSpan(32)), record, null, answer);
    }
}
