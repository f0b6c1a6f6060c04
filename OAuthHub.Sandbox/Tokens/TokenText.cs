using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace OAuthHub.Sandbox.Tokens;

internal static class TokenText
{
    /// <summary>A name of 256 random bits: the prefix tells people and secret scanners what was found.</summary>
    public static string New(string prefix)
    {
        Span<byte> bits = stackalloc byte[32];
        RandomNumberGenerator.Fill(bits);
        return prefix + Base64Url.EncodeToString(bits);
    }

    public static string Fingerprint(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
