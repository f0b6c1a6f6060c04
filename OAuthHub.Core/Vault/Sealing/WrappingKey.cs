using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace OAuthHub.Core.Vault.Sealing;

/// <summary>A key that wraps data keys with AES-KWP (RFC 5649). The rounds and the checks are the platform's; what is kept here is the key's schedule.</summary>
/// <remarks>
/// The platform makes 24 rounds for a data key, and sets the key up anew for each of them: that costs several times the rest of opening a
/// record. One that is set up serves one caller at a time; there are as many as there were callers at once.
/// </remarks>
internal sealed class WrappingKey(byte[] key)
{
    private readonly ConcurrentBag<BlockAes> idle = [];

    public void Wrap(ReadOnlySpan<byte> dataKey, Span<byte> wrapped)
    {
        var aes = Take();
        aes.EncryptKeyWrapPadded(dataKey, wrapped);
        idle.Add(aes);
    }

    /// <exception cref="CryptographicException">It was not wrapped with this key, or is of another size.</exception>
    public void Unwrap(ReadOnlySpan<byte> wrapped, Span<byte> dataKey)
    {
        var aes = Take();
        try
        {
            if (aes.DecryptKeyWrapPadded(wrapped, dataKey) != dataKey.Length) throw new CryptographicException();
        }
        finally
        {
            idle.Add(aes);
        }
    }

    private BlockAes Take() => idle.TryTake(out var aes) ? aes : new BlockAes(key);
}
