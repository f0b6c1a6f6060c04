using System.Globalization;
using System.Text.Json;

namespace OAuthHub.Sandbox.Tokens;

/// <summary>RFC 6749 section 5.1, plus <c>sub</c>, by which a client notices that another account answers.</summary>
/// <remarks>
/// <c>{"access_token":"sbx_at_…","token_type":"Bearer","expires_in":120,"refresh_token":"sbx_rt_…","scope":"…","sub":"ada"}</c>.
/// <see cref="ExpiresIn"/> is raw JSON, because faults put things there that are no number.
/// </remarks>
internal sealed record TokenReply : IResult
{
    public required string AccessToken { get; init; }
    public required string TokenType { get; init; }
    public required string? ExpiresIn { get; init; }
    public required string? RefreshToken { get; init; }
    public required string Scope { get; init; }
    public required string Sub { get; init; }

    public static TokenReply Of(TokenPair pair, DateTimeOffset now) => new()
    {
        AccessToken = pair.Access.Value,
        TokenType = "Bearer",
        ExpiresIn = SecondsLeft(pair.Access, now).ToString(CultureInfo.InvariantCulture),
        RefreshToken = pair.Refresh?.Value,
        Scope = pair.Access.Scope,
        Sub = pair.Access.Account,
    };

    public static long SecondsLeft(AccessToken token, DateTimeOffset now) => Math.Max(0, (long)(token.ExpiresAt - now).TotalSeconds);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "application/json; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.Pragma = "no-cache";
        await using (var json = new Utf8JsonWriter(response.BodyWriter))
        {
            json.WriteStartObject();
            json.WriteString("access_token"u8, AccessToken);
            json.WriteString("token_type"u8, TokenType);
            if (ExpiresIn is not null)
            {
                json.WritePropertyName("expires_in"u8);
                json.WriteRawValue(ExpiresIn, skipInputValidation: true);
            }

            if (RefreshToken is not null) json.WriteString("refresh_token"u8, RefreshToken);
            json.WriteString("scope"u8, Scope);
            json.WriteString("sub"u8, Sub);
            json.WriteEndObject();
        }

        await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }

    // The compiler's version would print the tokens.
    public override string ToString() => $"tokens for {Sub}";
}
