using System.Collections.Concurrent;
using OAuthHub.Core.Coordination.InMemory;
using StackExchange.Redis;

namespace OAuthHub.Core.Coordination.Redis;

/// <summary>
/// A sorted set for each platform, scored by time in milliseconds. A claim moves the scores in one script, so that two workers never
/// get the same connection. While Redis is away each worker goes by what it knows itself: then several may look at the same
/// connection, and the vault lets one of them refresh it.
/// </summary>
internal sealed class RedisDueQueue : IDueQueue
{
    private const string ClaimScript = """
        local ids = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[3])
        for _, id in ipairs(ids) do redis.call('ZADD', KEYS[1], ARGV[2], id) end
        return ids
        """;

    private readonly RedisLink link;
    private readonly RedisNames names;
    private readonly InMemoryDueQueue own = new();

    /// <summary>What Redis could not be told; the newest time of each.</summary>
    private readonly ConcurrentDictionary<string, (string PlatformId, DateTimeOffset? DueAt)> untold = new();

    public RedisDueQueue(RedisLink link, RedisNames names)
    {
        (this.link, this.names) = (link, names);
        link.OnRestored(() => _ = TellAsync());
    }

    public async ValueTask ScheduleAsync(string platformId, string connectionId, DateTimeOffset? dueAt, CancellationToken cancellationToken)
    {
        await own.ScheduleAsync(platformId, connectionId, dueAt, cancellationToken);
        try
        {
            await SendAsync(platformId, connectionId, dueAt);
            untold.TryRemove(connectionId, out _);
        }
        catch (CoordinationUnavailableException)
        {
            untold[connectionId] = (platformId, dueAt);
        }
    }

    /// <summary>Learns times that Redis has already.</summary>
    public ValueTask LearnAsync(IndexEntry entry, CancellationToken cancellationToken) => own.ScheduleAsync(entry.Queue, entry.Id, entry.DueAt, cancellationToken);

    public async ValueTask<IReadOnlyList<string>> PlatformsAsync(DateTimeOffset at, CancellationToken cancellationToken)
    {
        try
        {
            var platforms = await link.RunAsync(redis => redis.SetMembersAsync(names.Platforms));
            var first = await link.RunAsync(redis => Task.WhenAll(platforms.Select(platform => redis.SortedSetRangeByScoreAsync(names.Due(platform!), stop: Score(at), take: 1))));
            return [.. platforms.Where((_, number) => first[number].Length > 0).Select(platform => (string)platform!)];
        }
        catch (CoordinationUnavailableException)
        {
            return await own.PlatformsAsync(at, cancellationToken);
        }
    }

    public async ValueTask<IReadOnlyList<string>> ClaimAsync(string platformId, DateTimeOffset until, DateTimeOffset claimedUntil, int count, CancellationToken cancellationToken)
    {
        if (count <= 0) return [];
        try
        {
            var ids = await link.RunAsync(redis => redis.ScriptEvaluateAsync(ClaimScript, [names.Due(platformId)], [Score(until), Score(claimedUntil), count]));
            return [.. ((RedisValue[]?)ids ?? []).Select(id => (string)id!)];
        }
        catch (CoordinationUnavailableException)
        {
            return await own.ClaimAsync(platformId, until, claimedUntil, count, cancellationToken);
        }
    }

    public async ValueTask<long> CountDueAsync(string platformId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        try
        {
            return await link.RunAsync(redis => redis.SortedSetLengthAsync(names.Due(platformId), max: Score(at)));
        }
        catch (CoordinationUnavailableException)
        {
            return await own.CountDueAsync(platformId, at, cancellationToken);
        }
    }

    public async ValueTask<DateTimeOffset?> FirstAsync(string platformId, CancellationToken cancellationToken)
    {
        try
        {
            var first = await link.RunAsync(redis => redis.SortedSetRangeByRankWithScoresAsync(names.Due(platformId), stop: 0));
            return first.Length == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds((long)first[0].Score);
        }
        catch (CoordinationUnavailableException)
        {
            return await own.FirstAsync(platformId, cancellationToken);
        }
    }

    private async Task TellAsync()
    {
        foreach (var (id, missed) in untold)
        {
            try
            {
                await SendAsync(missed.PlatformId, id, missed.DueAt);
                untold.TryRemove(new(id, missed));
            }
            catch (CoordinationUnavailableException)
            {
                return; // away again: the next return of Redis goes on
            }
        }
    }

    private Task<bool> SendAsync(string platformId, string id, DateTimeOffset? dueAt) => link.RunAsync(async redis =>
    {
        if (dueAt is not { } at) return await redis.SortedSetRemoveAsync(names.Due(platformId), id);
        var known = DueQueues.IsPlatform(platformId) ? redis.SetAddAsync(names.Platforms, platformId) : Task.FromResult(true);
        var added = await redis.SortedSetAddAsync(names.Due(platformId), id, Score(at));
        await known;
        return added;
    });

    internal static double Score(DateTimeOffset at) => at.ToUnixTimeMilliseconds();
}
