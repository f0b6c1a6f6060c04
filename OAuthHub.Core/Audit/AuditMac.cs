using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace OAuthHub.Core.Audit;

/// <summary>
/// HMAC-SHA256 over the mac before and the lines that were written since, each with a line break before it: one for all that is written at once,
/// since a mac for each would cost more than the rest of a line. Not safe for several threads.
/// </summary>
internal sealed class AuditMac(byte[] key) : IDisposable
{
    /// <summary>32 bytes as base64url.</summary>
    public const int Length = 43;

    private readonly IncrementalHash hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);

    /// <param name="bytes">First the mac before, as it is written; then the lines, in as many pieces as there are.</param>
    public void Add(ReadOnlySpan<byte> bytes) => hash.AppendData(bytes);

    /// <param name="mac">Becomes the mac of what was added, of <see cref="Length"/> bytes.</param>
    public void End(Span<byte> mac)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        Base64Url.EncodeToUtf8(digest, mac);
    }

    public void Dispose() => hash.Dispose();
}
