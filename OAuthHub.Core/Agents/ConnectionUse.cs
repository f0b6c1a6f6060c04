using System.Collections.Concurrent;

namespace OAuthHub.Core.Agents;

/// <param name="KeyId">The agent's key.</param>
/// <param name="KeyName">As its maker called it; null: it has no name.</param>
public sealed record ConnectionUsed(DateTimeOffset At, string KeyId, string? KeyName);

/// <summary>
/// Which agents used a connection last, as this process knows. It is a hint for people and costs a read next to nothing: what must not be lost
/// is in the audit.
/// </summary>
public sealed class ConnectionUse
{
    /// <summary>Connections of which it is remembered; beyond that, those used next begin anew.</summary>
    private const int Most = 50_000;

    /// <summary>Agents of one connection that are remembered.</summary>
    private const int MostKeys = 8;

    /// <summary>Uses that follow each other more closely count as one.</summary>
    private static readonly TimeSpan Close = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, ConnectionUsed[]> used = new(StringComparer.Ordinal);
    private int count; // about: the dictionary's own takes all its locks

    public void Note(string connectionId, string keyId, string? keyName, DateTimeOffset now)
    {
        if (Find(connectionId) is { } last && now - last.At < Close && IsOf(last, keyId)) return;
        Note(connectionId, new ConnectionUsed(now, keyId, keyName));
    }

    /// <summary>Also of a use that is over: what is known of the same agent stays where it is newer.</summary>
    public void Note(string connectionId, ConnectionUsed use)
    {
        while (true)
        {
            if (used.TryGetValue(connectionId, out var known))
            {
                if (IsNewer(known, use) || used.TryUpdate(connectionId, With(known, use), known)) return;
            }
            else if (used.TryAdd(connectionId, [use]))
            {
                if (Interlocked.Increment(ref count) <= Most) return;
                used.Clear();
                Interlocked.Exchange(ref count, 0);
                return;
            }
        }
    }

    /// <summary>The last one. Null: none is known.</summary>
    public ConnectionUsed? Find(string connectionId) => used.TryGetValue(connectionId, out var known) ? known[0] : null;

    /// <summary>Each agent with its last use, the newest first.</summary>
    public IReadOnlyList<ConnectionUsed> Of(string connectionId) => used.GetValueOrDefault(connectionId) ?? [];

    private static bool IsNewer(ConnectionUsed[] known, ConnectionUsed use)
    {
        foreach (var one in known)
            if (one.At >= use.At && IsOf(one, use.KeyId)) return true;
        return false;
    }

    /// <summary>Mostly one agent uses a connection, and often.</summary>
    private static ConnectionUsed[] With(ConnectionUsed[] known, ConnectionUsed use) => known is [var only] && IsOf(only, use.KeyId) ? [use] : WithAmongOthers(known, use);

    private static ConnectionUsed[] WithAmongOthers(ConnectionUsed[] known, ConnectionUsed use) =>
        [.. known.Where(one => !IsOf(one, use.KeyId)).Prepend(use).OrderByDescending(one => one.At).Take(MostKeys)];

    private static bool IsOf(ConnectionUsed one, string keyId) => string.Equals(one.KeyId, keyId, StringComparison.Ordinal);
}
