namespace OAuthHub.Core.Platforms;

/// <summary>The token endpoint: how it is asked and how its answer is read (RFC 6749 sections 4.1.3 and 5).</summary>
public sealed record TokenRules
{
    public required string Url { get; init; }

    /// <summary>How the parameters travel.</summary>
    public TokenRequestFormat Format { get; init; } = TokenRequestFormat.Form;

    /// <summary>GET at the few platforms whose token request is a query; only with <see cref="TokenRequestFormat.Query"/>.</summary>
    public string Method { get; init; } = "POST";

    /// <summary>Extra parameters of the code exchange; the values may hold templates.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>Standard parameters under another name, for every call of the token endpoint; null leaves the parameter out.</summary>
    public IReadOnlyDictionary<string, string?> ParameterNames { get; init; } = new Dictionary<string, string?>();

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public TokenResponseRules Response { get; init; } = new();

    /// <summary>Life of an access token, in seconds, when the answer does not say. Null: such a token has no known end.</summary>
    public long? DefaultLifetimeSeconds { get; init; }

    /// <summary>Values of <c>expires_in</c> that mean "never" (0 at Mailchimp, a very large number at Todoist).</summary>
    public IReadOnlyList<long> NeverExpiresValues { get; init; } = [];

    /// <summary>A second call that turns the first token into a long-lived one (Facebook, Instagram, Threads).</summary>
    public PlatformCall? LongLivedExchange { get; init; }
}

public enum TokenRequestFormat { Form, Json, Query }

/// <summary>
/// Where the values sit in the answer. Paths are dotted (<c>data.tokens[0].value</c>); a list gives fallbacks in order, the
/// first one present wins. The defaults are those of RFC 6749 section 5.1.
/// </summary>
public sealed record TokenResponseRules
{
    public IReadOnlyList<string> AccessToken { get; init; } = ["access_token"];
    public IReadOnlyList<string> RefreshToken { get; init; } = ["refresh_token"];
    public IReadOnlyList<string> TokenType { get; init; } = ["token_type"];
    public IReadOnlyList<string> ExpiresIn { get; init; } = ["expires_in"];

    /// <summary>An absolute time: ISO 8601, or the epoch in seconds or milliseconds.</summary>
    public IReadOnlyList<string> ExpiresAt { get; init; } = [];

    public IReadOnlyList<string> RefreshExpiresIn { get; init; } = ["refresh_token_expires_in", "refresh_expires_in"];
    public IReadOnlyList<string> RefreshExpiresAt { get; init; } = [];

    /// <summary>Seconds after which the grant ends however often it is used, where the answer says so (QuickBooks).</summary>
    public IReadOnlyList<string> GrantExpiresIn { get; init; } = [];
    public IReadOnlyList<string> Scope { get; init; } = ["scope"];
    public IReadOnlyList<string> IdToken { get; init; } = ["id_token"];
    public IReadOnlyList<string> AccountId { get; init; } = [];
    public IReadOnlyList<string> AccountName { get; init; } = [];
    public IReadOnlyList<string> BaseUrl { get; init; } = [];

    public IReadOnlyList<string> Error { get; init; } = ["error"];
    public IReadOnlyList<string> ErrorDescription { get; init; } = ["error_description"];
    public IReadOnlyList<string> ErrorCode { get; init; } = [];
    public IReadOnlyList<string> ErrorSubcode { get; init; } = [];

    /// <summary>When set, the answer is a success only if the value at this path equals <see cref="SuccessEquals"/> (as text).</summary>
    public string? SuccessPath { get; init; }

    public string? SuccessEquals { get; init; }

    /// <summary>The body is read as form-encoded when it is not JSON.</summary>
    public bool AcceptsForm { get; init; }

    /// <summary>The content type does not tell the truth: read the body whatever it says.</summary>
    public bool IgnoresContentType { get; init; }

    /// <summary>Further values of the answer that are kept with the connection: name → path.</summary>
    public IReadOnlyDictionary<string, string> Store { get; init; } = new Dictionary<string, string>();

    /// <summary>Further tokens of the same answer (Slack's user token beside the bot's): name → where its parts sit.</summary>
    public IReadOnlyDictionary<string, TokenPartRules> OtherTokens { get; init; } = new Dictionary<string, TokenPartRules>();
}

/// <summary>One more token in the same answer.</summary>
public sealed record TokenPartRules
{
    public required string AccessToken { get; init; }
    public string? RefreshToken { get; init; }
    public string? ExpiresIn { get; init; }
    public string? Scope { get; init; }

    /// <summary>Who it belongs to, where the answer says so.</summary>
    public string? AccountId { get; init; }

    /// <summary>
    /// The token belongs to an account of its own (Slack's person beside the bot) and is renewed by itself: it becomes a connection of its own.
    /// Otherwise it is handed out beside the first and lives as long as the platform lets it.
    /// </summary>
    public bool OwnConnection { get; init; }
}
