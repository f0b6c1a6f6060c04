using System.Collections.Concurrent;

namespace OAuthHub.Core.Coordination.Redis;

/// <summary>
/// Leases that may stand in Redis although nobody holds them: it did not answer when they were asked for, or let go. Their process lives,
/// so they would keep everybody out until they end; they are let go as soon as Redis answers again.
/// </summary>
internal sealed class StrayLeases
{
    /// <summary>By owner, which is another for each lease.</summary>
    private readonly ConcurrentDictionary<string, string> keys = new(StringComparer.Ordinal);

    private readonly RedisLink link;

    public StrayLeases(RedisLink link)
    {
        this.link = link;
        link.OnRestored(() => _ = LetGoAsync());
    }

    public void Add(string key, string owner) => keys[owner] = key;

    private async Task LetGoAsync()
    {
        foreach (var (owner, key) in keys)
        {
            try
            {
                await link.RunAsync(redis => redis.ScriptEvaluateAsync(RedisLeases.Release, [key], [owner]));
                keys.TryRemove(owner, out _);
            }
            catch (CoordinationUnavailableException)
            {
                return; // away again: the next return of Redis goes on
            }
        }
    }
}
