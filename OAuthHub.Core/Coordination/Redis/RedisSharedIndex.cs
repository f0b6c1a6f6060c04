using System.Security.Cryptography;
using StackExchange.Redis;

namespace OAuthHub.Core.Coordination.Redis;

/// <summary>Whose the connections are, as a set of ids for each user; and their times, in the due queue. Ids alone: whoever reads Redis learns nobody's accounts.</summary>
internal sealed class RedisSharedIndex(RedisLink link, RedisNames names, RedisDueQueue due) : ISharedIndex
{
    private const int AtOnce = 500;

    /// <summary>A flush takes the mark of the filling with it: what was added before the flush is missing then.</summary>
    private const string Complete = "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('SET', KEYS[2], '1') redis.call('DEL', KEYS[1]) return 1 else return 0 end";

    public async ValueTask<bool> IsCompleteAsync(CancellationToken cancellationToken) => await link.RunAsync(redis => redis.KeyExistsAsync(names.Complete));

    public async ValueTask AddAsync(IReadOnlyCollection<IndexEntry> entries, bool isShared, CancellationToken cancellationToken)
    {
        foreach (var entry in entries) await due.LearnAsync(entry, cancellationToken);
        if (isShared) return;
        foreach (var some in entries.Chunk(AtOnce))
        {
            await link.RunAsync(async redis =>
            {
                await Task.WhenAll(Add(redis, some));
                return true;
            });
        }
    }

    public async ValueTask<string> BeginAsync(CancellationToken cancellationToken)
    {
        var filling = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        await link.RunAsync(redis => redis.StringSetAsync(names.Filling, filling));
        return filling;
    }

    public async ValueTask MarkCompleteAsync(string filling, CancellationToken cancellationToken) =>
        await link.RunAsync(redis => redis.ScriptEvaluateAsync(Complete, [names.Filling, names.Complete], [filling]));

    public async ValueTask RemoveAsync(string user, string connectionId, CancellationToken cancellationToken) => await link.RunAsync(redis => redis.SetRemoveAsync(names.User(user), connectionId));

    public async ValueTask<IReadOnlyCollection<string>> FindAsync(string user, CancellationToken cancellationToken)
    {
        var ids = await link.RunAsync(redis => redis.SetMembersAsync(names.User(user)));
        return [.. ids.Select(id => (string)id!)];
    }

    private IEnumerable<Task> Add(IDatabase redis, IndexEntry[] entries)
    {
        foreach (var ofUser in entries.Where(entry => entry.User is not null).GroupBy(entry => entry.User!, StringComparer.Ordinal))
            yield return redis.SetAddAsync(names.User(ofUser.Key), [.. ofUser.Select(entry => (RedisValue)entry.Id)]);
        foreach (var inQueue in entries.Where(entry => entry.DueAt is not null).GroupBy(entry => entry.Queue, StringComparer.Ordinal))
        {
            if (DueQueues.IsPlatform(inQueue.Key)) yield return redis.SetAddAsync(names.Platforms, inQueue.Key);
            yield return redis.SortedSetAddAsync(names.Due(inQueue.Key), [.. inQueue.Select(entry => new SortedSetEntry(entry.Id, RedisDueQueue.Score(entry.DueAt!.Value)))], SortedSetWhen.LessThan);
        }
    }
}
