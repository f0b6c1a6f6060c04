using System.Text.Json;
using OAuthHub.Core.Connections;

namespace OAuthHub.Api.Credentials;

/// <summary>
/// The answer that carries a token. Written by hand, since this is the hot path and since nothing that is not named here can get
/// into it: never a refresh token, never a client secret.
/// </summary>
/// <param name="api">How the token is used (<see cref="ApiDescriptions"/>).</param>
internal sealed class CredentialView(Connection connection, byte[] api, DateTimeOffset now) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-store";
        response.Headers.Pragma = "no-cache";
        response.Headers.Vary = "Authorization";
        using (var json = new Utf8JsonWriter(response.BodyWriter, new JsonWriterOptions { SkipValidation = true }))
        {
            Write(json);
            json.Flush();
            response.ContentLength = json.BytesCommitted;
        }
        await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }

    private void Write(Utf8JsonWriter json)
    {
        var tokens = connection.Tokens!;
        json.WriteStartObject();
        json.WriteString("connection"u8, connection.Id);
        json.WriteString("platform"u8, connection.PlatformId);
        json.WriteString("user"u8, connection.User);
        json.WriteStartObject("account"u8);
        json.WriteString("id"u8, connection.Account.Id);
        json.WriteString("name"u8, connection.Account.Name);
        if (connection.Label is { } label) json.WriteString("label"u8, label);
        json.WriteEndObject();
        json.WriteString("token_type"u8, tokens.TokenType);
        json.WriteString("access_token"u8, tokens.AccessToken.RevealSecret());
        if (tokens.ExpiresAt is { } expires)
        {
            json.WriteString("expires_at"u8, expires.UtcDateTime);
            json.WriteNumber("expires_in"u8, Math.Max(0, (long)(expires - now).TotalSeconds));
        }
        else
        {
            json.WriteNull("expires_at"u8);
            json.WriteNull("expires_in"u8);
        }
        if (connection.GrantEndsAt is { } end) json.WriteString("grant_ends_at"u8, end.UtcDateTime);
        else json.WriteNull("grant_ends_at"u8);
        json.WriteNumber("generation"u8, connection.TokenGeneration);
        json.WriteString("scope"u8, string.Join(' ', connection.GrantedScopes));
        json.WriteString("refresh_state"u8, connection.State is ConnectionState.Degraded ? "degraded"u8 : "ok"u8);
        WriteExtras(json, tokens);
        json.WriteEndObject();
    }

    private void WriteExtras(Utf8JsonWriter json, TokenPair tokens)
    {
        if (api.Length > 0)
        {
            json.WritePropertyName("api"u8);
            json.WriteRawValue(api, skipInputValidation: true);
        }
        if (connection.Resources.Count > 0)
        {
            json.WriteStartArray("resources"u8);
            foreach (var resource in connection.Resources)
            {
                json.WriteStartObject();
                json.WriteString("kind"u8, resource.Kind);
                json.WriteString("id"u8, resource.Id);
                json.WriteString("name"u8, resource.Name);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        if (connection.Stored.Count > 0)
        {
            json.WriteStartObject("values"u8);
            foreach (var (name, value) in connection.Stored) json.WriteString(name, value);
            json.WriteEndObject();
        }
        if (tokens.Others.Count == 0) return;
        // They have ends of their own, and a token known to be dead is never handed out.
        var alive = tokens.Others.Where(other => other.Value.ExpiresAt is not { } end || end > now).ToList();
        if (alive.Count == 0) return;
        json.WriteStartObject("other_tokens"u8);
        foreach (var (name, other) in alive)
        {
            json.WriteStartObject(name);
            json.WriteString("access_token"u8, other.AccessToken.RevealSecret());
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }
}
