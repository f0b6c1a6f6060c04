using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace OAuthHub.Tests.Platforms;

/// <summary>A JSON Web Token that the hub signed, read and verified with code apart from the hub's (RFC 7515).</summary>
internal sealed record SignedToken(JsonElement Header, JsonElement Claims, byte[] Input, byte[] Signature)
{
    /// <exception cref="FormatException">It has not three parts.</exception>
    public static SignedToken Parse(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3) throw new FormatException("not three parts");
        return new SignedToken(Json(parts[0]), Json(parts[1]), Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64UrlEncoder.DecodeBytes(parts[2]));
    }

    /// <summary>Signed by ES256, RS256 or PS256 with that key.</summary>
    public bool IsSignedBy(JsonWebKey jwk)
    {
        var algorithm = Text(Header, "alg");
        if (jwk.Kty == "EC")
        {
            using var ec = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Base64UrlEncoder.DecodeBytes(jwk.X), Y = Base64UrlEncoder.DecodeBytes(jwk.Y) } });
            return algorithm == "ES256" && ec.VerifyData(Input, Signature, HashAlgorithmName.SHA256);
        }
        using var rsa = RSA.Create(new RSAParameters { Modulus = Base64UrlEncoder.DecodeBytes(jwk.N), Exponent = Base64UrlEncoder.DecodeBytes(jwk.E) });
        return algorithm is "PS256" or "RS256" && rsa.VerifyData(Input, Signature, HashAlgorithmName.SHA256, algorithm == "PS256" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
    }

    public string Head(string name) => Text(Header, name);

    public string Claim(string name) => Text(Claims, name);

    private static JsonElement Json(string part) => JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(part)).RootElement;

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.ToString() : "";
}
