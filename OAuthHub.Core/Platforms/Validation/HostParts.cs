namespace OAuthHub.Core.Platforms.Validation;

/// <summary>The part of an address that says which machine gets what is sent.</summary>
internal static class HostParts
{
    /// <summary>The host as it is written, holes and port included; at an address that begins with a hole, that hole.</summary>
    public static string Of(string url)
    {
        if (url.StartsWith('{')) return url[..(url.IndexOf('}', StringComparison.Ordinal) + 1)];
        var begin = url.IndexOf("://", StringComparison.Ordinal);
        var rest = begin < 0 ? "" : url[(begin + 3)..];
        var end = rest.IndexOfAny(['/', '?', '#']);
        return end < 0 ? rest : rest[..end];
    }

    /// <summary>Where the hub, its agents or a person's browser go with a secret, a code or a consent.</summary>
    public static IEnumerable<(string Field, string Host)> Reached(Platform platform) =>
        PlatformParts.Urls(platform).Where(url => url.Field is not ("docs.url" or "registration.url" or "manualRevocationUrl" or "revocation.manualUrl" or "account.avatarTemplate")).Select(url => (url.Field, Of(url.Url)))
            .Concat(PlatformParts.Items("api.hosts", platform.Api.Hosts));
}
