namespace OAuthHub.Core.Platforms.Documentation;

/// <summary>The words of an entry as sentences for people.</summary>
internal static class FactWords
{
    public static string Status(Platform platform, PlatformCatalog platforms) => platform switch
    {
        { Kind: PlatformKind.IdentityOnly } => "no: identity only",
        { Kind: PlatformKind.ApiKey } => "no: API keys",
        { Kind: PlatformKind.NotOAuth2 } => "no: not OAuth 2",
        { Kind: PlatformKind.Retired } => "no: retired",
        { Kind: PlatformKind.ExistingAppsOnly } => "no: no new apps",
        { Category: "practice" } => "yes, comes with the hub",
        { Registration.Automatic: true } => "yes, nothing to register",
        { ClientOf: { } other } => $"yes, by the client of {Markdown.Cell(platforms.Find(other)?.Name ?? other)}",
        _ => "yes",
    };

    public static string Refresh(RefreshRules refresh) => refresh switch
    {
        { Supported: false } => "none",
        { UsesLiveAccessToken: true } => "renews the live token",
        _ => "refresh token",
    };

    public static string Pkce(PkceMode mode) => mode switch
    {
        PkceMode.Required => "required, and used (S256).",
        PkceMode.Supported => "used (S256).",
        _ => "not used: the platform does not offer it to web apps, or its use is doubtful. The code is protected by the client secret and the state.",
    };

    public static string Client(ClientRules client) =>
        Markdown.Code(PlatformWords.Snake(client.Authentication)) + (client.Alternatives.Count == 0 ? "." : $"; the platform also takes {Markdown.Codes(client.Alternatives.Select(PlatformWords.Snake))}.");

    public static string Rotation(Rotation rotation) => rotation switch
    {
        Platforms.Rotation.Rotates => "Each exchange spends the refresh token and gives another.",
        Platforms.Rotation.Sometimes => "An exchange may give another refresh token; then the old one is spent.",
        Platforms.Rotation.Static => "The refresh token stays the same.",
        _ => "Whether an exchange spends the refresh token is not documented; the hub acts as if it did.",
    };

    /// <summary>What a lost answer costs.</summary>
    public static string LostAnswer(RefreshRules refresh)
    {
        var window = Durations.InWords(refresh.LeewaySeconds);
        return refresh.Leeway switch
        {
            _ when refresh.Rotation is Platforms.Rotation.Static => "nothing: the same refresh token is sent again.",
            LeewayKind.Predecessor => $"nothing, if the hub asks again within {window}: the token before the newest is still taken once.",
            LeewayKind.Window => $"nothing, if the hub asks again within {window}: the spent token is still taken.",
            LeewayKind.Idempotent => $"nothing, if the hub asks again within {window}: the same answer comes again.",
            LeewayKind.None => $"the connection: a spent token is refused{(refresh.ReuseRevokesGrant ? ", and presenting it ends the whole grant, so the hub never does" : "")}. The person reconnects.",
            _ => $"perhaps the connection: nobody says what a spent token still does. The hub tries it once{(refresh.ReuseRevokesGrant ? ", though presenting one may end the grant" : "")}.",
        };
    }

    public static string Redirect(RedirectRule rule) => rule switch
    {
        RedirectRule.HttpsOnly => "https only",
        RedirectRule.HttpsExceptLoopback => "https, or http on localhost and loopback addresses",
        RedirectRule.HttpsExceptLocalhostName => "https, or http on localhost",
        RedirectRule.HttpInDevelopmentOnly => "https, or a local address while the app is in development",
        RedirectRule.NoLocalhostName => "not the name localhost (127.0.0.1 instead)",
        RedirectRule.NoLoopback => "no local address",
        RedirectRule.LoopbackAnyPort => "any port on a local address",
        RedirectRule.ExactMatch => "compared character by character",
        RedirectRule.PrefixMatch => "must begin with the registered one",
        RedirectRule.DomainOnly => "only the domain is registered",
        RedirectRule.OriginOnly => "only the origin is registered",
        RedirectRule.SingleAddress => "one address an app",
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "A rule without words."),
    };
}
