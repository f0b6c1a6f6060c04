using System.Collections.Concurrent;

namespace OAuthHub.Core.Connections;

/// <summary>
/// Connections whose access token is kept opened in memory, without their refresh tokens; so many at most, beyond which the vault is
/// read again. It keeps its own count: a concurrent dictionary takes all of its locks to count, and has the more of them the more it holds.
/// </summary>
internal sealed class LiveTokens(int limit)
{
    private readonly ConcurrentDictionary<string, Cached> entries = new();
    private int count;

    public int Count => Volatile.Read(ref count);

    public Cached? Find(string id) => entries.GetValueOrDefault(id);

    /// <summary>Keeps it unless a newer one is known: that one is then confirmed.</summary>
    public void Put(string id, Cached cached)
    {
        while (true)
        {
            if (entries.TryGetValue(id, out var old))
            {
                if (entries.TryUpdate(id, old.Generation > cached.Generation ? new Cached(old.Connection, old.Generation, cached.ConfirmedAt) : cached, old)) return;
            }
            else if (Count >= limit)
            {
                return;
            }
            else if (entries.TryAdd(id, cached))
            {
                Interlocked.Increment(ref count);
                return;
            }
        }
    }

    public void Remove(string id)
    {
        if (entries.TryRemove(id, out _)) Interlocked.Decrement(ref count);
    }
}

/// <summary>What memory holds of a connection. Compared by reference.</summary>
/// <param name="connection">Without its refresh token.</param>
/// <param name="generation">The vault's.</param>
/// <param name="confirmedAt">When it was last compared with the vault, for <see cref="Coordination.MemoryTrust"/>.</param>
internal sealed class Cached(Connection connection, long generation, long confirmedAt)
{
    public Connection Connection => connection;
    public long Generation => generation;
    public long ConfirmedAt => confirmedAt;
}
