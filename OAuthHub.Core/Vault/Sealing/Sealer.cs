using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace OAuthHub.Core.Vault.Sealing;

/// <summary>
/// Envelope encryption: each seal has a fresh data key and nonce, AES-256-GCM with a 16-byte tag; the data key is wrapped
/// with AES-KWP (RFC 5649) under a key derived from the newest master key.
/// </summary>
/// <remarks>
/// <code>
/// "OHV1" | suite:u8 | key id: length:u8 + ASCII | wrapped data key: 40 B | nonce: 12 B | ciphertext length: u32 | ciphertext | tag: 16 B
/// </code>
/// Suite 1 is the above. With one GCM call a key, the bound on random nonces (SP 800-38D section 8.3) does not matter.
/// </remarks>
/// <param name="random">Where keys and nonces come from; the system's generator when left out.</param>
public sealed class Sealer(KeyRing keys, Action<Span<byte>>? random = null)
{
    private readonly Action<Span<byte>> random = random ?? RandomNumberGenerator.Fill;
    private byte[] lastNonce = [];

    private static readonly SearchValues<byte> LowerHex = SearchValues.Create("0123456789abcdef"u8);

    private const byte Suite = 1;
    private const int WrappedSize = 40;
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private static ReadOnlySpan<byte> Magic => "OHV1"u8;

    /// <exception cref="VaultUnavailableException">The random number generator fails or repeats itself: sealing on would use a key and a nonce twice.</exception>
    public byte[] Seal(in SealContext context, ReadOnlySpan<byte> plaintext)
    {
        var keyId = keys.Newest.Id;
        var head = Magic.Length + 1 + 1 + keyId.Length;
        var blob = new byte[head + WrappedSize + NonceSize + 4 + plaintext.Length + TagSize];
        var rest = blob.AsSpan();
        Magic.CopyTo(rest);
        rest[4] = Suite;
        rest[5] = (byte)keyId.Length;
        Encoding.ASCII.GetBytes(keyId, rest[6..]);
        rest = rest[head..];

        Span<byte> fresh = stackalloc byte[32 + NonceSize];
        FillFresh(fresh);
        var dataKey = fresh[..32];
        keys.FindToWrap(keyId, context.Purpose, context.DeploymentId)!.Wrap(dataKey, rest[..WrappedSize]);
        var nonce = rest.Slice(WrappedSize, NonceSize);
        fresh[32..].CopyTo(nonce);
        BinaryPrimitives.WriteInt32BigEndian(rest[(WrappedSize + NonceSize)..], plaintext.Length);
        var body = rest[(WrappedSize + NonceSize + 4)..];

        using var gcm = new AesGcm(dataKey, TagSize);
        gcm.Encrypt(nonce, plaintext, body[..plaintext.Length], body[plaintext.Length..], context.AdditionalData(keyId, Suite));
        CryptographicOperations.ZeroMemory(dataKey);
        return blob;
    }

    /// <exception cref="VaultIntegrityException">It does not verify at this place, whatever the reason.</exception>
    /// <exception cref="VaultKeyUnavailableException">It names a master key that the ring does not have.</exception>
    public byte[] Open(in SealContext context, ReadOnlySpan<byte> blob)
    {
        if (KeyIdOf(blob) is not { } keyId) throw Damaged();
        if (keys.FindToWrap(keyId, context.Purpose, context.DeploymentId) is not { } wrappingKey) throw new VaultKeyUnavailableException(keyId);

        var rest = blob[(6 + keyId.Length)..];
        if (rest.Length < WrappedSize + NonceSize + 4 + TagSize) throw Damaged();
        var length = BinaryPrimitives.ReadInt32BigEndian(rest[(WrappedSize + NonceSize)..]);
        var body = rest[(WrappedSize + NonceSize + 4)..];
        if (length < 0 || body.Length != (long)length + TagSize) throw Damaged();

        Span<byte> dataKey = stackalloc byte[32];
        try
        {
            wrappingKey.Unwrap(rest[..WrappedSize], dataKey);
            var plaintext = new byte[length];
            using var gcm = new AesGcm(dataKey, TagSize);
            gcm.Decrypt(rest.Slice(WrappedSize, NonceSize), body[..length], body[length..], plaintext, context.AdditionalData(keyId, Suite));
            return plaintext;
        }
        catch (CryptographicException)
        {
            throw Damaged(); // which check failed is nobody's business (ASVS 11.2.5)
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    /// <summary>The master key that a blob's header names; null when it is no blob of a suite known here.</summary>
    public static string? KeyIdOf(ReadOnlySpan<byte> blob)
    {
        if (blob.Length < 6 || !blob.StartsWith(Magic) || blob[4] != Suite || blob.Length < 6 + blob[5]) return null;
        var id = blob.Slice(6, blob[5]);
        return id.ContainsAnyExcept(LowerHex) ? null : Encoding.ASCII.GetString(id);
    }

    /// <summary>Compares with what came before, as SP 800-90B section 4.4 asks of a source: a generator that broke gives the same again.</summary>
    private void FillFresh(Span<byte> fresh)
    {
        try
        {
            random(fresh);
        }
        catch (CryptographicException failure)
        {
            throw new VaultUnavailableException("The random number generator of this machine fails, so nothing is written to the vault. Restart the hub on a machine that works.", failure);
        }
        var nonce = fresh[32..];
        if (!nonce.SequenceEqual(Interlocked.Exchange(ref lastNonce, nonce.ToArray()))) return;
        throw new VaultUnavailableException("The random number generator of this machine repeats itself, so nothing is written to the vault. Restart the hub on a machine that works.");
    }

    private static VaultIntegrityException Damaged() =>
        new("A record of the vault does not verify: it was changed, moved or cut. It is set aside; restore it from a backup or reconnect the account.");
}
