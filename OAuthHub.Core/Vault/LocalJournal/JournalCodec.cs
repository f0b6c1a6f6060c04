using System.Buffers.Binary;
using System.Text;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Core.Vault.LocalJournal;

/// <summary>Seals an answer for the file beside the vault: bound to the deployment; name and generation are inside.</summary>
/// <remarks><code>kind:u8 | id length:u16 | id | token generation:i64 | answer</code></remarks>
internal static class JournalCodec
{
    public static byte[] Seal(Sealer sealer, string deploymentId, JournalEntry entry)
    {
        var id = Encoding.UTF8.GetBytes(entry.Name.Id);
        var frame = new byte[3 + id.Length + 8 + entry.Answer.Length];
        frame[0] = (byte)entry.Name.Kind;
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(1), (ushort)id.Length);
        id.CopyTo(frame, 3);
        BinaryPrimitives.WriteInt64BigEndian(frame.AsSpan(3 + id.Length), entry.TokenGeneration);
        entry.Answer.Span.CopyTo(frame.AsSpan(11 + id.Length));
        return sealer.Seal(Context(deploymentId), frame);
    }

    /// <exception cref="VaultIntegrityException">It was changed, or belongs to another vault.</exception>
    public static JournalEntry Open(Sealer sealer, string deploymentId, byte[] blob) => Read(sealer.Open(Context(deploymentId), blob));

    /// <exception cref="VaultIntegrityException">It has not the form.</exception>
    internal static JournalEntry Read(byte[] frame)
    {
        if (frame.Length < 11 || frame.Length < 11 + BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(1))) throw new VaultIntegrityException("An answer in the journal has a form that this version of the hub does not know. Upgrade the hub; nothing was changed.");
        var length = BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(1));
        var name = new VaultName((VaultKind)frame[0], Encoding.UTF8.GetString(frame, 3, length));
        return new JournalEntry(name, BinaryPrimitives.ReadInt64BigEndian(frame.AsSpan(3 + length)), frame.AsMemory(11 + length));
    }

    private static SealContext Context(string deploymentId) => new(deploymentId, "local-journal", ReadOnlyMemory<byte>.Empty, 0);
}
