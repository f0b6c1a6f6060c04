namespace OAuthHub.Core.Platforms;

/// <summary>A call to the platform that is described by data.</summary>
public record PlatformCall
{
    public required string Url { get; init; }
    public string Method { get; init; } = "GET";
    public CallAuthorization Authorization { get; init; } = CallAuthorization.Bearer;

    /// <summary>Scheme or parameter name for <see cref="CallAuthorization.Scheme"/>, <see cref="CallAuthorization.Query"/> and <see cref="CallAuthorization.Header"/>.</summary>
    public string? AuthorizationName { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Form parameters; the values may hold templates. Not together with <see cref="Body"/>.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>A fixed body (JSON, GraphQL); may hold templates. Sent as <c>application/json</c>.</summary>
    public string? Body { get; init; }
}

public enum CallAuthorization
{
    /// <summary>No credentials.</summary>
    None,

    /// <summary><c>Authorization: Bearer token</c>.</summary>
    Bearer,

    /// <summary><c>Authorization: name token</c>; with an empty name the bare token.</summary>
    Scheme,

    /// <summary>A header of its own carries the token.</summary>
    Header,

    /// <summary>A query parameter carries the token (legacy APIs only).</summary>
    Query,

    /// <summary>The URL's path carries the token as <c>{accessToken}</c>.</summary>
    Path,

    /// <summary>The client id and secret by HTTP Basic.</summary>
    ClientBasic,

    /// <summary>The client id and secret among the parameters.</summary>
    ClientPost,
}

/// <summary>Who the connected account is.</summary>
public sealed record AccountRules
{
    /// <summary>The lookup; null when the token reply or the id token says it all.</summary>
    public PlatformCall? Lookup { get; init; }

    /// <summary>Paths in the lookup's answer; a list gives fallbacks.</summary>
    public IReadOnlyList<string> Id { get; init; } = [];

    public IReadOnlyList<string> Name { get; init; } = [];
    public IReadOnlyList<string> Avatar { get; init; } = [];

    /// <summary>A URL with <c>{account.x}</c> templates where the avatar is computed.</summary>
    public string? AvatarTemplate { get; init; }

    /// <summary>Named cut of the id: <c>last_path_segment</c>.</summary>
    public string? IdTransform { get; init; }

    /// <summary>Values of the lookup's answer kept with the connection: name → path.</summary>
    public IReadOnlyDictionary<string, string> Store { get; init; } = new Dictionary<string, string>();
}

/// <summary>How a grant is ended at the platform (RFC 7009, or its own way).</summary>
public sealed record RevocationRules : PlatformCall
{
    /// <summary>The parameter that carries the token, for RFC 7009-like calls; null when the call's authorization carries it.</summary>
    public string? TokenParameter { get; init; } = "token";

    /// <summary>Which token is sent.</summary>
    public RevokedToken Token { get; init; } = RevokedToken.RefreshThenAccess;

    /// <summary>Statuses that count as done, besides 200.</summary>
    public IReadOnlyList<int> SuccessStatuses { get; init; } = [];

    /// <summary>Ends every grant of this person to this client, not only this one: then a replaced token is not revoked.</summary>
    public bool Cascades { get; init; }

    /// <summary>Where the person can end it by hand.</summary>
    public string? ManualUrl { get; init; }
}

public enum RevokedToken { RefreshThenAccess, Access, Refresh }

/// <summary>OpenID Connect (Core section 3.1.3.7).</summary>
public sealed record OpenIdRules
{
    public required string Issuer { get; init; }

    /// <summary>Null: read from <c>{issuer}/.well-known/openid-configuration</c>.</summary>
    public string? JwksUrl { get; init; }

    /// <summary>False where the platform sends no nonce back (LinkedIn).</summary>
    public bool SendsNonce { get; init; } = true;
}

/// <summary>A lookup after connecting whose result is kept (Atlassian's cloud id, Xero's tenant).</summary>
public sealed record PostConnectCall : PlatformCall
{
    public string? ItemsPath { get; init; }
    public required string IdPath { get; init; }
    public string? NamePath { get; init; }
    public string? TokenPath { get; init; }

    /// <summary>Under this name it is stored with the connection and given to agents.</summary>
    public required string StoreAs { get; init; }
}

/// <summary>The platform's API, for agents and the proxy.</summary>
public sealed record ApiRules
{
    public string? BaseUrl { get; init; }

    /// <summary>Further hosts to which the token may be sent.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    public CallAuthorization Authorization { get; init; } = CallAuthorization.Bearer;
    public string? AuthorizationName { get; init; }
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
}

/// <summary>How hard the token endpoint may be asked. The defaults are cautious; vendors publish nearly none.</summary>
public sealed record LimitRules
{
    /// <summary>Token requests in flight.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>Token requests per second; 0 for no limit.</summary>
    public double PerSecond { get; init; } = 5;

    /// <summary>Live grants per user and app, after which the oldest is dropped by the platform.</summary>
    public int? LiveGrants { get; init; }
}

/// <summary>How an operator gets a client id and secret.</summary>
public sealed record RegistrationGuide
{
    public string? Url { get; init; }
    public IReadOnlyList<string> Steps { get; init; } = [];

    /// <summary>What the platform demands of redirect URIs.</summary>
    public IReadOnlyList<RedirectRule> RedirectRules { get; init; } = [];
}

public enum RedirectRule { HttpsOnly, HttpsExceptLoopback, NoLocalhostName, NoLoopback, ExactMatch, DomainOnly }
