using System.Text.RegularExpressions;

namespace OAuthHub.Core.Platforms.Validation;

/// <summary>Secrets travel to these addresses: https, a host, no user in it. Plain http is for this machine only.</summary>
internal static class UrlCheck
{
    private const string Remedy = "Give it an absolute https URL; http only for a loopback host or behind {hub}.";

    public static IEnumerable<Finding> Check(Platform platform)
    {
        foreach (var (field, url) in PlatformParts.Urls(platform))
        {
            if (!Uri.TryCreate(Sample(url, platform), UriKind.Absolute, out var address) || address.Host.Length == 0) yield return new(field, $"is '{url}', which is no absolute URL", Remedy);
            else if (!IsSafe(address)) yield return new(field, $"is '{url}', which is neither https nor on this machine", Remedy);
            else if (address.UserInfo.Length > 0) yield return new(field, "holds a user name", "Remove what stands before the @.");
            else if (address.Fragment.Length > 0 && field is not ("authorization.url" or "docs.url" or "registration.url")) yield return new(field, $"is '{url}', which has a fragment", "Remove what follows the #; only authorization.url and pages for people may have one.");
        }
        foreach (var (field, host) in PlatformParts.Items("api.hosts", platform.Api.Hosts))
            if (Uri.CheckHostName(TemplateCheck.Hole.Replace(host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host, "x")) is UriHostNameType.Unknown) yield return new(field, $"is '{host}', which is no host name", "Give it the bare name, such as api.example.com.");
    }

    public static bool IsSafe(Uri address) => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);

    /// <summary>The URL as it may look once its holes are filled: the one at the beginning is an address, any other a word.</summary>
    private static string Sample(string url, Platform platform) =>
        TemplateCheck.Hole.Replace(url, hole => hole.Index == 0 ? Address(hole, platform) : "x");

    private static string Address(Match hole, Platform platform)
    {
        const string Hub = "https://hub.example";
        var name = hole.Groups["name"].Value;
        if (name == "hub" || name.StartsWith("stored.", StringComparison.Ordinal)) return Hub;
        return platform.TemplateVariables.FirstOrDefault(variable => variable.Name == name) is { } variable
            ? variable.Default?.Replace("{hub}", Hub, StringComparison.Ordinal) ?? Hub
            : "";
    }
}
