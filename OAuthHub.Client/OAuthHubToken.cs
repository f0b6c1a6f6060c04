namespace OAuthHub.Client;

/// <summary>A live access token with what the hub knows about it. Printing it shows no secret.</summary>
public sealed class OAuthHubToken
{
    private readonly string accessToken;
    private readonly IReadOnlyDictionary<string, string> otherTokens;

    internal OAuthHubToken(string accessToken, TimeSpan? life, IReadOnlyDictionary<string, string> otherTokens) =>
        (this.accessToken, Life, this.otherTokens) = (accessToken, life, otherTokens);

    /// <summary>The hub's id of the connection.</summary>
    public required string Connection { get; init; }

    /// <summary>The platform's id.</summary>
    public required string Platform { get; init; }

    /// <summary>Whose account it is, by the hub's name for that person.</summary>
    public required string User { get; init; }

    /// <summary>The account's id at the platform.</summary>
    public required string AccountId { get; init; }

    /// <summary>The account's name at the platform.</summary>
    public required string AccountName { get; init; }

    /// <summary>Almost always <c>Bearer</c>.</summary>
    public required string TokenType { get; init; }

    /// <summary>By the hub's clock; null: no end is known.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When the person has to sign in again, however often the token is renewed; null: no end is known.</summary>
    public required DateTimeOffset? GrantEndsAt { get; init; }

    /// <summary>Separated by spaces.</summary>
    public required string Scope { get; init; }

    /// <summary>True: the hub cannot renew it at the moment; it lives until <see cref="ExpiresAt"/>.</summary>
    public required bool IsDegraded { get; init; }

    /// <summary>How the token is used at the platform.</summary>
    public required OAuthHubTokenUse Use { get; init; }

    /// <summary>What the account can be used for: sites, organisations, pages.</summary>
    public required IReadOnlyList<OAuthHubResource> Resources { get; init; }

    /// <summary>What the platform's API needs besides, such as a team's id.</summary>
    public required IReadOnlyDictionary<string, string> Values { get; init; }

    /// <summary>What is left of its life when it came, by the hub's count; null: no end is known.</summary>
    internal TimeSpan? Life { get; }

    /// <summary>Further tokens of the same sign-in, such as those of pages (<c>pageId:ID</c>).</summary>
    public IEnumerable<string> OtherTokenNames => otherTokens.Keys;

    /// <summary>The secret itself: for a header, never for a log.</summary>
    public string RevealAccessToken() => accessToken;

    /// <summary>One of <see cref="OtherTokenNames"/>; null: there is none of that name.</summary>
    public string? RevealOtherToken(string name) => otherTokens.GetValueOrDefault(name);

    /// <summary>Without the secret.</summary>
    public override string ToString() => $"token of {AccountName} at {Platform}, until {ExpiresAt?.ToString("u") ?? "an unknown time"}";
}

/// <summary>Where and how a token is used.</summary>
/// <param name="BaseUrl">Where the platform's API is for this account; null: what the platform documents.</param>
/// <param name="Way"><c>bearer</c>, <c>scheme</c>, <c>header</c>, <c>query</c> or <c>none</c>.</param>
/// <param name="Name">The scheme, header or parameter; null where the way has none.</param>
/// <param name="Headers">What the API wants beside it.</param>
public sealed record OAuthHubTokenUse(Uri? BaseUrl, string Way, string? Name, IReadOnlyDictionary<string, string> Headers);

/// <summary>A thing that the account can be used for.</summary>
/// <param name="Kind">Which: <c>cloudId</c>, <c>tenantId</c>, <c>pageId</c>.</param>
/// <param name="Id">The platform's id of it.</param>
/// <param name="Name">What people call it.</param>
public sealed record OAuthHubResource(string Kind, string Id, string? Name);
