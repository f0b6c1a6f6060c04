using System.Buffers.Text;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Core.Agents;

/// <summary>
/// The form of an agent key: <c>ohk_</c>, 43 characters of base64url (256 bits), and six hex digits of a checksum, so that secret
/// scanners recognise one and a mistyped one is told from a revoked one.
/// </summary>
public static class AgentKeyFormat
{
    public const string Prefix = "ohk_";
    private const int ChecksumLength = 6, ShownLength = 4;

    public static AgentKey Create()
    {
        var body = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return new AgentKey(body + Checksum(body));
    }

    public static bool IsWellFormed(string text) =>
        text.Length == Prefix.Length + 43 + ChecksumLength && text.StartsWith(Prefix, StringComparison.Ordinal) &&
        string.Equals(Checksum(text[..^ChecksumLength]), text[^ChecksumLength..], StringComparison.Ordinal);

    /// <summary>How a key begins, to be shown: <c>ohk_</c> and four characters, which leave 232 bits unknown.</summary>
    internal static string PrefixOf(AgentKey key) => key.RevealSecret()[..(Prefix.Length + ShownLength)];

    private static string Checksum(string body) => Crc32.HashToUInt32(Encoding.ASCII.GetBytes(body)).ToString("x8", System.Globalization.CultureInfo.InvariantCulture)[..ChecksumLength];
}
