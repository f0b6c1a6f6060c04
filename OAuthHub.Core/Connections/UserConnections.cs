namespace OAuthHub.Core.Connections;

/// <summary>
/// What one user has connected, by platform. Immutable. A user has few platforms, so they stand in a row: read with each call of each agent,
/// that touches less memory than any tree or table.
/// </summary>
internal sealed class UserConnections
{
    public static readonly UserConnections None = new([]);

    private readonly (string PlatformId, ConnectionList Found)[] platforms;

    private UserConnections((string, ConnectionList)[] platforms) => this.platforms = platforms;

    public bool IsEmpty => platforms.Length == 0;

    public IEnumerable<ConnectionSummary> All => platforms.SelectMany(one => one.Found);

    public ConnectionList At(string platformId)
    {
        foreach (var (id, found) in platforms)
            if (string.Equals(id, platformId, StringComparison.Ordinal)) return found;
        return ConnectionList.Empty;
    }

    /// <param name="found">Empty: nothing is left of this platform.</param>
    public UserConnections With(string platformId, ConnectionList found)
    {
        var others = platforms.Where(one => !string.Equals(one.PlatformId, platformId, StringComparison.Ordinal));
        return new UserConnections(found.Count == 0 ? [.. others] : [.. others, (platformId, found)]);
    }
}
