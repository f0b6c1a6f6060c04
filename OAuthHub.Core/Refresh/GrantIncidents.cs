using System.Collections.Concurrent;

namespace OAuthHub.Core.Refresh;

/// <summary>
/// Sixty grants that die in the same minute are not sixty people who changed their minds. Counts dead grants per platform;
/// beyond max(10, 5 % of its connections) a minute it is an incident, and nobody is told to reconnect.
/// </summary>
public sealed class GrantIncidents(TimeProvider time)
{
    private const int AlwaysAllowed = 10;
    private const double ShareAllowed = 0.05;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, List<(DateTimeOffset At, string ConnectionId)>> recent = new();

    /// <summary>
    /// Notes a dead grant. Empty: believe it. Otherwise this is an incident, and these are the connections that were believed in the
    /// last minute and must not have been.
    /// </summary>
    public IReadOnlyList<string> Note(string platformId, string connectionId, int connectionsOfPlatform)
    {
        var list = recent.GetOrAdd(platformId, _ => []);
        lock (list)
        {
            var now = time.GetUtcNow();
            list.RemoveAll(entry => now - entry.At > Window);
            list.Add((now, connectionId));
            var others = list.Select(entry => entry.ConnectionId).Distinct(StringComparer.Ordinal).ToList();
            return others.Count > Math.Max(AlwaysAllowed, connectionsOfPlatform * ShareAllowed) ? others : [];
        }
    }
}
