using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace OAuthHub.Tests.Support;

/// <summary>An answer that was read to its end.</summary>
internal sealed record Reply(HttpStatusCode Status, string Body, HttpResponseHeaders Headers, string? ContentType)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;
    public string AccessToken => Json.GetProperty("access_token").GetString()!;
    public string RefreshToken => Json.GetProperty("refresh_token").GetString()!;
    public string Error => Json.GetProperty("error").GetString()!;

    /// <summary>The stable code of a problem document.</summary>
    public string Code => Json.GetProperty("code").GetString()!;

    public static async Task<Reply> ReadAsync(HttpResponseMessage message) =>
        new(message.StatusCode, await message.Content.ReadAsStringAsync(), message.Headers, message.Content.Headers.ContentType?.ToString());

    public Reply Ok()
    {
        Assert.True(Status == HttpStatusCode.OK, $"{(int)Status} {Body}");
        return this;
    }

    public void RefusedWith(string error, HttpStatusCode status = HttpStatusCode.BadRequest)
    {
        Assert.Equal(status, Status);
        Assert.Equal(error, Error);
        Assert.True(Headers.CacheControl?.NoStore);
    }
}
