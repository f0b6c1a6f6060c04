using System.Collections.Concurrent;
using OAuthHub.Tests.Processes;
using OAuthHub.Tests.Refresh;
using OAuthHub.Tests.Support;
using Xunit.Abstractions;

namespace OAuthHub.Tests.Distributed;

/// <summary>Redis stands still for ten seconds: nobody who reads has to wait for it again and again.</summary>
[Collection(ProcessCollection.Name)]
public sealed class RedisPausedTests(ITestOutputHelper output)
{
    private const int Readers = 4;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Delayed = TimeSpan.FromSeconds(0.5);

    [RedisFact]
    public async Task While_Redis_stands_still_no_read_takes_longer_than_one_look_at_it_and_hardly_any_takes_as_long()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var hub = await HubHost.StartAsync(RefreshSteps.Setup().With("ConnectionStrings:redis", redis.ConnectionString) with { RealTime = true });
        await hub.ConnectAsync();
        (await hub.Agent.ReadAsync()).Ok();

        redis.Freeze();
        var took = new ConcurrentBag<TimeSpan>();
        var began = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Readers).Select(_ => Task.Run(async () =>
        {
            while (TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(10))
            {
                var asked = TimeProvider.System.GetTimestamp();
                (await hub.Agent.ReadAsync()).Ok();
                took.Add(TimeProvider.System.GetElapsedTime(asked));
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
            }
        })));
        redis.Thaw();

        var delayed = took.Count(time => time > Delayed);
        output.WriteLine($"{took.Count} reads in 10 s, the longest {took.Max().TotalMilliseconds:0} ms, {delayed} above {Delayed.TotalMilliseconds:0} ms");
        Assert.True(took.Max() < Longest, $"{took.Max()}");
        Assert.InRange(delayed, 0, Readers); // those that were there when it stopped
        Assert.InRange(took.Count, 100, int.MaxValue);
    }
}
