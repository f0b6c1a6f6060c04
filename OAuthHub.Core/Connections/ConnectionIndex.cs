using System.Collections.Concurrent;

namespace OAuthHub.Core.Connections;

/// <summary>
/// What is connected, by id, by user and by user and platform, in memory. Rebuilt from the vault's listing at start and whenever
/// asked; nothing here is the truth. Revoked connections are not in it. What a look-up costs depends on what it finds, not on
/// how much there is; a new connection, or a changed one, costs the same however many its user has.
/// </summary>
public sealed class ConnectionIndex
{
    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<string, ConnectionList.Slot> byId = new();
    private readonly ConcurrentDictionary<string, UserConnections> byUser = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> counts = new(StringComparer.Ordinal);
    private int count; // the dictionary's own takes all its locks

    public int Count => Volatile.Read(ref count);

    public IEnumerable<ConnectionSummary> All => byId.Select(entry => entry.Value.Summary);

    public int CountOf(string platformId) => counts.GetValueOrDefault(platformId);

    public ConnectionSummary? Find(string id) => byId.GetValueOrDefault(id)?.Summary;

    public ConnectionList Find(string user, string platformId) =>
        byUser.TryGetValue(user, out var platforms) ? platforms.At(platformId) : default;

    public IEnumerable<ConnectionSummary> OfUser(string user) =>
        byUser.TryGetValue(user, out var platforms) ? platforms.All : [];

    /// <summary>Takes the newer of what it has and what it is given.</summary>
    public void Put(ConnectionSummary summary)
    {
        lock (gate)
        {
            var slot = byId.GetValueOrDefault(summary.Id);
            if (slot?.Summary is { } old)
            {
                if (old.Generation > summary.Generation) return;
                if (summary.State is not ConnectionState.Revoked && IsSamePlace(old, summary))
                {
                    slot.Summary = summary;
                    return;
                }
                Take(slot);
            }
            if (summary.State is not ConnectionState.Revoked) Add(summary);
        }
    }

    public void Remove(string id)
    {
        lock (gate)
        {
            if (byId.TryGetValue(id, out var slot)) Take(slot);
        }
    }

    private static bool IsSamePlace(ConnectionSummary one, ConnectionSummary other) =>
        string.Equals(one.User, other.User, StringComparison.Ordinal) && string.Equals(one.PlatformId, other.PlatformId, StringComparison.Ordinal);

    private void Add(ConnectionSummary summary)
    {
        var slot = new ConnectionList.Slot(summary);
        count++;
        counts[summary.PlatformId] = CountOf(summary.PlatformId) + 1;
        var platforms = byUser.GetValueOrDefault(summary.User, UserConnections.None);
        byUser[summary.User] = platforms.With(summary.PlatformId, platforms.At(summary.PlatformId).Add(slot));
        // Last: nobody takes a lock to look, and who finds it by its id does not ask the vault for it before looking here.
        byId[summary.Id] = slot;
    }

    private void Take(ConnectionList.Slot slot)
    {
        var old = slot.Summary;
        byId.TryRemove(old.Id, out _);
        count--;
        counts[old.PlatformId] = CountOf(old.PlatformId) - 1;
        var platforms = byUser[old.User];
        platforms = platforms.With(old.PlatformId, platforms.At(old.PlatformId).Remove(slot));
        if (platforms.IsEmpty) byUser.TryRemove(old.User, out _);
        else byUser[old.User] = platforms;
    }
}
