using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OAuthHub.Core.OAuth;

/// <summary>
/// A private key that signs JSON Web Tokens (RFC 7515): P-256, which signs by ES256, or RSA of at least 2048 bits. As PEM, with the key's
/// certificate if the platform wants that named, or as JWK.
/// </summary>
public sealed class SigningKey : IDisposable
{
    private const int WeakestRsaBits = 2048;

    private readonly AsymmetricAlgorithm key;

    private SigningKey(AsymmetricAlgorithm key, JsonObject publicJwk, string algorithm, X509Certificate2? certificate)
    {
        (this.key, PublicJwk, Algorithm) = (key, publicJwk, algorithm);
        Name = certificate is null ? ("kid", Thumbprint) : ("x5t#S256", Base64Url.EncodeToString(certificate.GetCertHash(HashAlgorithmName.SHA256)));
    }

    /// <summary>RFC 7518 section 3.1.</summary>
    public string Algorithm { get; }

    /// <summary>The public half, its members in the order of RFC 7638.</summary>
    public JsonObject PublicJwk { get; }

    /// <summary>RFC 7638: the name of a key that follows from the key.</summary>
    public string Thumbprint => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(PublicJwk.ToJsonString())));

    /// <summary>The member of a header that says which key it is: that of the certificate where there is one.</summary>
    public (string Member, string Value) Name { get; }

    /// <summary>A new P-256 key, as PEM.</summary>
    public static string Create()
    {
        using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return made.ExportPkcs8PrivateKeyPem();
    }

    /// <summary>Null: it is no private key of a kind that can be used.</summary>
    public static SigningKey? TryRead(string text)
    {
        try
        {
            return text.TrimStart().StartsWith('{') ? OfJwk(text) : OfPem(text);
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException or FormatException or JsonException or InvalidOperationException or PlatformNotSupportedException)
        {
            return null;
        }
    }

    /// <summary>A signed token in its compact form.</summary>
    public string Sign(JsonObject header, JsonObject claims)
    {
        var text = $"{Part(header)}.{Part(claims)}";
        var bytes = Encoding.ASCII.GetBytes(text);
        var signature = key is ECDsa ec
            ? ec.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
            : ((RSA)key).SignData(bytes, HashAlgorithmName.SHA256, Algorithm is "PS256" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
        return $"{text}.{Base64Url.EncodeToString(signature)}";
    }

    public void Dispose() => key.Dispose();

    private static string Part(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));

    private static SigningKey? OfPem(string text)
    {
        var certificate = text.Contains("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal) ? X509Certificate2.CreateFromPem(text) : null;
        // Who names keys by certificate also prefers PSS (Microsoft).
        return Imported(ECDsa.Create(), text) is ECDsa ec ? Of(ec, certificate) : Imported(RSA.Create(), text) is RSA rsa ? Of(rsa, certificate is null ? "RS256" : "PS256", certificate) : null;
    }

    private static AsymmetricAlgorithm? Imported(AsymmetricAlgorithm key, string text)
    {
        try
        {
            key.ImportFromPem(text);
            return key;
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            key.Dispose();
            return null;
        }
    }

    private static SigningKey? OfJwk(string text)
    {
        using var document = JsonDocument.Parse(text);
        var jwk = document.RootElement;
        byte[] Number(string name) => Base64Url.DecodeFromChars(jwk.TryGetProperty(name, out var value) ? value.GetString() : throw new FormatException(name));
        switch (JsonPath.Text(JsonPath.Find(jwk, "kty")))
        {
            case "EC" when JsonPath.Text(JsonPath.Find(jwk, "crv")) is "P-256":
                return Of(ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Number("x"), Y = Number("y") }, D = Number("d") }), null);
            case "RSA":
                var parameters = new RSAParameters { Modulus = Number("n"), Exponent = Number("e"), D = Number("d"), P = Number("p"), Q = Number("q"), DP = Number("dp"), DQ = Number("dq"), InverseQ = Number("qi") };
                return Of(RSA.Create(parameters), JsonPath.Text(JsonPath.Find(jwk, "alg")) is "PS256" ? "PS256" : "RS256", null);
            default:
                return null;
        }
    }

    private static SigningKey? Of(ECDsa key, X509Certificate2? certificate)
    {
        var whole = key.ExportParameters(includePrivateParameters: true); // throws for a public key
        if (whole.Curve.Oid.Value is not "1.2.840.10045.3.1.7" && whole.Curve.Oid.FriendlyName is not ("nistP256" or "ECDSA_P256")) return null;
        var jwk = new JsonObject { ["crv"] = "P-256", ["kty"] = "EC", ["x"] = Base64Url.EncodeToString(whole.Q.X), ["y"] = Base64Url.EncodeToString(whole.Q.Y) };
        return new SigningKey(key, jwk, "ES256", certificate);
    }

    private static SigningKey? Of(RSA key, string algorithm, X509Certificate2? certificate)
    {
        var whole = key.ExportParameters(includePrivateParameters: true);
        if (key.KeySize < WeakestRsaBits) return null;
        var jwk = new JsonObject { ["e"] = Base64Url.EncodeToString(whole.Exponent), ["kty"] = "RSA", ["n"] = Base64Url.EncodeToString(whole.Modulus) };
        return new SigningKey(key, jwk, algorithm, certificate);
    }
}
