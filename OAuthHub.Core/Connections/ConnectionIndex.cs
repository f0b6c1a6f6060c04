using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace OAuthHub.Core.Connections;

/// <summary>
/// What is connected, by id and by user and platform, in memory. Rebuilt from the vault's listing at start and whenever asked;
/// nothing here is the truth. Revoked connections are not in it.
/// </summary>
public sealed class ConnectionIndex
{
    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<string, ConnectionSummary> byId = new();
    private readonly ConcurrentDictionary<(string User, string Platform), ImmutableArray<ConnectionSummary>> byPlace = new();

    public int Count => byId.Count;

    public IEnumerable<ConnectionSummary> All => byId.Values;

    public ConnectionSummary? Find(string id) => byId.GetValueOrDefault(id);

    public ImmutableArray<ConnectionSummary> Find(string user, string platformId) =>
        byPlace.TryGetValue((user, platformId), out var found) ? found : [];

    public IEnumerable<ConnectionSummary> OfUser(string user) => byId.Values.Where(entry => string.Equals(entry.User, user, StringComparison.Ordinal));

    /// <summary>Takes the newer of what it has and what it is given.</summary>
    public void Put(ConnectionSummary summary)
    {
        lock (gate)
        {
            if (byId.TryGetValue(summary.Id, out var old) && old.Generation > summary.Generation) return;
            if (summary.State is ConnectionState.Revoked) Take(summary.Id);
            else
            {
                byId[summary.Id] = summary;
                Place(summary, list => [.. list.Where(entry => !Same(entry, summary.Id)), summary]);
            }
        }
    }

    public void Remove(string id)
    {
        lock (gate) Take(id);
    }

    private void Take(string id)
    {
        if (byId.TryRemove(id, out var gone)) Place(gone, list => [.. list.Where(entry => !Same(entry, id))]);
    }

    private void Place(ConnectionSummary summary, Func<ImmutableArray<ConnectionSummary>, ImmutableArray<ConnectionSummary>> change)
    {
        var place = (summary.User, summary.PlatformId);
        var list = change(byPlace.GetValueOrDefault(place, []));
        if (list.IsEmpty) byPlace.TryRemove(place, out _);
        else byPlace[place] = list;
    }

    private static bool Same(ConnectionSummary entry, string id) => string.Equals(entry.Id, id, StringComparison.Ordinal);
}
