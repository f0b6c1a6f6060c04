namespace OAuthHub.Core.Platforms;

/// <summary>
/// The platforms that this hub knows: the built-in files of <c>Catalog/</c>, the hub's own files of
/// <c>&lt;DataDirectory&gt;/platforms/</c>, and what <c>OAuthHub:Platforms:{id}</c> changes in either. Read once, at start.
/// </summary>
public sealed class PlatformCatalog
{
    private readonly Dictionary<string, Platform> platforms;
    private readonly HashSet<string> custom;

    /// <param name="platforms">Checked entries.</param>
    /// <param name="customIds">Those of them that are this hub's own.</param>
    public PlatformCatalog(IEnumerable<Platform> platforms, IEnumerable<string>? customIds = null)
    {
        All = [.. platforms.OrderBy(platform => platform.Name, StringComparer.OrdinalIgnoreCase).ThenBy(platform => platform.Id, StringComparer.Ordinal)];
        this.platforms = All.ToDictionary(platform => platform.Id, StringComparer.Ordinal);
        custom = new HashSet<string>(customIds ?? [], StringComparer.Ordinal);
    }

    /// <summary>By name, as the gallery shows them.</summary>
    public IReadOnlyList<Platform> All { get; }

    /// <summary>Null: there is no such platform. Ids are compared exactly.</summary>
    public Platform? Find(string id) => platforms.GetValueOrDefault(id);

    /// <summary>True: the entry is a file of this hub, not of the built-in catalogue.</summary>
    public bool IsCustom(string id) => custom.Contains(id);
}
