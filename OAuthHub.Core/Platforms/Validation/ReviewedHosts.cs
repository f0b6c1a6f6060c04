using OAuthHub.Core.Platforms.Loading;

namespace OAuthHub.Core.Platforms.Validation;

/// <summary>
/// The hosts to which the built-in entries send secrets, in one file that somebody has read (<c>Catalog/hosts.txt</c>): a slip of the pen in an
/// entry, or a change that slips in with a large one, would send people's tokens elsewhere. A hub's own files are its operator's business.
/// </summary>
internal sealed class ReviewedHosts
{
    private readonly Dictionary<string, HashSet<string>> hosts = new(StringComparer.Ordinal);

    /// <param name="text">A line for each entry: <c>id: host host …</c>; what follows a # is a remark.</param>
    public ReviewedHosts(string text)
    {
        foreach (var line in text.Split('\n').Select(line => line.Split('#')[0].Trim()).Where(line => line.Length > 0))
            if (line.Split(':', 2) is [var id, var list]) hosts[id.Trim()] = [.. list.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
    }

    public static ReviewedHosts BuiltIn { get; } = new(PlatformFiles.ReviewedHosts());

    public IReadOnlyCollection<string> Ids => hosts.Keys;

    public IEnumerable<Finding> Check(Platform platform)
    {
        var known = hosts.GetValueOrDefault(platform.Id) ?? [];
        var reached = HostParts.Expanded(platform).Where(one => one.Host != "{hub}").ToList();
        foreach (var (field, host) in reached.Where(one => !known.Contains(one.Host)).DistinctBy(one => one.Host))
            yield return new(field, $"leads to {host}, which is not among the reviewed hosts of {platform.Id}", "Compare it with the platform's documentation, then add it to the entry's line in Catalog/hosts.txt.");
        foreach (var host in known.Except(reached.Select(one => one.Host), StringComparer.Ordinal))
            yield return new("", $"no longer leads to {host}, which is among its reviewed hosts", "Take it out of the entry's line in Catalog/hosts.txt.");
    }
}
