using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace OAuthHub.Tests.Platforms.Wire;

/// <summary>
/// Checks what the hub signs: <c>{{assertion:audience}}</c> (RFC 7523 section 3) and <c>{{dpop:METHOD|address|nonce|access token}}</c>
/// (RFC 9449 section 4.3), where <c>-</c> stands for "none".
/// </summary>
internal sealed class WireSignatures(string clientId, Func<DateTimeOffset> clock)
{
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private string? proofKey;

    public Func<string>? ClientKey { get; set; }

    /// <summary>A new login has a key of its own.</summary>
    public void Forget() => proofKey = null;

    public static string PublicHalf(string pem)
    {
        using var key = RSA.Create();
        key.ImportFromPem(pem);
        return JsonSerializer.Serialize(JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(key.ExportParameters(false))));
    }

    /// <summary>Null: it is what the placeholder asks for.</summary>
    public string? Check(string placeholder, string text)
    {
        var (kind, wanted) = placeholder.Split(':', 2) is [var one, var other] ? (one, other) : (placeholder, "");
        var token = SignedToken.Parse(text);
        var wrong = kind is "dpop" ? Proof(token, wanted.Split('|')) : Assertion(token, wanted);
        if (wrong is null && (token.Claim("jti").Length < 20 || !seen.Add(token.Claim("jti")))) wrong = "jti";
        return wrong is null ? null : $"{kind}: {wrong} in {token.Header} {token.Claims}";
    }

    private string? Assertion(SignedToken token, string audience)
    {
        if (!token.IsSignedBy(new JsonWebKey(ClientKey!()))) return "signature";
        if (token.Claim("iss") != clientId || token.Claim("sub") != clientId) return "iss or sub";
        if (token.Claim("aud") != audience) return "aud";
        var (from, end) = (token.Claims.GetProperty("iat").GetInt64(), token.Claims.GetProperty("exp").GetInt64());
        return from == clock().ToUnixTimeSeconds() && end - from is > 0 and <= 300 ? null : "iat or exp";
    }

    private string? Proof(SignedToken token, string[] wanted)
    {
        var jwk = token.Header.GetProperty("jwk");
        if (token.Head("typ") != "dpop+jwt" || token.Head("alg") != "ES256" || jwk.TryGetProperty("d", out _)) return "header";
        if (!token.IsSignedBy(new JsonWebKey(jwk.GetRawText()))) return "signature";
        if ((proofKey ??= jwk.GetRawText()) != jwk.GetRawText()) return "another key than before";
        if (token.Claim("htm") != wanted[0] || token.Claim("htu") != wanted[1]) return "htm or htu";
        if (token.Claim("nonce") != Or(wanted[2])) return "nonce";
        if (token.Claim("ath") != (wanted[3] is "-" ? "" : Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(wanted[3]))))) return "ath";
        return token.Claims.GetProperty("iat").GetInt64() == clock().ToUnixTimeSeconds() ? null : "iat";
    }

    private static string Or(string text) => text is "-" ? "" : text;
}
