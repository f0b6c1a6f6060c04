using System.Text.Json.Nodes;
using OAuthHub.Core.OAuth;

namespace OAuthHub.Core.Platforms;

/// <summary>What the hub publishes of itself as a client (RFC 7591 section 2): nothing of it is secret.</summary>
public static class ClientMetadataDocument
{
    public static string AddressOf(Platform platform, HubAddress hub) => $"{hub.PublicUrl}/oauth/client-metadata/{platform.Id}.json";

    /// <summary>Null: this platform's client is no published one, or nobody has connected yet.</summary>
    public static JsonObject? Find(Platform platform, AppRegistration? registration, HubAddress hub)
    {
        if (!platform.Quirks.Contains(QuirkNames.ClientMetadata, StringComparer.Ordinal) || registration?.PrivateKey is not { } secret || SigningKey.TryRead(secret.RevealSecret()) is not { } read) return null;
        using var key = read;
        var jwk = (JsonObject)key.PublicJwk.DeepClone();
        (jwk["kid"], jwk["alg"], jwk["use"]) = (key.Thumbprint, key.Algorithm, "sig");
        return new JsonObject
        {
            ["client_id"] = registration.ClientId,
            ["client_name"] = "OAuthHub",
            ["client_uri"] = hub.PublicUrl,
            ["application_type"] = "web",
            ["grant_types"] = new JsonArray("authorization_code", "refresh_token"),
            ["response_types"] = new JsonArray("code"),
            ["redirect_uris"] = new JsonArray(hub.RedirectUri(platform.Id)),
            ["scope"] = string.Join(' ', registration.Scopes ?? platform.Authorization.Scopes),
            ["token_endpoint_auth_method"] = "private_key_jwt",
            ["token_endpoint_auth_signing_alg"] = key.Algorithm,
            ["dpop_bound_access_tokens"] = QuirkNames.TokenType(platform) is not null,
            ["jwks"] = new JsonObject { ["keys"] = new JsonArray(jwk) },
        };
    }
}
