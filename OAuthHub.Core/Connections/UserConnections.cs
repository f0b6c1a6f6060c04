namespace OAuthHub.Core.Connections;

/// <summary>
/// What one user has connected, by platform. Immutable. A user has few platforms, so they stand in a row, the first of them here: read with each
/// call of each agent, that touches less memory than any tree or table.
/// </summary>
internal sealed class UserConnections
{
    public static readonly UserConnections None = new([]);

    private readonly (string PlatformId, ConnectionList Found) first;
    private readonly (string PlatformId, ConnectionList Found)[] others;

    private UserConnections(ReadOnlySpan<(string, ConnectionList)> platforms) => (first, others) = platforms is [var one, .. var more] ? (one, more.ToArray()) : (("", default), []);

    public bool IsEmpty => first.Found.Count == 0;

    public IEnumerable<ConnectionSummary> All => Platforms.SelectMany(one => one.Found);

    private IEnumerable<(string PlatformId, ConnectionList Found)> Platforms => IsEmpty ? [] : others.Prepend(first);

    public ConnectionList At(string platformId)
    {
        if (string.Equals(first.PlatformId, platformId, StringComparison.Ordinal)) return first.Found;
        foreach (var (id, found) in others)
            if (string.Equals(id, platformId, StringComparison.Ordinal)) return found;
        return default;
    }

    /// <param name="found">Empty: nothing is left of this platform.</param>
    public UserConnections With(string platformId, ConnectionList found)
    {
        var rest = Platforms.Where(one => !string.Equals(one.PlatformId, platformId, StringComparison.Ordinal));
        return new UserConnections(found.Count == 0 ? [.. rest] : [.. rest, (platformId, found)]);
    }
}
