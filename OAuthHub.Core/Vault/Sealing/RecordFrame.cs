using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace OAuthHub.Core.Vault.Sealing;

/// <summary>
/// The plaintext inside a sealed record: name, properties and secret, so that the outside shows none of them.
/// </summary>
/// <remarks><code>version:u8 = 1 | kind:u8 | id length:u16 | id | properties length:u32 | properties (JSON) | secret</code></remarks>
internal static class RecordFrame
{
    private const byte Version = 1;

    public static byte[] Write(VaultName name, IReadOnlyDictionary<string, string> properties, ReadOnlySpan<byte> secret)
    {
        var id = Encoding.UTF8.GetBytes(name.Id);
        var json = JsonSerializer.SerializeToUtf8Bytes(properties);
        var frame = new byte[2 + 2 + id.Length + 4 + json.Length + secret.Length];
        var rest = frame.AsSpan();
        rest[0] = Version;
        rest[1] = (byte)name.Kind;
        BinaryPrimitives.WriteUInt16BigEndian(rest[2..], (ushort)id.Length);
        id.CopyTo(rest[4..]);
        rest = rest[(4 + id.Length)..];
        BinaryPrimitives.WriteInt32BigEndian(rest, json.Length);
        json.CopyTo(rest[4..]);
        secret.CopyTo(rest[(4 + json.Length)..]);
        return frame;
    }

    /// <exception cref="VaultIntegrityException">A later version of the hub wrote it.</exception>
    public static VaultRecord Read(long generation, byte[] frame)
    {
        if (frame.Length < 8 || frame[0] != Version) throw Unknown();
        try
        {
            return ReadKnown(generation, frame);
        }
        catch (Exception misfit) when (misfit is ArgumentException or JsonException)
        {
            throw Unknown(); // its parts are not where its lengths say
        }
    }

    private static VaultRecord ReadKnown(long generation, byte[] frame)
    {
        var idLength = BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(2));
        var name = new VaultName((VaultKind)frame[1], Encoding.UTF8.GetString(frame, 4, idLength));
        var rest = frame.AsMemory(4 + idLength);
        var jsonLength = BinaryPrimitives.ReadInt32BigEndian(rest.Span);
        var properties = JsonSerializer.Deserialize<Dictionary<string, string>>(rest.Span.Slice(4, jsonLength)) ?? throw Unknown();
        return new VaultRecord(name, generation, properties, rest[(4 + jsonLength)..]);
    }

    private static VaultIntegrityException Unknown() => new("A record of the vault has a newer format than this version of the hub knows. Upgrade the hub; nothing was changed.");
}
