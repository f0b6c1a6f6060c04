using System.Globalization;
using OAuthHub.Core.Coordination;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Coordination;

/// <summary>What every due queue does.</summary>
public abstract class DueQueueContract
{
    private protected abstract IDueQueue Queue { get; }

    [RedisFact]
    public async Task The_earliest_comes_first_and_only_what_is_due()
    {
        foreach (var (id, at) in new[] { ("c", 3), ("a", 1), ("d", 10), ("b", 2) }) await Schedule(id, at);
        Assert.Equal(["a", "b", "c"], await Claim(5, 100));
        Assert.Equal(["a"], (await Claim(100, 200)).Except(["b", "c", "d"]));
    }

    [RedisFact]
    public async Task A_claim_moves_it_ahead_so_that_nobody_else_gets_it_and_it_comes_back_by_itself()
    {
        await Schedule("a", 1);
        Assert.Equal(["a"], await Claim(1, 151));
        Assert.Empty(await Claim(150, 300));
        Assert.Equal(0, await Count(150));
        Assert.Equal(["a"], await Claim(151, 300));
    }

    [RedisFact]
    public async Task A_new_time_replaces_the_old_and_none_removes_it()
    {
        await Schedule("a", 1);
        await Schedule("a", 50);
        Assert.Empty(await Claim(49, 100));
        await Schedule("a", null);
        Assert.Empty(await Claim(1000, 2000));
        Assert.Equal(0, await Count(10_000));
        await Schedule("never there", null);
    }

    [RedisFact]
    public async Task Platforms_have_queues_of_their_own()
    {
        await Queue.ScheduleAsync("one", "a", At(1), CancellationToken.None);
        await Queue.ScheduleAsync("two", "b", At(5), CancellationToken.None);
        Assert.Equal(["one"], await Queue.PlatformsAsync(At(4), CancellationToken.None));
        Assert.Equal(["one", "two"], (await Queue.PlatformsAsync(At(5), CancellationToken.None)).Order());
        Assert.Empty(await Queue.ClaimAsync("three", At(9), At(99), 5, CancellationToken.None));
    }

    [RedisFact]
    public async Task F47_many_workers_share_ten_thousand_without_meeting()
    {
        for (var number = 0; number < 10_000; number++) await Schedule(number.ToString(CultureInfo.InvariantCulture), number % 100);
        var claimed = (await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var own = new List<string>();
            while (await Queue.ClaimAsync("p", At(100), At(1000), 7, CancellationToken.None) is { Count: > 0 } more) own.AddRange(more);
            return own;
        })))).SelectMany(own => own).ToList();
        Assert.Equal(10_000, claimed.Count);
        Assert.Equal(10_000, claimed.Distinct().Count());
    }

    private protected async Task Schedule(string id, double? at) => await Queue.ScheduleAsync("p", id, at is { } seconds ? At(seconds) : null, CancellationToken.None);

    private protected async Task<IReadOnlyList<string>> Claim(double until, double claimedUntil) => await Queue.ClaimAsync("p", At(until), At(claimedUntil), 1000, CancellationToken.None);

    private async Task<long> Count(double at) => await Queue.CountDueAsync("p", At(at), CancellationToken.None);

    private protected static DateTimeOffset At(double seconds) => HubHost.Start.AddSeconds(seconds);
}
