using System.Security.Cryptography;
using System.Text;

namespace OAuthHub.Core.Secrets;

/// <summary>
/// SHA-256 of a secret, as 64 lower-case hex characters. Agents use it to say which token was refused
/// (<c>rejected_token_sha256</c>) without sending the token again.
/// </summary>
public readonly record struct SecretFingerprint
{
    private readonly string? hex;

    private SecretFingerprint(string hex) => this.hex = hex;

    public static SecretFingerprint Of(string secret) =>
        new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret))));

    /// <summary>Reads 64 hex characters of either case; anything else is refused.</summary>
    public static bool TryParse(string? text, out SecretFingerprint fingerprint)
    {
        fingerprint = default;
        if (text is not { Length: 64 } || !text.All(char.IsAsciiHexDigit)) return false;
        fingerprint = new SecretFingerprint(text.ToLowerInvariant());
        return true;
    }

    public override string ToString() => hex ?? "";
}
