using System.Text.Json.Serialization;

namespace OAuthHub.Api.Credentials;

/// <summary>A live access token, and what belongs to it.</summary>
/// <remarks>
/// How the OpenAPI document describes what <see cref="CredentialView"/> writes by hand. A test holds the two together. It is
/// filled for an example only: an access token has no other way out than that view.
/// </remarks>
internal sealed record CredentialDocument
{
    /// <summary>No text that is made of it holds the token.</summary>
    public override string ToString() => "CredentialDocument(***)";

    /// <summary>The connection's id.</summary>
    public required string Connection { get; init; }

    /// <summary>The platform's id.</summary>
    public required string Platform { get; init; }

    /// <summary>Whose account it is.</summary>
    public required string User { get; init; }

    /// <summary>Which account.</summary>
    public required AgentAccountView Account { get; init; }

    /// <summary>How the token is shown to the platform: <c>Bearer</c>, or <c>DPoP</c> where each request needs a proof.</summary>
    public required string TokenType { get; init; }

    /// <summary>The live token. Keep it out of logs.</summary>
    public required string AccessToken { get; init; }

    /// <summary>The token's end. Null: no known end.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What is left of it, in whole seconds. Null: no known end.</summary>
    public required long? ExpiresIn { get; init; }

    /// <summary>When the person has to sign in again, however often the token is renewed until then. Null: no end is known.</summary>
    public required DateTimeOffset? GrantEndsAt { get; init; }

    /// <summary>Counts the connection's tokens: a newer one has a higher number. For <c>wait_newer_than</c>.</summary>
    public required long Generation { get; init; }

    /// <summary>What the person granted, separated by spaces.</summary>
    public required string Scope { get; init; }

    /// <summary><c>ok</c>, or <c>degraded</c>: refreshing fails, the token lives.</summary>
    public required string RefreshState { get; init; }

    /// <summary>Where and how the token is used, where that is not the same for every account.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ApiDocument? Api { get; init; }

    /// <summary>What the account can be used for: sites, tenants, pages; only where the platform has such.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ResourceDocument>? Resources { get; init; }

    /// <summary>What the platform's API needs besides the token, such as a team's id; only where there is something.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Values { get; init; }

    /// <summary>Further live tokens of the same sign-in, such as the pages' of an account.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, OtherTokenDocument>? OtherTokens { get; init; }
}

/// <param name="Kind">Which: <c>cloudId</c>, <c>tenantId</c>, <c>pageId</c>.</param>
/// <param name="Id">What the platform calls it.</param>
/// <param name="Name">For people.</param>
internal sealed record ResourceDocument(string Kind, string Id, string? Name);

/// <param name="AccessToken">The live token. Keep it out of logs.</param>
internal sealed record OtherTokenDocument(string AccessToken)
{
    public override string ToString() => "OtherTokenDocument(***)";
}
