namespace OAuthHub.Sandbox.Faults;

/// <summary>Where a fault strikes.</summary>
internal enum FaultEndpoint { Token, Revoke, Userinfo, Api, Authorize }

/// <summary>What goes wrong. To add one: a name here, its members in <see cref="FaultParser"/>, its act in <see cref="FaultPlayer"/>.</summary>
internal enum FaultKind
{
    Status, Raw, Error, RateLimited, Redirect, Html, HugeBody,
    Delay, Drip, CutBeforeCommit, CutAfterCommit, Truncate,
    ExpiresIn, MissingRefreshToken, OtherAccount, TokenType,
}

/// <summary>One queued fault; which members mean something depends on the kind.</summary>
internal sealed record Fault
{
    public required FaultKind Kind { get; init; }
    public required FaultEndpoint Endpoint { get; init; }
    public required int Count { get; init; }

    public int Status { get; init; }
    public string Body { get; init; } = "";
    public string? ContentType { get; init; }
    public string? RetryAfter { get; init; }
    public string? Location { get; init; }
    public string? Error { get; init; }
    public string? Description { get; init; }

    public TimeSpan Wait { get; init; }

    /// <summary>The request is processed (tokens are spent and issued) although the answer goes wrong.</summary>
    public bool Committed { get; init; }

    public int Bytes { get; init; }

    /// <summary>The raw JSON of expires_in ("absent": none), or the token type.</summary>
    public string? Value { get; init; }

    public bool Empty { get; init; }
    public string? Account { get; init; }
}
