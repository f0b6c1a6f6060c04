using StackExchange.Redis;

namespace OAuthHub.Core.Coordination.Redis;

/// <summary>
/// A sorted set of the processes by their last word, and a plain key for each report and page, which Redis forgets by itself. No hashes:
/// an access list of an earlier version does not allow their commands, and what Redis refuses counts as its absence.
/// </summary>
internal sealed class RedisProcessBoard(RedisLink link, RedisNames names) : IProcessBoard
{
    private const int Most = 50;
    private static readonly TimeSpan Kept = TimeSpan.FromHours(25);

    public bool IsShared => true;

    public async ValueTask<bool> PutAsync(string process, DateTimeOffset at, byte[] report, CancellationToken cancellationToken) => await link.RunAsync(async redis =>
    {
        var put = SetAsync(redis, names.Process(process), report, Kept);
        var isNew = redis.SortedSetAddAsync(names.Processes, process, RedisDueQueue.Score(at));
        // One that is silent for so long has no page left.
        foreach (var gone in await redis.SortedSetRangeByScoreAsync(names.Processes, stop: RedisDueQueue.Score(at - Kept), take: Most)) await redis.SortedSetRemoveAsync(names.Processes, gone);
        await put;
        return await isNew;
    });

    public async ValueTask PutPagesAsync(string process, IReadOnlyCollection<BoardPage> pages, CancellationToken cancellationToken) => await link.RunAsync(async redis =>
    {
        await Task.WhenAll(pages.Select(page => SetAsync(redis, names.Numbers(process, page.Name), page.Content, page.Life)));
        return true;
    });

    public async ValueTask<IReadOnlyList<byte[]>> ReportsAsync(DateTimeOffset since, CancellationToken cancellationToken) => await link.RunAsync<IReadOnlyList<byte[]>>(async redis =>
    {
        var newest = await redis.SortedSetRangeByRankWithScoresAsync(names.Processes, stop: Most - 1, order: Order.Descending);
        var reports = await Task.WhenAll(newest.Where(entry => entry.Score >= RedisDueQueue.Score(since)).Select(entry => redis.StringGetAsync(names.Process(entry.Element!))));
        return [.. reports.Where(report => report.HasValue).Select(report => (byte[])report!)];
    });

    public async ValueTask<IReadOnlyList<BoardPage>> PagesAsync(string process, IReadOnlyCollection<string> wanted, CancellationToken cancellationToken) => await link.RunAsync<IReadOnlyList<BoardPage>>(async redis =>
    {
        var pages = await Task.WhenAll(wanted.Select(async name => (Name: name, Content: await redis.StringGetAsync(names.Numbers(process, name)))));
        return [.. pages.Where(page => page.Content.HasValue).Select(page => new BoardPage(page.Name, (byte[])page.Content!))];
    });

    /// <summary>SET with PX, as the access list allows it: the client's own way with a time is SETEX.</summary>
    private static Task<RedisResult> SetAsync(IDatabase redis, RedisKey key, byte[] value, TimeSpan life) => redis.ExecuteAsync("SET", key, (RedisValue)value, "PX", (long)life.TotalMilliseconds);
}
