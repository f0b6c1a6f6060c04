using System.Net;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Core.Agents;

/// <summary>Says what is wrong with the limits of a key before it is made or changed.</summary>
public static class AgentLimitsCheck
{
    private const int LongestName = 100, LongestConnection = 128, Most = 200, HighestRate = 1_000_000;
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    /// <summary>A sentence for each fault; none: it can be used.</summary>
    /// <param name="before">What the key had till now. One that is over may keep its end: only another end must be one to come.</param>
    public static IEnumerable<string> Check(string? name, AgentLimits limits, PlatformCatalog catalog, DateTimeOffset now, AgentLimits? before = null)
    {
        if (name is null || name.Trim().Length is 0 or > LongestName || name.Any(char.IsControl)) yield return $"name is 1 to {LongestName} characters, without control characters.";
        if (limits.Actions.Count == 0) yield return $"actions names at least one of {string.Join(", ", AgentAction.All)}.";
        foreach (var action in limits.Actions.Except(AgentAction.All, StringComparer.Ordinal)) yield return $"{Shown(action)} is no action. There are {string.Join(", ", AgentAction.All)}.";
        foreach (var user in limits.Users.Where(user => !UserId.IsValid(user))) yield return $"{Shown(user)} is no user: {UserId.Rule}";
        foreach (var id in limits.Platforms.Where(id => catalog.Find(id) is null)) yield return $"{Shown(id)} is not a platform of this hub.";
        foreach (var id in limits.Connections.Where(id => id.Length is 0 or > LongestConnection || id.Any(c => c is <= ' ' or > '~'))) yield return $"{Shown(id)} is not the id of a connection.";
        foreach (var method in limits.Methods.Except(Methods, StringComparer.Ordinal)) yield return $"{Shown(method)} is no method that the proxy passes on. There are {string.Join(", ", Methods)}.";
        foreach (var path in limits.Paths.Where(path => !PathPattern.IsValid(path))) yield return $"{Shown(path)} is no path pattern. It begins with a slash; * stands for one segment, ** at the end for whatever follows: /repos/*/issues, /repos/**.";
        foreach (var network in limits.Networks.Where(network => !IPNetwork.TryParse(network, out _))) yield return $"{Shown(network)} is no network. Write its first address and the length of its prefix: 10.1.0.0/16, 2001:db8::/32, 192.0.2.7/32.";
        if (limits.RequestsPerMinute is < 1 or > HighestRate) yield return $"requests_per_minute is 1 to {HighestRate}.";
        if (limits.ExpiresAt <= now && limits.ExpiresAt != before?.ExpiresAt) yield return "expires_at is over already.";
        foreach (var list in new[] { limits.Users, limits.Platforms, limits.Connections, limits.Methods, limits.Paths, limits.Networks }.Where(list => list.Count > Most)) yield return $"A list has {list.Count} entries; {Most} are the most.";
    }

    /// <summary>Whether whoever has the first may give the second: nothing in it reaches further.</summary>
    public static bool Covers(AgentLimits own, AgentLimits other) =>
        Within(other.Users, own.Users) && Within(other.Platforms, own.Platforms) && Within(other.Connections, own.Connections) && Within(other.Methods, own.Methods) && Within(other.Paths, own.Paths) &&
        Within(other.Networks, own.Networks) && other.Actions.All(own.Allows) && (own.RequestsPerMinute is not { } rate || other.RequestsPerMinute <= rate) && (own.ExpiresAt is not { } end || other.ExpiresAt <= end);

    private static bool Within(IReadOnlyList<string> some, IReadOnlyList<string> all) => all.Count == 0 || (some.Count > 0 && some.All(one => all.Contains(one, StringComparer.Ordinal)));

    private static string Shown(string text) => $"'{(text.Length > 60 ? text[..60] + "…" : text)}'";
}
