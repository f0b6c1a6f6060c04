using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace OAuthHub.Core.Connections;

/// <summary>
/// What is connected, by id, by user and by user and platform, in memory. Rebuilt from the vault's listing at start and whenever
/// asked; nothing here is the truth. Revoked connections are not in it. What a look-up costs depends on what it finds, not on
/// how much there is.
/// </summary>
public sealed class ConnectionIndex
{
    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<string, ConnectionSummary> byId = new();
    private readonly ConcurrentDictionary<string, ImmutableDictionary<string, ImmutableArray<ConnectionSummary>>> byUser = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> counts = new(StringComparer.Ordinal);

    public int Count => byId.Count;

    public IEnumerable<ConnectionSummary> All => byId.Values;

    public int CountOf(string platformId) => counts.GetValueOrDefault(platformId);

    public ConnectionSummary? Find(string id) => byId.GetValueOrDefault(id);

    public ImmutableArray<ConnectionSummary> Find(string user, string platformId) =>
        byUser.TryGetValue(user, out var platforms) && platforms.TryGetValue(platformId, out var found) ? found : [];

    public IEnumerable<ConnectionSummary> OfUser(string user) =>
        byUser.TryGetValue(user, out var platforms) ? platforms.Values.SelectMany(found => found) : [];

    /// <summary>Takes the newer of what it has and what it is given.</summary>
    public void Put(ConnectionSummary summary)
    {
        lock (gate)
        {
            if (byId.TryGetValue(summary.Id, out var old) && old.Generation > summary.Generation) return;
            if (old is not null) Take(old);
            if (summary.State is not ConnectionState.Revoked) Add(summary);
        }
    }

    public void Remove(string id)
    {
        lock (gate)
        {
            if (byId.TryGetValue(id, out var old)) Take(old);
        }
    }

    private void Add(ConnectionSummary summary)
    {
        byId[summary.Id] = summary;
        counts[summary.PlatformId] = CountOf(summary.PlatformId) + 1;
        var platforms = byUser.GetValueOrDefault(summary.User, ImmutableDictionary.Create<string, ImmutableArray<ConnectionSummary>>(StringComparer.Ordinal));
        byUser[summary.User] = platforms.SetItem(summary.PlatformId, platforms.GetValueOrDefault(summary.PlatformId, []).Add(summary));
    }

    private void Take(ConnectionSummary old)
    {
        byId.TryRemove(old.Id, out _);
        counts[old.PlatformId] = CountOf(old.PlatformId) - 1;
        var platforms = byUser[old.User];
        var rest = platforms[old.PlatformId].RemoveAll(entry => string.Equals(entry.Id, old.Id, StringComparison.Ordinal));
        platforms = rest.IsEmpty ? platforms.Remove(old.PlatformId) : platforms.SetItem(old.PlatformId, rest);
        if (platforms.IsEmpty) byUser.TryRemove(old.User, out _);
        else byUser[old.User] = platforms;
    }
}
