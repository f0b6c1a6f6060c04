using OAuthHub.Core.Platforms;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Core.OAuth;

/// <summary>Which call an answer answers.</summary>
public enum TokenCall { Code, Refresh }

/// <summary>What an answer says.</summary>
public abstract record TokenReading
{
    private TokenReading() { }

    public sealed record Success(TokenSet Tokens) : TokenReading;

    /// <summary>Tokens of a kind that the hub cannot use (RFC 6749 section 7.1).</summary>
    public sealed record UnusableType(TokenSet Tokens) : TokenReading;

    /// <summary>A definite refusal.</summary>
    public sealed record Failure(TokenError Error) : TokenReading;

    /// <summary>Neither: HTML, nothing, half a document. After a refresh its outcome is unknown.</summary>
    public sealed record Unreadable(string Why) : TokenReading;
}

/// <summary>The tokens of an answer (RFC 6749 section 5.1), read leniently.</summary>
public sealed record TokenSet
{
    public required AccessToken AccessToken { get; init; }

    /// <summary>Null when it is absent, null or empty: then the old one is kept.</summary>
    public RefreshToken? RefreshToken { get; init; }

    public required string TokenType { get; init; }

    /// <summary>When the request left.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>Counted from when the request left; null: no known end.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public ExpirySource ExpirySource { get; init; }
    public DateTimeOffset? RefreshExpiresAt { get; init; }

    /// <summary>When the grant itself ends, where the answer says so.</summary>
    public DateTimeOffset? GrantExpiresAt { get; init; }

    /// <summary>Null: as requested (RFC 6749 section 5.1).</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    public IdToken? IdToken { get; init; }
    public string? AccountId { get; init; }
    public string? AccountName { get; init; }

    /// <summary>Values of the answer that are kept with the connection.</summary>
    public IReadOnlyDictionary<string, string> Stored { get; init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, OtherToken> OtherTokens { get; init; } = new Dictionary<string, OtherToken>();

    /// <summary>The single values of the answer, for templates (<c>token.x</c>). Never stored.</summary>
    public IReadOnlyDictionary<string, string> Raw { get; init; } = new Dictionary<string, string>();

    /// <summary>The same with the life that was learned of such tokens, unless the answer names one itself.</summary>
    public TokenSet Living(TimeSpan? learned) => learned is { } life && ExpirySource is not ExpirySource.Reply ? this with { ExpiresAt = IssuedAt + life } : this;

    public override string ToString() => "TokenSet(***)";
}

/// <summary>Where the end of a token is known from.</summary>
public enum ExpirySource { None, Reply, Default }

/// <summary>A further token of the same answer.</summary>
public sealed record OtherToken(AccessToken AccessToken, RefreshToken? RefreshToken, DateTimeOffset? ExpiresAt, IReadOnlyList<string> Scopes, string? AccountId = null);

/// <param name="Code">The platform's code, or a hash where it is no known one (<see cref="ErrorCodes"/>); safe to log.</param>
/// <param name="Meaning">What it means here.</param>
public sealed record TokenError(string Code, int Status, ErrorMeaning Meaning, TimeSpan? RetryAfter);
