using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace OAuthHub.Core.Agents;

/// <summary>
/// SHA-256 of an agent key. A key has 256 bits of entropy, so one hash is enough (no password hash), and a lookup by the hash
/// tells nothing about the key by its time.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct KeyHash(ulong A, ulong B, ulong C, ulong D)
{
    private const int LongestKey = 256;

    /// <summary>Null for what cannot be a key: empty, longer than 256 characters, or not ASCII.</summary>
    public static KeyHash? Of(ReadOnlySpan<char> presented)
    {
        if (presented.IsEmpty || presented.Length > LongestKey || !Ascii.IsValid(presented)) return null;
        Span<byte> bytes = stackalloc byte[LongestKey];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..Encoding.ASCII.GetBytes(presented, bytes)], hash);
        return FromBytes(hash);
    }

    public static KeyHash FromBytes(ReadOnlySpan<byte> hash) => new(
        BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash[8..]),
        BinaryPrimitives.ReadUInt64BigEndian(hash[16..]), BinaryPrimitives.ReadUInt64BigEndian(hash[24..]));

    public override string ToString() => $"{A:x16}{B:x16}{C:x16}{D:x16}";

    public static KeyHash Parse(string hex) => FromBytes(Convert.FromHexString(hex));
}
