using System.Globalization;
using System.Net.Sockets;
using System.Text;
using OAuthHub.Core.Coordination.Redis;
using OAuthHub.Tests.Processes;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Coordination;

/// <summary>It blocks the thread pool of the whole test run, so nothing runs beside it.</summary>
[Collection(ProcessCollection.Name)]
public sealed class StuckPoolTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private readonly RedisParts parts = redis.NewHub();

    [RedisFact]
    public async Task F09_a_thread_pool_that_does_nothing_for_longer_than_a_lease_does_not_lose_it()
    {
        var leases = parts.NewLeases(TimeProvider.System, RedisLeasesTests.Short);
        await using var held = await leases.TryAcquireAsync("a", CancellationToken.None);
        Assert.NotNull(await leases.TryAcquireAsync("warm", CancellationToken.None));
        using var enough = new ManualResetEventSlim();
        // Far more than the pool grows by in that time: every worker thread it makes is stuck at once.
        for (var number = 0; number < 500; number++) ThreadPool.UnsafeQueueUserWorkItem(_ => enough.Wait(), null);
        var left = new List<TimeSpan?>();
        var watching = new Thread(() =>
        {
            // By a line that does without the pool, too.
            using var line = new TcpClient("127.0.0.1", redis.Server.Port);
            var started = TimeProvider.System.GetTimestamp();
            while (TimeProvider.System.GetElapsedTime(started) < RedisLeasesTests.Longer)
            {
                left.Add(TimeToLive(line, parts.Names.Lease("a")));
                enough.Wait(TimeSpan.FromMilliseconds(20)); // nobody says so before this ends
            }
        });
        watching.Start();
        watching.Join();
        enough.Set();
        Assert.All(left, ttl => Assert.True(ttl > TimeSpan.Zero, "the lease was gone"));
        Assert.True(left.Count > 3);
        Assert.True(held!.Lasts(TimeSpan.FromSeconds(0.5)));
    }

    private static TimeSpan? TimeToLive(TcpClient line, string key)
    {
        var stream = line.GetStream();
        stream.Write(Encoding.ASCII.GetBytes($"*2\r\n$4\r\nPTTL\r\n${key.Length}\r\n{key}\r\n"));
        var buffer = new byte[64];
        var read = stream.Read(buffer);
        return TimeSpan.FromMilliseconds(long.Parse(Encoding.ASCII.GetString(buffer, 1, read - 3), CultureInfo.InvariantCulture));
    }
}
