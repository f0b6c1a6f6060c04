using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace OAuthHub.Core.Vault.Sealing;

/// <summary>
/// The place that a sealed blob belongs to. It is authenticated with the blob, so that one moved to another place, or put
/// back from yesterday, does not open.
/// </summary>
/// <param name="DeploymentId">Which vault.</param>
/// <param name="Purpose">Which key and which kind of blob: <c>record</c>, <c>answer</c>, <c>witness</c> …</param>
/// <param name="RecordId">Which record: the keyed hash of its kind and name.</param>
/// <param name="Generation">Which write of it.</param>
public readonly record struct SealContext(string DeploymentId, string Purpose, ReadOnlyMemory<byte> RecordId, long Generation)
{
    /// <summary>Every field is length-prefixed (u32, big endian): no two different places give the same bytes.</summary>
    public byte[] AdditionalData(string keyId, byte suite)
    {
        var data = new ArrayBufferWriter<byte>(192);
        Append(data, "oauthhub/vault/v1");
        Append(data, DeploymentId);
        Append(data, Purpose);
        Append(data, RecordId.Span);
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(number, Generation);
        Append(data, number);
        Append(data, keyId);
        Append(data, [suite]);
        return data.WrittenSpan.ToArray();
    }

    private static void Append(ArrayBufferWriter<byte> data, string text)
    {
        Span<byte> bytes = stackalloc byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        Append(data, bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }

    private static void Append(ArrayBufferWriter<byte> data, ReadOnlySpan<byte> bytes)
    {
        BinaryPrimitives.WriteInt32BigEndian(data.GetSpan(4), bytes.Length);
        data.Advance(4);
        data.Write(bytes);
    }
}
