using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.Tokens;

namespace OAuthHub.Tests.Platforms.Quirks;

/// <summary>What a strict server checks of a client's assertion and of a proof, written from the RFCs and independent of the hub.</summary>
internal sealed class TokenChecks(StrictServer server)
{
    private readonly ConcurrentDictionary<string, bool> seen = new();

    /// <summary>RFC 7523 section 3.</summary>
    public void Client(Dictionary<string, string> form)
    {
        Require(form.GetValueOrDefault("client_id") == StrictServer.ClientId, "client_id", "invalid_client");
        Require(!form.ContainsKey("client_secret"), "a secret", "invalid_client");
        if (server.ClientJwk is null)
        {
            Require(!form.ContainsKey("client_assertion"), "an assertion of a public client", "invalid_client");
            return;
        }
        Require(form.GetValueOrDefault("client_assertion_type") == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", "client_assertion_type", "invalid_client");
        var assertion = Parse(form["client_assertion"]);
        var jwk = new JsonWebKey(server.ClientJwk);
        Require(assertion.Head("kid") == Base64UrlEncoder.Encode(jwk.ComputeJwkThumbprint()), "kid", "invalid_client");
        Require(assertion.IsSignedBy(jwk), "signature", "invalid_client");
        Require(assertion.Claim("iss") == StrictServer.ClientId && assertion.Claim("sub") == StrictServer.ClientId, "iss or sub", "invalid_client");
        Require(assertion.Claim("aud") == server.Audience, "aud " + assertion.Claim("aud"), "invalid_client");
        var (now, end, from) = (server.Clock.GetUtcNow().ToUnixTimeSeconds(), assertion.Claims.GetProperty("exp").GetInt64(), assertion.Claims.GetProperty("iat").GetInt64());
        Require(from <= now + 5 && end > now && end - from is > 0 and <= 120, "iat or exp", "invalid_client");
        Require(assertion.Claim("jti").Length >= 20 && seen.TryAdd("assertion:" + assertion.Claim("jti"), true), "jti", "invalid_client");
    }

    /// <summary>RFC 9449 section 4.3. The thumbprint of the key; null: none is wanted.</summary>
    public string? Proof(HttpContext context, string? accessToken)
    {
        var proofs = context.Request.Headers["DPoP"];
        if (!server.WantsProof)
        {
            Require(proofs.Count == 0, "a proof that nobody asked for");
            return null;
        }
        Require(proofs.Count == 1, $"{proofs.Count} proofs", "invalid_dpop_proof");
        server.Proofs.Enqueue(proofs.Single()!);
        var proof = Parse(proofs.Single()!);
        Require(proof.Head("typ") == "dpop+jwt" && proof.Head("alg") == "ES256", "typ or alg", "invalid_dpop_proof");
        var key = proof.Header.GetProperty("jwk");
        Require(!key.TryGetProperty("d", out _), "the private key itself", "invalid_dpop_proof");
        var jwk = new JsonWebKey(key.GetRawText());
        Require(proof.IsSignedBy(jwk), "signature", "invalid_dpop_proof");
        Require(proof.Claim("htm") == context.Request.Method, "htm", "invalid_dpop_proof");
        Require(proof.Claim("htu") == server.Address + context.Request.Path, "htu " + proof.Claim("htu"), "invalid_dpop_proof");
        Require(Math.Abs(proof.Claims.GetProperty("iat").GetInt64() - server.Clock.GetUtcNow().ToUnixTimeSeconds()) <= 60, "iat", "invalid_dpop_proof");
        Require(proof.Claim("jti").Length >= 20 && seen.TryAdd("proof:" + proof.Claim("jti"), true), "jti", "invalid_dpop_proof");
        Require(proof.Claim("ath") == (accessToken is null ? "" : Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)))), "ath", "invalid_dpop_proof");
        if (server.NeverHappy || (server.WantsNonce && proof.Claim("nonce") != server.CurrentNonce)) throw new NonceException();
        return Base64UrlEncoder.Encode(jwk.ComputeJwkThumbprint());
    }

    private static SignedToken Parse(string token)
    {
        try
        {
            return SignedToken.Parse(token);
        }
        catch (FormatException fault)
        {
            throw new ObjectionException(fault.Message, "invalid_request");
        }
    }

    public static void Require(bool holds, string what, string error = "invalid_request")
    {
        if (!holds) throw new ObjectionException(what, error);
    }

    internal sealed class ObjectionException(string what, string error) : Exception(what)
    {
        public string Error { get; } = error;
    }

    internal sealed class NonceException : Exception;
}
