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
            list.Add((time.GetUtcNow(), connectionId));
            return Recent(list) is var all && IsTooMany(all.Count, connectionsOfPlatform) ? all : [];
        }
    }

    /// <summary>Whether so many died within the last minute that none of them is believed.</summary>
    public bool IsOn(string platformId, int connectionsOfPlatform)
    {
        if (!recent.TryGetValue(platformId, out var list)) return false;
        lock (list) return IsTooMany(Recent(list).Count, connectionsOfPlatform);
    }

    private List<string> Recent(List<(DateTimeOffset At, string ConnectionId)> list)
    {
        var now = time.GetUtcNow();
        list.RemoveAll(entry => now - entry.At > Window);
        return [.. list.Select(entry => entry.ConnectionId).Distinct(StringComparer.Ordinal)];
    }

    private static bool IsTooMany(int dead, int connectionsOfPlatform) => dead > Math.Max(AlwaysAllowed, connectionsOfPlatform * ShareAllowed);
}
