using System.Text;
using System.Text.Json;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Secrets;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.OAuth;

/// <summary>A platform, a client and an answer in their plainest form; tests change what they are about.</summary>
internal static class Samples
{
    public static Platform Platform { get; } = new()
    {
        Id = "sample",
        Name = "Sample",
        Authorization = new AuthorizationRules { Url = "https://login.example/authorize", Scopes = ["read", "write"] },
        Token = new TokenRules { Url = "https://login.example/token", DefaultLifetimeSeconds = 120 },
        Docs = new PlatformDocs { Url = "https://docs.example", Checked = new DateOnly(2026, 11, 22), Confidence = Confidence.High },
    };

    public static PlatformClient Client(Platform? platform = null, string clientId = "client-1", string? secret = "secret-1", params (string Name, string Value)[] values) =>
        new(platform ?? Platform, new AppRegistration { PlatformId = "sample", ClientId = clientId, ClientSecret = secret is null ? null : new ClientSecret(secret) }, "https://hub.example/auth/sample/callback")
        {
            Values = values.ToDictionary(pair => pair.Name, pair => pair.Value),
        };

    public static RawAnswer Answer(string body, int status = 200, string? type = "application/json") => Answer(Encoding.UTF8.GetBytes(body), status, type);

    public static RawAnswer Answer(byte[] body, int status = 200, string? type = "application/json") => new(status, type, body, HubHost.Start, HubHost.Start.AddSeconds(1), null);

    public static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
