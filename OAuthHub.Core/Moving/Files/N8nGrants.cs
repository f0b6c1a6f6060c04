using System.Text.Json;

namespace OAuthHub.Core.Moving.Files;

/// <summary>A credential as <c>n8n export:credentials --decrypted</c> writes it. It names no user: the command says who it is.</summary>
/// <remarks>
/// <code>{"id":"…","name":"…","type":"…OAuth2Api","data":{"clientId":"…","clientSecret":"…","oauthTokenData":{"access_token":"…","refresh_token":"…","scope":"…","expires_in":3599,"callbackQueryString":{"realmId":"…"}}}}</code>
/// </remarks>
internal static class N8nGrants
{
    public static bool Looks(JsonElement record) => record.ValueKind is JsonValueKind.Object && record.TryGetProperty("type", out _) && record.TryGetProperty("data", out _);

    public static GrantRecord Read(int number, JsonElement record)
    {
        if (ForeignNames.N8n.Find(Texts.At(record, "type")) is not { } name) return Texts.Unknown(number, Texts.At(record, "type"));
        if (record.TryGetProperty("data", out var data) && data.ValueKind is JsonValueKind.String)
            return new GrantRecord(number) { Platform = name.Platform, Fault = new RecordFault(MovingCodes.TokenMissing, "Its data are encrypted. Export them with --decrypted.") };
        // How long the token lived counts from a moment that the file does not say.
        var texts = Texts.Given(
            (GrantFields.Platform, name.Platform),
            (GrantFields.Label, Texts.At(record, "name")),
            (GrantFields.RefreshToken, Texts.At(record, "data", "oauthTokenData", "refresh_token")),
            (GrantFields.AccessToken, Texts.At(record, "data", "oauthTokenData", "access_token")),
            (GrantFields.Scopes, Texts.At(record, "data", "oauthTokenData", "scope")),
            (GrantFields.ClientId, Texts.At(record, "data", "clientId")));
        var settings = Texts.Members(record, "data");
        foreach (var (key, value) in Texts.Members(record, "data", "oauthTokenData", "callbackQueryString")) settings["callbackQueryString." + key] = value;
        return GrantFields.Read(number, texts, ForeignNames.Fill(name, settings));
    }
}
