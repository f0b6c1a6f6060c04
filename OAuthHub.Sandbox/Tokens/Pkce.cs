using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace OAuthHub.Sandbox.Tokens;

/// <summary>RFC 7636, S256 only.</summary>
internal static partial class Pkce
{
    public static bool IsChallenge(string text) => Challenge().IsMatch(text);

    /// <summary>What is wrong with the verifier, or null.</summary>
    public static string? Complaint(string? challenge, string? verifier)
    {
        // RFC 9700 section 2.1.1: a verifier without a challenge is a downgrade, so it is refused too.
        if (challenge is null) return string.IsNullOrEmpty(verifier) ? null : "code_verifier was sent for a code without a code_challenge";
        if (string.IsNullOrEmpty(verifier)) return "code_verifier is missing";
        if (!Verifier().IsMatch(verifier)) return "code_verifier is not 43 to 128 unreserved characters";
        var expected = Base64Url.EncodeToUtf8(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        return CryptographicOperations.FixedTimeEquals(expected, Encoding.ASCII.GetBytes(challenge))
            ? null
            : "code_verifier does not match the code_challenge";
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{43}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Challenge();

    [GeneratedRegex("^[A-Za-z0-9._~-]{43,128}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Verifier();
}
