namespace OAuthHub.Core.Platforms;

/// <summary>The authorization request and its callback (RFC 6749 section 4.1.1 and 4.1.2).</summary>
public sealed record AuthorizationRules
{
    /// <summary>May hold templates and a fragment.</summary>
    public required string Url { get; init; }

    /// <summary>Where the request is handed over beforehand (RFC 9126). Together with the quirk <c>par</c>.</summary>
    public string? PushedUrl { get; init; }

    /// <summary>What is asked for unless configuration says otherwise, including whatever yields a refresh token.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Named groups that one client can ask for (Google, Microsoft, Atlassian, Slack).</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ScopeSets { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Scopes that the person may leave out at the login, or add where <see cref="Scopes"/> has them not. What an operator configures is the most that is asked for.</summary>
    public IReadOnlyList<string> OptionalScopes { get; init; } = [];

    /// <summary>What a scope lets an agent do, for the person who is asked: scope → "Post in your name".</summary>
    public IReadOnlyDictionary<string, string> ScopeWords { get; init; } = new Dictionary<string, string>();

    public string ScopeSeparator { get; init; } = " ";

    /// <summary>An empty scope list is refused by the platform, so it is refused here first.</summary>
    public bool ScopesRequired { get; init; }

    public PkceMode Pkce { get; init; } = PkceMode.Supported;

    /// <summary>Extra query parameters; the values may hold templates.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>Standard parameters under another name (<c>client_id</c> → <c>client_key</c>); null leaves the parameter out.</summary>
    public IReadOnlyDictionary<string, string?> ParameterNames { get; init; } = new Dictionary<string, string?>();

    /// <summary>Whether the callback carries <c>iss</c> (RFC 9207): <c>required</c> makes a callback without it fail.</summary>
    public IssuerParameter IssuerParameter { get; init; } = IssuerParameter.Optional;

    /// <summary>The issuer identifier that <c>iss</c> must equal, character by character. May hold templates.</summary>
    public string? Issuer { get; init; }

    /// <summary>Error codes that mean "the person said no", besides <c>access_denied</c>.</summary>
    public IReadOnlyList<string> DeniedErrors { get; init; } = [];

    /// <summary>Extra values of the callback's query that are kept with the connection (realmId, shop, location …).</summary>
    public IReadOnlyList<string> CallbackFields { get; init; } = [];

    /// <summary>How the callback is signed, where it is. Together with the quirk <c>callback_signature</c>.</summary>
    public CallbackSignatureRules? CallbackSignature { get; init; }

    /// <summary>The callback's parameter that names the scopes which the person granted, where the token reply does not.</summary>
    public string? CallbackScope { get; init; }

    /// <summary>Cut off the end of the code (<c>#_</c> at Instagram and Threads).</summary>
    public string? StripFromCode { get; init; }
}

/// <summary>
/// HMAC-SHA256 under the client secret, in hexadecimal digits, over the callback's other parameters sorted by name
/// (<c>code=…&amp;shop=…&amp;timestamp=…</c>).
/// </summary>
public sealed record CallbackSignatureRules
{
    /// <summary>Carries the signature; not covered by it.</summary>
    public string Parameter { get; init; } = "hmac";

    /// <summary>Parameters that must have these values besides: name → template, such as <c>shop</c> → <c>{shop}.example.com</c>.</summary>
    public IReadOnlyDictionary<string, string> Expects { get; init; } = new Dictionary<string, string>();
}

public enum PkceMode { None, Supported, Required }

public enum IssuerParameter { Optional, Required }

/// <summary>How the hub authenticates itself to the platform (RFC 6749 section 2.3).</summary>
public sealed record ClientRules
{
    public ClientAuthentication Authentication { get; init; } = ClientAuthentication.ClientSecretPost;

    public IReadOnlyList<ClientAuthentication> Alternatives { get; init; } = [];

    /// <summary>A key may stand in for the secret.</summary>
    public bool AcceptsPrivateKey => Authentication is ClientAuthentication.PrivateKeyJwt || Alternatives.Contains(ClientAuthentication.PrivateKeyJwt);

    /// <summary>There is no other way than by key.</summary>
    public bool NeedsPrivateKey => Authentication is ClientAuthentication.PrivateKeyJwt && !Alternatives.Contains(ClientAuthentication.None);

    /// <summary>Whom a client assertion is made out to (RFC 7523 section 3).</summary>
    public AssertionAudience AssertionAudience { get; init; } = AssertionAudience.TokenUrl;

    /// <summary>False also where the platform knows apps without a secret.</summary>
    public bool NeedsSecret =>
        Authentication is ClientAuthentication.ClientSecretBasic or ClientAuthentication.ClientSecretPost && !Alternatives.Contains(ClientAuthentication.None) && !BasicWithoutSecret;

    /// <summary>HTTP Basic is asked for also of an app that has no secret, with an empty one.</summary>
    public bool BasicWithoutSecret { get; init; }

    /// <summary>RFC 6749 section 2.3.1 asks for form-encoding before Base64; a few platforms want the raw text.</summary>
    public bool BasicWithoutFormEncoding { get; init; }
}

/// <summary>The token endpoint's address, or the issuer that the entry names.</summary>
public enum AssertionAudience { TokenUrl, Issuer }

public enum ClientAuthentication { None, ClientSecretBasic, ClientSecretPost, PrivateKeyJwt }
