using System.Text.Json;

namespace OAuthHub.Core.Moving.Files;

/// <summary>A connection as Nango's API answers it with its credentials.</summary>
/// <remarks>
/// <code>{"connection_id":"…","provider_config_key":"…","provider":"…","end_user":{"id":"…"},"tags":{"end_user_id":"…"},"connection_config":{"subdomain":"…"},
/// "credentials":{"type":"OAUTH2","access_token":"…","refresh_token":"…","expires_at":"…","raw":{…},"config_override":{"client_id":"…"}}}</code>
/// </remarks>
internal static class NangoGrants
{
    public static bool Looks(JsonElement record) => record.ValueKind is JsonValueKind.Object && record.TryGetProperty("provider_config_key", out _) && record.TryGetProperty("connection_id", out _);

    public static GrantRecord Read(int number, JsonElement record)
    {
        // Newer answers name the provider; in older files the key of the integration is often called so.
        var provider = Texts.At(record, "provider") ?? Texts.At(record, "provider_config_key");
        if (ForeignNames.Nango.Find(provider) is not { } name) return Texts.Unknown(number, provider);
        if (Texts.At(record, "credentials", "type") is { } type and not "OAUTH2")
            return new GrantRecord(number) { Platform = name.Platform, Fault = new RecordFault(MovingCodes.TokenMissing, $"Its credentials are of the type {Texts.Shown(type)}; only those of OAuth 2 can be brought in.") };
        var texts = Texts.Given(
            (GrantFields.Platform, name.Platform),
            (GrantFields.User, Texts.At(record, "end_user", "id") ?? Texts.At(record, "tags", "end_user_id")),
            (GrantFields.RefreshToken, Texts.At(record, "credentials", "refresh_token")),
            (GrantFields.AccessToken, Texts.At(record, "credentials", "access_token")),
            (GrantFields.ExpiresAt, Texts.At(record, "credentials", "expires_at")),
            (GrantFields.Scopes, Texts.At(record, "credentials", "raw", "scope")),
            (GrantFields.ConnectedAt, Texts.At(record, "created_at")),
            (GrantFields.ClientId, Texts.At(record, "credentials", "config_override", "client_id") ?? Texts.At(record, "connection_config", "oauth_client_id_override")));
        return GrantFields.Read(number, texts, ForeignNames.Fill(name, Texts.Members(record, "connection_config")));
    }
}
