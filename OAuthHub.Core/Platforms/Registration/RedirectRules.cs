namespace OAuthHub.Core.Platforms.Registration;

/// <summary>Says, before anybody runs into it, what a platform will say to this hub's redirect address. To add a rule: a word in <see cref="RedirectRule"/> and a line here.</summary>
public static class RedirectRules
{
    public static IReadOnlyList<RedirectFinding> Judge(Platform platform, string redirectUri) =>
        [.. platform.Registration.RedirectRules.Distinct().Select(rule => Judge(rule, platform.Name, new Uri(redirectUri)))];

    private static RedirectFinding Judge(RedirectRule rule, string name, Uri address) => rule switch
    {
        RedirectRule.HttpsOnly => IsHttps(address)
            ? Ok(rule, "https, as the platform demands.")
            : Refused(rule, $"{name} accepts only https addresses; this hub is at {Origin(address)}. {UseHttps}"),
        RedirectRule.HttpsExceptLoopback => IsHttps(address) || address.IsLoopback
            ? Ok(rule, IsHttps(address) ? "https, as the platform demands." : "http is accepted for local addresses such as this hub's.")
            : Refused(rule, $"{name} accepts plain http for local addresses only; this hub is at {Origin(address)}. {UseHttps}"),
        RedirectRule.HttpsExceptLocalhostName => IsHttps(address) || IsLocalhost(address)
            ? Ok(rule, IsHttps(address) ? "https, as the platform demands." : "http is accepted for localhost.")
            : address.IsLoopback
                ? Depends(rule, $"{name} names localhost as the one host that may use plain http; this hub is at {Origin(address)}. If it is refused, set OAuthHub:PublicUrl to http://localhost:{address.Port} and open the hub there.")
                : Refused(rule, $"{name} accepts plain http for localhost only; this hub is at {Origin(address)}. {UseHttps}"),
        RedirectRule.HttpInDevelopmentOnly => IsHttps(address)
            ? Ok(rule, "https, as the platform demands.")
            : address.IsLoopback
                ? Depends(rule, $"{name} accepts a local address only while the app is in development or uses test keys. Before it goes live, set OAuthHub:PublicUrl to an https address.")
                : Refused(rule, $"{name} accepts plain http for local addresses only, and only in development; this hub is at {Origin(address)}. {UseHttps}"),
        RedirectRule.NoLocalhostName => IsLocalhost(address)
            ? Refused(rule, $"{name} does not accept the name localhost. Set OAuthHub:PublicUrl to {address.Scheme}://127.0.0.1{Port(address)} (at its start: --OAuthHub:PublicUrl={address.Scheme}://127.0.0.1{Port(address)}) and open the hub there.")
            : Ok(rule, "The platform refuses the name localhost, which this hub does not use."),
        RedirectRule.NoLoopback => address.IsLoopback
            ? Refused(rule, $"{name} does not accept addresses of your own machine; this hub is at {Origin(address)}. Set OAuthHub:PublicUrl to a public https address.")
            : Ok(rule, "A public address, as the platform demands."),
        RedirectRule.LoopbackAnyPort => Ok(rule, address.IsLoopback ? "The port of a local address may change later without being registered again." : "Local addresses may use any port; this hub is not at one."),
        RedirectRule.ExactMatch => Ok(rule, $"{name} compares character by character: enter the whole address, with nothing added at the end.", address.OriginalString),
        RedirectRule.PrefixMatch => Ok(rule, $"{name} takes every address that begins with the one that is entered. Enter the whole address, so that nothing else fits.", address.OriginalString),
        RedirectRule.DomainOnly => Ok(rule, $"{name} asks for the domain only: enter it without https:// and path.", address.Host),
        RedirectRule.OriginOnly => Ok(rule, $"{name} asks for the origin only: enter it without path.", Origin(address)),
        RedirectRule.SingleAddress => Ok(rule, $"An app at {name} has one redirect address. One that already serves something else cannot serve this hub too: register another."),
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "A rule without a judgement."),
    };

    private const string UseHttps = "Set OAuthHub:PublicUrl to an https address and start the hub again.";

    private static RedirectFinding Ok(RedirectRule rule, string text, string? copy = null) => new(rule, RedirectVerdict.Ok, text, copy);

    private static RedirectFinding Depends(RedirectRule rule, string text) => new(rule, RedirectVerdict.Depends, text);

    private static RedirectFinding Refused(RedirectRule rule, string text) => new(rule, RedirectVerdict.Refused, text);

    private static bool IsHttps(Uri address) => address.Scheme == Uri.UriSchemeHttps;

    private static bool IsLocalhost(Uri address) => string.Equals(address.Host, "localhost", StringComparison.OrdinalIgnoreCase);

    private static string Origin(Uri address) => address.GetLeftPart(UriPartial.Authority);

    private static string Port(Uri address) => address.IsDefaultPort ? "" : $":{address.Port}";
}
