namespace OAuthHub.Core.Platforms;

/// <summary>What refreshing does at this platform (RFC 6749 section 6), and what a lost answer costs. See docs/refresh.md.</summary>
public sealed record RefreshRules
{
    /// <summary>False: the platform gives no refresh tokens; <see cref="NotSupportedReason"/> says why.</summary>
    public bool Supported { get; init; } = true;

    public string? NotSupportedReason { get; init; }

    /// <summary>Only when it differs from the token endpoint.</summary>
    public string? Url { get; init; }

    /// <summary>GET at the few platforms whose renewal is a query (Instagram, Threads).</summary>
    public string Method { get; init; } = "POST";

    /// <summary>The <c>grant_type</c>; null leaves it out.</summary>
    public string? GrantType { get; init; } = "refresh_token";

    /// <summary>Extra parameters; the values may hold templates.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>Standard parameters under another name for this call only; null leaves the parameter out.</summary>
    public IReadOnlyDictionary<string, string?> ParameterNames { get; init; } = new Dictionary<string, string?>();

    public Rotation Rotation { get; init; } = Rotation.Unknown;

    public LeewayKind Leeway { get; init; } = LeewayKind.Unknown;

    /// <summary>How long a spent refresh token is still accepted, in seconds.</summary>
    public int LeewaySeconds { get; init; }

    /// <summary>Presenting a spent refresh token ends the whole grant.</summary>
    public bool ReuseRevokesGrant { get; init; }

    /// <summary>The old access token dies with the exchange.</summary>
    public bool KillsOldAccessToken { get; init; }

    /// <summary>The access token itself is renewed, while it lives (Facebook, Instagram, Threads): there is no refresh token.</summary>
    public bool UsesLiveAccessToken { get; init; }

    /// <summary>The platform refuses to renew a token younger than this, in seconds.</summary>
    public long MinAgeSeconds { get; init; }

    /// <summary>The refresh token dies when it is not used for so many seconds; a keep-alive refresh runs at half of it.</summary>
    public long? IdleSeconds { get; init; }

    /// <summary>The grant dies so many seconds after consent, however often it is used.</summary>
    public long? AbsoluteSeconds { get; init; }

    /// <summary>A single <c>invalid_grant</c> is not believed: it is confirmed after a minute.</summary>
    public bool FlakyInvalidGrant { get; init; }

    /// <summary>
    /// True when an exchange may spend what it sends, so that each needs an intent: a refresh token for which another may come back. A live
    /// access token that is renewed is not spent. The old one goes on to its own end whether or not the answer arrives, so asking twice does
    /// no harm; only where it dies with the exchange a lost answer costs as much as with a rotating refresh token.
    /// </summary>
    public bool Rotates => UsesLiveAccessToken ? KillsOldAccessToken : Rotation is not Rotation.Static;
}

public enum Rotation { Unknown, Rotates, Sometimes, Static }

/// <summary>What the platform does when a refresh token that was just spent is presented again.</summary>
public enum LeewayKind
{
    /// <summary>Not known: treated as none, but tried once.</summary>
    Unknown,

    /// <summary>Refused.</summary>
    None,

    /// <summary>The immediate predecessor works within the window, once.</summary>
    Predecessor,

    /// <summary>The last parent works any number of times within the window.</summary>
    Window,

    /// <summary>The same answer comes again within the window.</summary>
    Idempotent,

    /// <summary>The predecessor works until its successor is used for the first time, however long that takes.</summary>
    UntilUsed,
}

/// <summary>What an error means, where the standard codes do not say it (RFC 6749 section 5.2).</summary>
public sealed record ErrorRules
{
    /// <summary>Read from top to bottom, the first that matches decides; then the standard meaning.</summary>
    public IReadOnlyList<ErrorRule> Rules { get; init; } = [];
}

/// <summary>All given conditions must hold.</summary>
public sealed record ErrorRule
{
    public int? Status { get; init; }

    /// <summary>The error's code (or code and subcode as <c>190/463</c>), compared ignoring case.</summary>
    public string? Error { get; init; }

    /// <summary>A piece of the description, compared ignoring case.</summary>
    public string? DescriptionContains { get; init; }

    /// <summary>token, refresh or api; null for any call of the token endpoint.</summary>
    public string? At { get; init; }

    public required ErrorMeaning Means { get; init; }
}

public enum ErrorMeaning
{
    /// <summary>The grant is dead: only the person can repair it.</summary>
    GrantGone,

    /// <summary>The platform wants the person to sign in or consent again.</summary>
    ReauthRequired,

    /// <summary>The app registration is wrong: only the operator can repair it.</summary>
    AppRegistration,

    /// <summary>Temporary: back off and try again.</summary>
    Temporary,

    /// <summary>The scopes asked for are not allowed.</summary>
    Scope,
}
