using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace OAuthHub.Tests.Vault.AzureKeyVault;

/// <summary>The token endpoint of a directory with one app, and the vault's challenge.</summary>
internal sealed class FakeTokens
{
    public const string Tenant = "5f0dcb5a-3f4c-4c6e-9d7a-0d8f2f1f5a11";
    public const string ClientId = "0c1e7a3d-95a6-4a0b-8c55-1d3a6f3c9b22";
    public const string ClientSecret = "client-secret-of-the-hubs-own-identity";
    private const string Resource = "https://vault.azure.net";

    /// <summary>Token and audience.</summary>
    private readonly ConcurrentDictionary<string, string> issued = new();

    public static Uri Authority { get; } = new("https://login.oauthhub-test.example/");

    public IEnumerable<string> Tokens => issued.Keys;

    /// <summary>The resource that challenges name; another one is an attack that the client must not fall for.</summary>
    public string ChallengedResource { get; set; } = Resource;

    /// <summary>Null: the request carries a token for this vault.</summary>
    public FakeAnswer? Challenge(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.Ordinal) && issued.TryGetValue(header["Bearer ".Length..], out var audience))
        {
            if (audience == Resource) return null;
            return Refuse("AKV10022: Invalid audience.");
        }
        return Refuse("AKV10000: Request is missing a Bearer or PoP token.");
    }

    /// <summary><c>POST /{tenant}/oauth2/v2.0/token</c> with the client's secret.</summary>
    public async Task<FakeAnswer> AnswerAsync(HttpRequest request)
    {
        if (request.Path != $"/{Tenant}/oauth2/v2.0/token" || request.Method != "POST") return FakeAnswer.Error(404, "not_found", $"Nothing at {request.Path}.");
        var form = await request.ReadFormAsync();
        if (form["grant_type"] != "client_credentials" || form["client_id"] != ClientId || form["client_secret"] != ClientSecret)
            return new FakeAnswer(401, new JsonObject { ["error"] = "invalid_client", ["error_description"] = "AADSTS7000215: Invalid client secret provided." });
        var scope = form["scope"].ToString().Split(' ').Single(one => one.EndsWith("/.default", StringComparison.Ordinal));
        var token = "eyJ0eXAiOiJKV1QifQ." + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        issued[token] = scope[..^"/.default".Length];
        return new FakeAnswer(200, new JsonObject { ["token_type"] = "Bearer", ["expires_in"] = 3599, ["ext_expires_in"] = 3599, ["access_token"] = token });
    }

    private FakeAnswer Refuse(string message) => FakeAnswer.Error(401, "Unauthorized", message) with
    {
        Headers = new() { ["WWW-Authenticate"] = $"Bearer authorization=\"{Authority}{Tenant}\", resource=\"{ChallengedResource}\"" },
    };
}

internal sealed record FakeAnswer(int Status, JsonObject? Body)
{
    public Dictionary<string, string> Headers { get; init; } = [];

    /// <summary><c>{"error":{"code","message","innererror":{"code"}}}</c></summary>
    public static FakeAnswer Error(int status, string code, string message, string? inner = null)
    {
        var error = new JsonObject { ["code"] = code, ["message"] = message };
        if (inner is not null) error["innererror"] = new JsonObject { ["code"] = inner };
        return new FakeAnswer(status, new JsonObject { ["error"] = error });
    }
}
