using System.Collections.Concurrent;
using System.Net.Http.Headers;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Core.Platforms.Quirks;

/// <summary>
/// Tokens that only the holder of a key can use (RFC 9449): each connection has its key, made when the login starts, and each request
/// carries a proof by it.
/// </summary>
internal sealed class DPoP : Quirk
{
    private const int MostOrigins = 10_000;
    private const int LongestNonce = 512;

    /// <summary>The nonce that each server wants next (section 8). Losing one costs a request.</summary>
    private readonly ConcurrentDictionary<string, string> nonces = new();

    public override string Name => QuirkNames.DPoP;

    public override PlatformClient Begin(PlatformClient client) => client with { ProofKey = new ProofKey(SigningKey.Create()) };

    public override void Sign(PlatformClient client, HttpRequestMessage request)
    {
        if (client.ProofKey is not { } key) return;
        AccessToken? token = null;
        if (request.Headers.Authorization is { Scheme: "Bearer", Parameter: { } text })
        {
            token = new AccessToken(text);
            request.Headers.Authorization = new AuthenticationHeaderValue("DPoP", text);
        }
        request.Headers.Remove(DPoPProof.Header);
        request.Headers.Add(DPoPProof.Header, DPoPProof.Create(key, request.Method.Method, request.RequestUri!, token, nonces.GetValueOrDefault(Origin(request.RequestUri!)), client.Time));
    }

    public override bool Hear(PlatformClient client, Uri address, HttpResponseHeaders headers, TokenAnswer answer)
    {
        if (client.ProofKey is null) return false;
        if (headers.TryGetValues("DPoP-Nonce", out var values) && values.ToArray() is [{ Length: > 0 and <= LongestNonce } nonce])
        {
            if (nonces.Count >= MostOrigins) nonces.Clear();
            nonces[Origin(address)] = nonce;
        }
        else return false; // without a new nonce the second request would be refused as the first
        return answer is TokenAnswer.Received({ Status: 400 or 401 } raw) && (SaysSo(raw) || headers.WwwAuthenticate.Any(challenge =>
            challenge.Scheme.Equals("DPoP", StringComparison.OrdinalIgnoreCase) && challenge.Parameter?.Contains("use_dpop_nonce", StringComparison.Ordinal) is true));
    }

    private static bool SaysSo(RawAnswer raw) => AnswerDocument.Json(raw.Body) is { } root && JsonPath.Text(JsonPath.Find(root, "error")) is "use_dpop_nonce";

    private static string Origin(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
