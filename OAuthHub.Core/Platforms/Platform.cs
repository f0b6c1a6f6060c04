using System.Text.Json.Serialization;

namespace OAuthHub.Core.Platforms;

/// <summary>
/// A service that one can connect to: an entry of the catalogue. A platform is data; what it says here is all that shared code
/// may know about it. To add one, copy a file of <c>Catalog/</c>, change it, and place it there (for everybody) or in
/// <c>&lt;DataDirectory&gt;/platforms/</c> (for this hub); <c>platform.schema.json</c> lists the members.
/// </summary>
/// <remarks>
/// URLs and parameter values may hold templates: <c>{name}</c> is a template variable, <c>{hub}</c> the hub's public address,
/// <c>{clientId}</c>, <c>{scopes}</c>, <c>{scopes.x}</c> (a scope set), <c>{state}</c>, <c>{redirectUri}</c> come from the request, <c>{random}</c> is
/// new each time, <c>{callback.x}</c> comes from the callback's query, <c>{token.x}</c> from the token reply (a dotted path) and <c>{stored.x}</c>
/// from what is kept with the connection.
/// </remarks>
public sealed record Platform
{
    /// <summary>Lower-case slug, unique, the route segment: <c>[a-z0-9][a-z0-9-]{0,63}</c>.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>For the gallery: social, work, developer, storage, commerce, messaging, media, practice, other.</summary>
    public string Category { get; init; } = "other";

    /// <summary>Only <see cref="PlatformKind.OAuth2"/> entries can be connected; the others are listed with <see cref="KindReason"/>.</summary>
    public PlatformKind Kind { get; init; } = PlatformKind.OAuth2;

    /// <summary>Why it cannot be connected, and what to use instead. Required unless <see cref="Kind"/> is oauth2.</summary>
    public string? KindReason { get; init; }

    /// <summary>Another entry whose app registration this one uses (youtube uses google's).</summary>
    public string? ClientOf { get; init; }

    /// <summary>Values asked for before the login or set by the operator (instance, shop, tenant …).</summary>
    public IReadOnlyList<TemplateVariable> TemplateVariables { get; init; } = [];

    public required AuthorizationRules Authorization { get; init; }
    public ClientRules Client { get; init; } = new();
    public required TokenRules Token { get; init; }
    public RefreshRules Refresh { get; init; } = new();
    public ErrorRules Errors { get; init; } = new();
    public AccountRules Account { get; init; } = new();
    public RevocationRules? Revocation { get; init; }

    /// <summary>Where the person can end a grant by hand, at a platform that offers no call for it.</summary>
    public string? ManualRevocationUrl { get; init; }

    /// <summary>How one may ask after a token (RFC 7662 or the platform's own way). Null: there is none.</summary>
    public IntrospectionRules? Introspection { get; init; }

    /// <summary>OpenID Connect: set when the platform sends id tokens that are to be checked. Null: id tokens are ignored.</summary>
    public OpenIdRules? OpenId { get; init; }

    /// <summary>Further calls needed once after connecting (pick a site, a tenant, a data centre).</summary>
    public IReadOnlyList<PostConnectCall> PostConnect { get; init; } = [];

    public ApiRules Api { get; init; } = new();
    public LimitRules Limits { get; init; } = new();
    public RegistrationGuide Registration { get; init; } = new();

    /// <summary>
    /// Strategies in code, chosen by name, for the few things that data cannot say: identity discovery, published client metadata,
    /// PAR with DPoP, dynamic registration, callback HMAC. Names that the hub does not have stop the start.
    /// </summary>
    public IReadOnlyList<string> Quirks { get; init; } = [];

    public required PlatformDocs Docs { get; init; }

    /// <summary>The variable on whose value the app registration depends. Null: one client serves all.</summary>
    public TemplateVariable? BindingVariable => TemplateVariables.FirstOrDefault(variable => variable.BindsClient);
}

public enum PlatformKind
{
    // The naming rule alone would make o_auth2 of it.
    [JsonStringEnumMemberName("oauth2")] OAuth2,
    IdentityOnly,
    ApiKey,
    [JsonStringEnumMemberName("not_oauth2")] NotOAuth2,
    Retired,
    ExistingAppsOnly,
}

/// <summary>A named hole in the URLs.</summary>
public sealed record TemplateVariable
{
    public required string Name { get; init; }

    /// <summary>What the person who is asked reads beside the field: "Your server, such as mastodon.social".</summary>
    public string? Description { get; init; }

    public string? Default { get; init; }

    /// <summary>The whole value must match this regular expression (it is anchored when read).</summary>
    public string? Pattern { get; init; }

    /// <summary>True: the person is asked before the login. False: the operator sets it, or the default holds.</summary>
    public bool AskUser { get; init; }

    /// <summary>True: a strategy in code finds it out at the login; neither the person nor the operator says it.</summary>
    public bool Found { get; init; }

    /// <summary>What kind of value it is; a host is checked as one wherever it comes from a person.</summary>
    public VariableKind Kind { get; init; } = VariableKind.Text;

    /// <summary>
    /// The client id belongs to one value of this variable: each GitLab server, each Mastodon instance has its own. The secret of one is
    /// never sent to another. At most one variable of an entry.
    /// </summary>
    public bool BindsClient { get; init; }

    /// <summary>Another variable from which this one follows by <see cref="Map"/>; it is then neither asked for nor set.</summary>
    public string? Of { get; init; }

    /// <summary>Value of the other variable → value of this one: <c>live</c> → <c>""</c>, <c>sandbox</c> → <c>sandbox.</c>.</summary>
    public IReadOnlyDictionary<string, string> Map { get; init; } = new Dictionary<string, string>();
}

public enum VariableKind
{
    /// <summary>Whatever the pattern allows; percent-encoded where it goes into an address.</summary>
    Text,

    /// <summary>The name of a host on the public internet, and nothing else.</summary>
    Host,
}

/// <summary>Where the facts of an entry come from, and how far to trust them.</summary>
public sealed record PlatformDocs
{
    public required string Url { get; init; }

    /// <summary>The day on which the facts were gathered.</summary>
    public required DateOnly Checked { get; init; }

    public required Confidence Confidence { get; init; }
    public string? Notes { get; init; }

    /// <summary>Facts that no source confirmed.</summary>
    public IReadOnlyList<string> Unverified { get; init; } = [];

    public IReadOnlyList<string> Sources { get; init; } = [];
}

public enum Confidence { Low, Medium, High }
