using System.Text.Json;
using System.Text.Json.Serialization;

namespace OAuthHub.Client.Hub;

/// <summary>The hub's answer with a token. Members that this version does not know are ignored.</summary>
internal sealed record CredentialDocument
{
    /// <summary>No text that is made of it holds the token.</summary>
    public override string ToString() => "CredentialDocument(***)";

    public required string Connection { get; init; }
    public required string Platform { get; init; }
    public required string User { get; init; }
    public required AccountDocument Account { get; init; }
    public required string TokenType { get; init; }
    public required string AccessToken { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whole seconds; what this library counts by, since the clocks of two machines differ.</summary>
    public double? ExpiresIn { get; init; }

    public DateTimeOffset? GrantEndsAt { get; init; }
    public string Scope { get; init; } = "";
    public string RefreshState { get; init; } = "ok";
    public ApiDocument? Api { get; init; }
    public IReadOnlyList<ResourceDocument>? Resources { get; init; }
    public IReadOnlyDictionary<string, string>? Values { get; init; }
    public IReadOnlyDictionary<string, OtherTokenDocument>? OtherTokens { get; init; }

    private TimeSpan? Life => ExpiresIn is { } seconds ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 1e9)) : null;

    public OAuthHubToken ToToken() => new(AccessToken, Life, OtherTokens?.ToDictionary(other => other.Key, other => other.Value.AccessToken) ?? [])
    {
        Connection = Connection,
        Platform = Platform,
        User = User,
        AccountId = Account.Id,
        AccountName = Account.Name,
        TokenType = TokenType,
        ExpiresAt = ExpiresAt,
        GrantEndsAt = GrantEndsAt,
        Scope = Scope,
        IsDegraded = RefreshState is "degraded",
        Use = new OAuthHubTokenUse(Api?.BaseUrl, Api?.Authorization ?? "bearer", Api?.AuthorizationName, Api?.Headers ?? new Dictionary<string, string>()),
        Resources = [.. (Resources ?? []).Select(one => new OAuthHubResource(one.Kind, one.Id, one.Name))],
        Values = Values ?? new Dictionary<string, string>(),
    };
}

internal sealed record AccountDocument(string Id, string Name);

internal sealed record ApiDocument(Uri? BaseUrl, string? Authorization, string? AuthorizationName, IReadOnlyDictionary<string, string>? Headers);

internal sealed record ResourceDocument(string Kind, string Id, string? Name);

internal sealed record OtherTokenDocument(string AccessToken)
{
    public override string ToString() => "OtherTokenDocument(***)";
}

internal sealed record RefreshDocument(string? User, string? Account, string RejectedTokenSha256);

/// <summary>RFC 9457.</summary>
internal sealed record ProblemDocument(string? Title, string? Detail, string? Code, string? Reason, string? ReconnectUrl, string? ConnectUrl);

/// <summary>Written at compile time, so that the library can be trimmed and compiled ahead of time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CredentialDocument))]
[JsonSerializable(typeof(RefreshDocument))]
[JsonSerializable(typeof(ProblemDocument))]
internal sealed partial class HubJson : JsonSerializerContext;
