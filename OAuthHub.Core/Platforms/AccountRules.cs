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

    /// <summary>Parameters; the values may hold templates. Not together with <see cref="Body"/>. With GET they go into the query.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>How the parameters travel in a body.</summary>
    public TokenRequestFormat Format { get; init; } = TokenRequestFormat.Form;

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

    /// <summary><c>Authorization: name secret</c>, with the client secret (Square's <c>Client</c>, Stripe's <c>Bearer</c>).</summary>
    ClientScheme,
}

/// <summary>Who the connected account is.</summary>
public sealed record AccountRules
{
    /// <summary>The lookup; null when the token reply or the id token says it all.</summary>
    public PlatformCall? Lookup { get; init; }

    /// <summary>Paths in the lookup's answer; a list gives fallbacks. What it does not hold, the token reply or the id token says.</summary>
    public IReadOnlyList<string> Id { get; init; } = [];

    public IReadOnlyList<string> Name { get; init; } = [];
    public IReadOnlyList<string> Avatar { get; init; } = [];

    /// <summary>
    /// The id where it has to be put together: <c>{stored.realmId}</c>, <c>{account.team}-{account.id}</c>. Takes <c>account.id</c> and
    /// <c>account.x</c> of <see cref="Store"/>, <c>token.x</c> and <c>stored.x</c>; when one of them has no value, the template does not count.
    /// </summary>
    public string? IdTemplate { get; init; }

    /// <summary>The name where it has to be put together: <c>{account.first} {account.last}</c>. As <see cref="IdTemplate"/>.</summary>
    public string? NameTemplate { get; init; }

    /// <summary>The avatar's URL where it is computed: <c>https://cdn.example/{account.id}/{account.hash}.png</c>. As <see cref="IdTemplate"/>.</summary>
    public string? AvatarTemplate { get; init; }

    /// <summary>Named cut of the id: <c>last_path_segment</c>.</summary>
    public string? IdTransform { get; init; }

    /// <summary>Named cut of the avatar's URL: <c>without_query</c>.</summary>
    public string? AvatarTransform { get; init; }

    /// <summary>Values of the lookup's answer kept with the connection: name → path.</summary>
    public IReadOnlyDictionary<string, string> Store { get; init; } = new Dictionary<string, string>();
}

/// <summary>How a grant is ended at the platform (RFC 7009, or its own way).</summary>
public sealed record RevocationRules : PlatformCall
{
    /// <summary>The parameter that carries the token, for RFC 7009-like calls; null when the call's authorization carries it.</summary>
    public string? TokenParameter { get; init; } = "token";

    /// <summary>Says beside the token which kind it is, as RFC 7009 section 2.1 allows; false where the platform knows no such parameter.</summary>
    public bool TokenTypeHint { get; init; } = true;

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

/// <summary>
/// A lookup after connecting, before the account's own, whose result is kept (Atlassian's cloud id, Xero's tenant). Where it finds several, all
/// are kept as the connection's resources, and the first is the value.
/// </summary>
public sealed record PostConnectCall : PlatformCall
{
    /// <summary>Where the list is; <c>$</c> where the answer itself is the list. Null: the answer is the one item.</summary>
    public string? ItemsPath { get; init; }

    /// <summary>Within an item.</summary>
    public required string IdPath { get; init; }

    /// <summary>Within an item.</summary>
    public string? NamePath { get; init; }

    /// <summary>Within an item: a token of its own (a page's), given to agents beside the person's.</summary>
    public string? TokenPath { get; init; }

    /// <summary>Under this name it is stored with the connection, given to agents, and put into templates as <c>stored.name</c>.</summary>
    public required string StoreAs { get; init; }

    /// <summary>Without a result the account is not connected, since nothing could be done with it.</summary>
    public bool Required { get; init; }
}

/// <summary>The platform's API, for agents and the proxy.</summary>
public sealed record ApiRules
{
    public string? BaseUrl { get; init; }

    /// <summary>Further hosts to which the token may be sent; <c>*.example.com</c> stands for any one below it.</summary>
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

    /// <summary>The hub gets its client by itself, by a quirk: nothing is to be entered.</summary>
    public bool Automatic { get; init; }

    /// <summary>The call by which the hub gets a client of a server. Together with the quirk <c>dynamic_registration</c>.</summary>
    public DynamicRegistrationCall? Dynamic { get; init; }

    /// <summary>What the platform demands of redirect URIs.</summary>
    public IReadOnlyList<RedirectRule> RedirectRules { get; init; } = [];

    /// <summary>What the platform's console calls the client id, where it has another name for it: "Client key".</summary>
    public string? ClientIdName { get; init; }

    /// <summary>What the platform's console calls the client secret, where it has another name for it: "App secret".</summary>
    public string? ClientSecretName { get; init; }
}

/// <summary>Asks a server for a client (RFC 7591 section 3, or the server's own call).</summary>
public sealed record DynamicRegistrationCall : PlatformCall
{
    /// <summary>Where the client id sits in the answer.</summary>
    public string ClientIdPath { get; init; } = "client_id";

    /// <summary>Where the secret sits in the answer.</summary>
    public string ClientSecretPath { get; init; } = "client_secret";
}
