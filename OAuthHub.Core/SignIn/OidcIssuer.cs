using System.Text.Json;
using Microsoft.Extensions.Options;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Core.SignIn;

/// <summary>
/// The issuer at which people sign in to the hub, as it describes itself. To the hub's OAuth engine it is a platform like any other, made of what
/// the issuer publishes instead of a file; it stands in no catalogue and nobody connects an account there.
/// </summary>
public sealed class OidcIssuer(IOptions<OidcOptions> options, HubAddress hub, IssuerDocuments documents, TimeProvider time) : IDisposable
{
    /// <summary>No platform's id looks like that.</summary>
    public const string PlatformId = ":sign-in";

    /// <summary>How long the issuer's description counts as it was read; one that cannot be read anew is kept.</summary>
    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromHours(1);

    /// <summary>An issuer that is away is not asked by everybody who wants to sign in: each of them would wait for it.</summary>
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim reading = new(1);
    private volatile Read? known;
    private DateTimeOffset? failedAt;

    private string RedirectUri => hub.PublicUrl + "/signin/oidc/callback";

    /// <summary>Null: the issuer does not describe itself, or not so that the hub could use it.</summary>
    public async Task<PlatformClient?> FindAsync(CancellationToken cancellationToken)
    {
        if (IsFresh()) return known!.Client;
        await reading.WaitAsync(cancellationToken);
        try
        {
            if (IsFresh()) return known!.Client;
            if (time.GetUtcNow() - failedAt < TryAgainAfter) return known?.Client;
            var issuer = options.Value.Issuer!;
            if (await documents.DiscoverAsync(Client(issuer, issuer, issuer, null), issuer, cancellationToken) is { } document && ClientOf(document) is { } client) known = new Read(client, time.GetUtcNow());
            else failedAt = time.GetUtcNow();
            return known?.Client;
        }
        finally
        {
            reading.Release();
        }
    }

    public void Dispose() => reading.Dispose();

    private bool IsFresh() => known is { } have && time.GetUtcNow() - have.At < ReadAgainAfter;

    private PlatformClient? ClientOf(JsonElement document)
    {
        if (Endpoint("authorization_endpoint") is not { } authorization || Endpoint("token_endpoint") is not { } token || Endpoint("jwks_uri") is not { } keys) return null;
        var client = Client(options.Value.Issuer!, authorization, token, keys);
        // RFC 9207 section 3: who says that callbacks name the issuer is held to it.
        var namesItself = document.TryGetProperty("authorization_response_iss_parameter_supported", out var says) && says.ValueKind is JsonValueKind.True;
        return client with
        {
            Platform = client.Platform with
            {
                Authorization = client.Platform.Authorization with { IssuerParameter = namesItself ? IssuerParameter.Required : IssuerParameter.Optional },
                Client = new ClientRules { Authentication = options.Value.ClientSecret is null ? ClientAuthentication.None : Takes("client_secret_basic") ? ClientAuthentication.ClientSecretBasic : ClientAuthentication.ClientSecretPost },
            },
        };

        // Nothing of an issuer goes over an open line unless the issuer itself does; a brace would be a hole to fill.
        string? Endpoint(string name) => JsonPath.Text(JsonPath.Find(document, name)) is { } text && Uri.TryCreate(text, UriKind.Absolute, out var url) && !text.Contains('{', StringComparison.Ordinal) &&
            (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback && options.Value.Issuer!.StartsWith("http:", StringComparison.OrdinalIgnoreCase))) ? text : null;

        // Discovery section 3: left out, it is client_secret_basic.
        bool Takes(string way) => !document.TryGetProperty("token_endpoint_auth_methods_supported", out var ways) || ways.ValueKind is not JsonValueKind.Array ||
            ways.EnumerateArray().Any(one => one.ValueKind is JsonValueKind.String && one.ValueEquals(way));
    }

    private PlatformClient Client(string issuer, string authorization, string token, string? keys) => new(
        new Platform
        {
            Id = PlatformId,
            Name = options.Value.ShownName,
            Authorization = new AuthorizationRules { Url = authorization, Issuer = issuer, Scopes = options.Value.Scopes, Pkce = PkceMode.Required },
            Token = new TokenRules { Url = token },
            OpenId = new OpenIdRules { Issuer = issuer, JwksUrl = keys },
            Docs = new PlatformDocs { Url = issuer, Checked = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime), Confidence = Confidence.High },
        },
        new AppRegistration { PlatformId = PlatformId, ClientId = options.Value.ClientId!, ClientSecret = options.Value.ClientSecret is { } secret ? new ClientSecret(secret) : null },
        RedirectUri)
    {
        Values = new Dictionary<string, string>(),
        Time = time,
    };

    private sealed record Read(PlatformClient Client, DateTimeOffset At);
}
