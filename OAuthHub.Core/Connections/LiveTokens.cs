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

    /// <summary>The same of a connection that was found before: mostly it knows where its tokens were, and nothing is looked up among thousands.</summary>
    public Cached? Find(ConnectionSummary connection)
    {
        if (connection.Live is { IsCurrent: true } known) return known;
        return connection.Live = Find(connection.Id);
    }

    /// <summary>Keeps it unless a newer one is known: that one is then confirmed.</summary>
    public void Put(string id, Cached cached)
    {
        while (true)
        {
            if (entries.TryGetValue(id, out var old))
            {
                if (!entries.TryUpdate(id, old.Generation > cached.Generation ? new Cached(old.Connection, old.Generation, cached.ConfirmedAt) : cached, old)) continue;
                old.IsCurrent = false;
                return;
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
        if (!entries.TryRemove(id, out var old)) return;
        old.IsCurrent = false;
        Interlocked.Decrement(ref count);
    }
}

/// <summary>What memory holds of a connection. Compared by reference.</summary>
/// <param name="connection">Without its refresh token.</param>
/// <param name="generation">The vault's.</param>
/// <param name="confirmedAt">When it was last compared with the vault, for <see cref="Coordination.MemoryTrust"/>.</param>
internal sealed class Cached(Connection connection, long generation, long confirmedAt)
{
    private bool isCurrent = true;
    private long servedUntil;

    public Connection Connection => connection;
    public long Generation => generation;
    public long ConfirmedAt => confirmedAt;

    /// <summary>Until then a read of no certain life is served without looking at it again (UTC ticks). 0: not known.</summary>
    public long ServedUntil { get => Volatile.Read(ref servedUntil); set => Volatile.Write(ref servedUntil, value); }

    /// <summary>False: something else is kept of the connection by now, or nothing. Never true again.</summary>
    public bool IsCurrent { get => Volatile.Read(ref isCurrent); set => Volatile.Write(ref isCurrent, value); }
}
