using OAuthHub.Core.OAuth;

namespace OAuthHub.Core.Platforms.Registration;

/// <summary>
/// Whether a login can come back at all. The rules are the platform's: where an entry's authorization endpoint is on this machine or in the hub
/// itself, a practice server stands in for the platform, and they do not count.
/// </summary>
public sealed class RedirectAcceptance(AppRegistrations registrations, HubAddress hub)
{
    /// <summary>What the platform certainly refuses, and what to do; null: it may go on.</summary>
    public RedirectFinding? FindRefusal(Platform platform) => FindRefusal(platform, registrations.Find(platform.Id)?.Variables, hub);

    /// <param name="variables">What the operator set.</param>
    public static RedirectFinding? FindRefusal(Platform platform, IReadOnlyDictionary<string, string>? variables, HubAddress hub) =>
        platform.Registration.RedirectRules.Count == 0 || IsStoodInFor(platform, variables ?? new Dictionary<string, string>(), hub)
            ? null
            : RedirectRules.Judge(platform, hub.RedirectUri(platform.Id)).FirstOrDefault(finding => finding.Verdict is RedirectVerdict.Refused);

    private static bool IsStoodInFor(Platform platform, IReadOnlyDictionary<string, string> variables, HubAddress hub) =>
        // What a person has yet to say leads to some server of the platform.
        PlatformClient.Unregistered(platform, variables, hub).TryResolve(platform.Authorization.Url) is { } url && Uri.TryCreate(url, UriKind.Absolute, out var address) &&
        (address.IsLoopback || url.StartsWith(hub.PublicUrl + "/", StringComparison.OrdinalIgnoreCase));
}
