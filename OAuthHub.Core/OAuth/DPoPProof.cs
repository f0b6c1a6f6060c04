using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Core.OAuth;

/// <summary>A proof that whoever sends a request holds the key to which the token is bound (RFC 9449 section 4.2).</summary>
public static class DPoPProof
{
    public const string Header = "DPoP";

    /// <param name="token">The token that travels with the request; null: none does.</param>
    /// <param name="nonce">What the server wants to see; null: it said nothing yet.</param>
    public static string Create(ProofKey proofKey, string method, Uri address, AccessToken? token, string? nonce, TimeProvider time)
    {
        using var key = SigningKey.TryRead(proofKey.RevealSecret()) ?? throw new InvalidOperationException("A proof key cannot be read.");
        var claims = new JsonObject
        {
            ["jti"] = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)),
            ["htm"] = method,
            ["htu"] = address.GetLeftPart(UriPartial.Path),
            ["iat"] = time.GetUtcNow().ToUnixTimeSeconds(),
        };
        if (token is not null) claims["ath"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(token.RevealSecret())));
        if (nonce is not null) claims["nonce"] = nonce;
        return key.Sign(new JsonObject { ["typ"] = "dpop+jwt", ["alg"] = key.Algorithm, ["jwk"] = key.PublicJwk.DeepClone() }, claims);
    }
}
