using StackExchange.Redis;

namespace OAuthHub.Core.Coordination.Redis;

/// <summary>Whose the connections are, as a set of ids for each user; and their times, in the due queue. Ids alone: whoever reads Redis learns nobody's accounts.</summary>
internal sealed class RedisSharedIndex(RedisLink link, RedisNames names, RedisDueQueue due) : ISharedIndex
{
    private const int AtOnce = 500;

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

    public async ValueTask MarkCompleteAsync(CancellationToken cancellationToken) => await link.RunAsync(redis => redis.StringSetAsync(names.Complete, "1"));

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
