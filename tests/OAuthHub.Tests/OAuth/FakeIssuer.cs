using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.OAuth;

/// <summary>An OpenID issuer that says whatever a test wants: its key, its documents, and the id token that answers a code.</summary>
internal sealed class FakeIssuer : IAsyncDisposable
{
    public const string ClientId = "client-1";
    public const string KeyId = "key-1";

    /// <summary>Making one takes long, so the tests share it.</summary>
    public static readonly RSA Key = RSA.Create(2048);

    private readonly WebApplication app;
    private int exchanges;
    private int keyFetches;
    private int revocations;

    private FakeIssuer(WebApplication app) => this.app = app;

    public string Address { get; private set; } = "";

    /// <summary>What answers the next code; null leaves it out.</summary>
    public string? IdToken { get; set; }

    /// <summary>The key document as it is served; null: a failure.</summary>
    public string? Keys { get; set; } = new JsonObject { ["keys"] = new JsonArray(PublicKey(Key, KeyId)) }.ToJsonString();

    /// <summary>Whom its document is of; null: of itself.</summary>
    public string? CallsItself { get; set; }

    /// <summary>True: it does not say what it is.</summary>
    public bool IsAway { get; set; }

    /// <summary>True: it says that its callbacks carry <c>iss</c>.</summary>
    public bool NamesItself { get; set; }

    /// <summary>False: its entry says that it knows no PKCE.</summary>
    public bool KnowsPkce { get; set; } = true;

    public int Exchanges => exchanges;

    /// <summary>The form of the last code exchange.</summary>
    public IReadOnlyDictionary<string, string> LastExchange { get; private set; } = new Dictionary<string, string>();

    public int KeyFetches => keyFetches;
    public int Revocations => revocations;

    public static async Task<FakeIssuer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var web = builder.Build();
        var issuer = new FakeIssuer(web);
        web.MapGet("/.well-known/openid-configuration", () => issuer.IsAway ? Results.StatusCode(503) : Results.Json(new
        {
            issuer = issuer.CallsItself ?? issuer.Address, jwks_uri = issuer.Address + "/keys", authorization_endpoint = issuer.Address + "/authorize", token_endpoint = issuer.Address + "/token",
            authorization_response_iss_parameter_supported = issuer.NamesItself,
            code_challenge_methods_supported = (string[])["plain"], // what no hub may be talked into
        }));
        web.MapGet("/keys", () =>
        {
            Interlocked.Increment(ref issuer.keyFetches);
            return issuer.Keys is { } keys ? Results.Text(keys, "application/json") : Results.StatusCode(500);
        });
        web.MapPost("/token", (HttpRequest request) =>
        {
            Interlocked.Increment(ref issuer.exchanges);
            issuer.LastExchange = request.Form.ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
            return Results.Json(new { access_token = "fake-access-token", refresh_token = "fake-refresh-token", token_type = "Bearer", expires_in = 3600, id_token = issuer.IdToken });
        });
        web.MapPost("/revoke", () => { Interlocked.Increment(ref issuer.revocations); return Results.Ok(); });
        await web.StartAsync();
        issuer.Address = web.Urls.Single();
        return issuer;
    }

    /// <summary>A hub that knows this issuer as the platform <c>oidc</c>, by a file.</summary>
    public Task<HubHost> StartHubAsync(TemporaryFolder folder) => HubHost.StartAsync(Hub(folder));

    public HubSetup Hub(TemporaryFolder folder)
    {
        CustomPlatform.Write(folder, "oidc", entry =>
        {
            entry["templateVariables"] = new JsonArray();
            entry["authorization"] = new JsonObject { ["url"] = Address + "/authorize", ["scopes"] = new JsonArray("openid") };
            entry["token"] = new JsonObject { ["url"] = Address + "/token" };
            entry["account"] = new JsonObject();
            if (!KnowsPkce) entry["authorization"]!["pkce"] = "none";
            entry["revocation"]!["url"] = Address + "/revoke";
            entry["api"] = new JsonObject { ["baseUrl"] = Address + "/api" };
            entry["openId"] = new JsonObject { ["issuer"] = Address };
        });
        return new HubSetup
        {
            Folder = folder,
            Settings = { ["OAuthHub:Platforms:oidc:ClientId"] = ClientId, ["OAuthHub:Platforms:oidc:ClientSecret"] = "practice-only" },
        };
    }

    /// <summary>The claims of a right id token.</summary>
    public JsonObject Claims(string nonce) => new()
    {
        ["iss"] = Address,
        ["aud"] = ClientId,
        ["sub"] = "subject-1",
        ["name"] = "Somebody",
        ["nonce"] = nonce,
        ["iat"] = HubHost.Start.ToUnixTimeSeconds(),
        ["exp"] = HubHost.Start.AddMinutes(5).ToUnixTimeSeconds(),
    };

    public static string Sign(JsonObject claims, RSA? key = null, string? keyId = KeyId)
    {
        var text = Head(new JsonObject { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = keyId }, claims);
        return text + "." + Base64Url.EncodeToString((key ?? Key).SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    /// <summary>Signed by HMAC with what everybody knows: the public key.</summary>
    public static string SignWithThePublicKey(JsonObject claims, byte[] publicKey)
    {
        var text = Head(new JsonObject { ["alg"] = "HS256", ["typ"] = "JWT", ["kid"] = KeyId }, claims);
        return text + "." + Base64Url.EncodeToString(HMACSHA256.HashData(publicKey, Encoding.ASCII.GetBytes(text)));
    }

    public static string Unsigned(JsonObject claims, string algorithm = "none") => Head(new JsonObject { ["alg"] = algorithm, ["kid"] = KeyId }, claims) + ".";

    public static JsonObject PublicKey(RSA key, string keyId)
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = keyId, ["n"] = Base64Url.EncodeToString(parameters.Modulus), ["e"] = Base64Url.EncodeToString(parameters.Exponent) };
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static string Head(JsonObject header, JsonObject claims) => Part(header) + "." + Part(claims);

    private static string Part(JsonObject part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));
}
