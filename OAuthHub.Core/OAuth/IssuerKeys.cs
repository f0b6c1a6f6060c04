using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace OAuthHub.Core.OAuth;

/// <summary>The signing keys of OpenID issuers, fetched when first needed and again for an unknown key id, at most once in five minutes.</summary>
public sealed class IssuerKeys(IssuerDocuments documents, TimeProvider time)
{
    private const int MostKeys = 100;
    private const int WeakestRsaBits = 2048;
    private static readonly TimeSpan FetchAgainAfter = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, (DateTimeOffset At, IReadOnlyList<SecurityKey> Keys)> known = new();

    // One at a time of each issuer, so that a hundred logins with unknown key ids become one request.
    private readonly ConcurrentDictionary<string, SemaphoreSlim> fetching = new();

    /// <summary>Null: the issuer's documents cannot be had or do not fit.</summary>
    public async Task<IReadOnlyList<SecurityKey>?> FindAsync(PlatformClient client, string? keyId, CancellationToken cancellationToken)
    {
        var issuer = client.Resolve(client.Platform.OpenId!.Issuer);
        if (Known(issuer, keyId) is { } keys) return keys;
        var turn = fetching.GetOrAdd(issuer, _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (Known(issuer, keyId) is { } meanwhile) return meanwhile;
            if (await FetchAsync(client, issuer, cancellationToken) is not { } fetched) return known.GetValueOrDefault(issuer).Keys;
            known[issuer] = (time.GetUtcNow(), fetched);
            return fetched;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Null: it is time to fetch them.</summary>
    private IReadOnlyList<SecurityKey>? Known(string issuer, string? keyId) =>
        known.TryGetValue(issuer, out var have) && (have.Keys.Any(key => string.Equals(key.KeyId, keyId, StringComparison.Ordinal)) || time.GetUtcNow() - have.At < FetchAgainAfter) ? have.Keys : null;

    private async Task<IReadOnlyList<SecurityKey>?> FetchAsync(PlatformClient client, string issuer, CancellationToken cancellationToken)
    {
        var jwksUrl = client.Platform.OpenId!.JwksUrl is { } url ? client.Resolve(url) : await documents.DiscoverAsync(client, issuer, cancellationToken) is { } about ? JsonPath.Text(JsonPath.Find(about, "jwks_uri")) : null;
        if (!Uri.TryCreate(jwksUrl, UriKind.Absolute, out var address) || await documents.GetAsync(client, address, cancellationToken) is not { } document) return null;
        try
        {
            var set = new JsonWebKeySet(document.GetRawText());
            return set.Keys.Count > MostKeys ? null : [.. set.GetSigningKeys().Where(key => key is not RsaSecurityKey && key is not JsonWebKey { Kty: "RSA" } || key.KeySize >= WeakestRsaBits)];
        }
        catch (Exception failure) when (failure is ArgumentException or JsonException or InvalidOperationException)
        {
            return null; // JSON, but not of keys
        }
    }
}
