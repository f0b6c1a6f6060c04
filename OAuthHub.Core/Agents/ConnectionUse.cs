using System.Collections.Concurrent;
using OAuthHub.Core.Connections;

namespace OAuthHub.Core.Agents;

/// <param name="KeyId">The agent's key.</param>
/// <param name="KeyName">As its maker called it; null: it has no name.</param>
public sealed record ConnectionUsed(DateTimeOffset At, string KeyId, string? KeyName);

/// <summary>
/// Which agents used a connection last, as this process knows. It is a hint for people and costs a call next to nothing, no memory either: what
/// must not be lost is in the audit.
/// </summary>
public sealed class ConnectionUse
{
    /// <summary>Connections of which it is remembered; beyond that, those used next begin anew.</summary>
    private const int Most = 50_000;

    /// <summary>Agents of one connection that are remembered.</summary>
    private const int MostKeys = 8;

    private readonly ConcurrentDictionary<string, Last[]> used = new(StringComparer.Ordinal);
    private int count; // about: the dictionary's own takes all its locks

    /// <summary>Also of a use that is over: what is known of the same agent stays where it is newer.</summary>
    public void Note(string connectionId, string keyId, string? keyName, DateTimeOffset at) => Keep(connectionId, keyId, keyName, at);

    /// <summary>The same of a connection that was found: mostly the same agent used it last, and nothing is looked up among thousands.</summary>
    public void Note(ConnectionSummary found, string keyId, string? keyName, DateTimeOffset at)
    {
        if (found.Use is Last { IsKept: true } last && string.Equals(last.KeyId, keyId, StringComparison.Ordinal)) last.Note(at, keyName);
        else found.Use = Keep(found.Id, keyId, keyName, at);
    }

    private Last Keep(string connectionId, string keyId, string? keyName, DateTimeOffset at)
    {
        while (true)
        {
            if (used.TryGetValue(connectionId, out var known))
            {
                if (Of(known, keyId) is { } last)
                {
                    last.Note(at, keyName);
                    return last;
                }
                var next = new Last(keyId, keyName, at);
                Last[] all = [.. known.Append(next).OrderByDescending(one => one.Ticks)];
                if (!used.TryUpdate(connectionId, all.Length > MostKeys ? all[..MostKeys] : all, known)) continue;
                foreach (var one in all.Skip(MostKeys)) one.IsKept = false;
                return next;
            }
            var first = new Last(keyId, keyName, at);
            if (!used.TryAdd(connectionId, [first])) continue;
            if (Interlocked.Increment(ref count) > Most) Forget();
            return first;
        }
    }

    private void Forget()
    {
        foreach (var (connectionId, _) in used)
        {
            if (!used.TryRemove(connectionId, out var known)) continue;
            foreach (var one in known) one.IsKept = false;
        }
        Interlocked.Exchange(ref count, 0);
    }

    /// <summary>The last one. Null: none is known.</summary>
    public ConnectionUsed? Find(string connectionId) => used.TryGetValue(connectionId, out var known) ? known.MaxBy(one => one.Ticks)!.Use : null;

    /// <summary>Each agent with its last use, the newest first.</summary>
    public IReadOnlyList<ConnectionUsed> Of(string connectionId) =>
        used.TryGetValue(connectionId, out var known) ? [.. known.Select(one => one.Use).OrderByDescending(use => use.At)] : [];

    private static Last? Of(Last[] known, string keyId)
    {
        foreach (var one in known)
            if (string.Equals(one.KeyId, keyId, StringComparison.Ordinal)) return one;
        return null;
    }

    /// <summary>Changed in its place: of many connections in use, new ones for each call would be what the collector is busy with.</summary>
    private sealed class Last(string keyId, string? name, DateTimeOffset at)
    {
        private string? name = name;
        private long ticks = at.UtcTicks;

        private bool isKept = true;

        public string KeyId => keyId;

        /// <summary>False: it is remembered no longer, and what is noted in it would be lost.</summary>
        public bool IsKept { get => Volatile.Read(ref isKept); set => Volatile.Write(ref isKept, value); }

        public long Ticks => Volatile.Read(ref ticks);

        public ConnectionUsed Use => new(new DateTimeOffset(Ticks, TimeSpan.Zero), keyId, Volatile.Read(ref name));

        public void Note(DateTimeOffset now, string? called)
        {
            for (var known = Ticks; now.UtcTicks > known; known = Ticks)
            {
                if (Interlocked.CompareExchange(ref ticks, now.UtcTicks, known) != known) continue;
                if (!ReferenceEquals(name, called)) Volatile.Write(ref name, called);
                return;
            }
        }
    }
}
