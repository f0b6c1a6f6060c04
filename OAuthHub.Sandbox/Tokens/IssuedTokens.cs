namespace OAuthHub.Sandbox.Tokens;

// Classes, not records: a record would print its token when somebody logs it.

/// <summary>A refresh token, live or spent; guarded by the gate of its grant.</summary>
internal sealed class RefreshToken(Grant grant, int number, string value)
{
    public Grant Grant { get; } = grant;

    /// <summary>Its place in the family: 1 came with the code, later ones are larger.</summary>
    public int Number { get; } = number;

    public string Value { get; } = value;

    /// <summary>When it was first exchanged or superseded; a leeway starts here.</summary>
    public DateTimeOffset? SpentAt { get; set; }

    public int Exchanges { get; set; }
}

/// <summary>An access token; it may belong to another account than its grant (fault other_account).</summary>
internal sealed class AccessToken(Grant grant, string account, string scope, DateTimeOffset expiresAt, string value)
{
    public Grant Grant { get; } = grant;
    public string Account { get; } = account;
    public string Scope { get; } = scope;
    public DateTimeOffset ExpiresAt { get; } = expiresAt;
    public string Value { get; } = value;
    public bool Killed { get; set; }

    public bool IsLive(DateTimeOffset now) => !Killed && !Grant.IsRevoked && now < ExpiresAt;
}

/// <summary>What one exchange hands out; the refresh token is null when the old one stays.</summary>
internal sealed class TokenPair(AccessToken access, RefreshToken? refresh)
{
    public AccessToken Access { get; } = access;
    public RefreshToken? Refresh { get; } = refresh;
}
