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
        await hub.Browser.SignInAsync();
        Assert.Equal("success", (await hub.Browser.ConnectPatientlyAsync())["status"]);
        (await hub.Agent.ReadAsync()).Ok();

        redis.Freeze();
        using var standstills = new Standstills();
        var reads = new ConcurrentBag<(long Asked, long Answered)>();
        var began = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Readers).Select(_ => Task.Run(async () =>
        {
            while (TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(10))
            {
                var asked = TimeProvider.System.GetTimestamp();
                (await hub.Agent.ReadAsync()).Ok();
                reads.Add((asked, TimeProvider.System.GetTimestamp()));
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
            }
        })));
        redis.Thaw();

        // What the machine stood still is nobody's waiting for Redis.
        standstills.End();
        var took = reads.Select(read => TimeProvider.System.GetElapsedTime(read.Asked, read.Answered) - standstills.Within(read.Asked, read.Answered)).ToList();
        var delayed = took.Count(time => time > Delayed);
        output.WriteLine($"{took.Count} reads in 10 s, the longest {took.Max().TotalMilliseconds:0} ms, {delayed} above {Delayed.TotalMilliseconds:0} ms; the machine stood still {standstills}");
        Assert.True(took.Max() < Longest, $"{took.Max()}");
        Assert.InRange(delayed, 0, Readers); // those that were there when it stopped
        Assert.InRange(took.Count, 100, int.MaxValue);
    }
}
