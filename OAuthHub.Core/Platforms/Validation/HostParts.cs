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

    /// <summary>
    /// The same with what is known put into the holes: a value that follows from another is one of its map, and one with a default may be that. What
    /// else a person or an operator may put there, the hole stands for.
    /// </summary>
    public static IEnumerable<(string Field, string Host)> Expanded(Platform platform) =>
        Reached(platform).SelectMany(one => Expand(platform, one.Host).Select(host => (one.Field, host)));

    private static IEnumerable<string> Expand(Platform platform, string host)
    {
        var variable = platform.TemplateVariables.FirstOrDefault(one => host.Contains($"{{{one.Name}}}", StringComparison.Ordinal));
        if (variable is null) return [host];
        var values = variable.Of is null ? [] : variable.Map.Values.ToList();
        if (variable.Default is { } usual && !usual.Contains('{', StringComparison.Ordinal)) values.Add(usual.Contains("://", StringComparison.Ordinal) ? Of(usual) : usual);
        var filled = values.Distinct(StringComparer.Ordinal).SelectMany(value => Expand(platform, host.Replace($"{{{variable.Name}}}", value, StringComparison.Ordinal)));
        return variable.Of is null ? filled.Prepend(host) : filled;
    }
}
