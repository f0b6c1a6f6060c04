using OAuthHub.Core.Platforms;

namespace OAuthHub.Api.Platforms;

/// <summary>Says before the operator runs into it that a platform will not accept this hub's redirect address.</summary>
internal static class RedirectWarning
{
    public static IReadOnlyList<string> Find(Platform platform, string redirectUri)
    {
        var url = new Uri(redirectUri);
        var isHttps = url.Scheme == Uri.UriSchemeHttps;
        var warnings = new List<string>();
        foreach (var rule in platform.Registration.RedirectRules)
        {
            var warning = rule switch
            {
                RedirectRule.HttpsOnly when !isHttps => $"{platform.Name} accepts only https addresses; this hub is at {url.GetLeftPart(UriPartial.Authority)}. Set OAuthHub:PublicUrl to an https address.",
                RedirectRule.HttpsExceptLoopback when !isHttps && !url.IsLoopback => $"{platform.Name} accepts plain http for local addresses only. Set OAuthHub:PublicUrl to an https address.",
                RedirectRule.NoLocalhostName when url.Host is "localhost" => $"{platform.Name} does not accept the name localhost. Set OAuthHub:PublicUrl to http://127.0.0.1:{url.Port} and open the hub there.",
                RedirectRule.NoLoopback when url.IsLoopback => $"{platform.Name} does not accept local addresses. Set OAuthHub:PublicUrl to a public https address.",
                _ => null,
            };
            if (warning is not null) warnings.Add(warning);
        }
        return warnings;
    }
}
