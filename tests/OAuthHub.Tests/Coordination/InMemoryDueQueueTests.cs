using System.Globalization;
using OAuthHub.Core.Coordination.InMemory;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Coordination;

public sealed class InMemoryDueQueueTests
{
    private readonly InMemoryDueQueue queue = new();

    [Fact]
    public async Task The_earliest_comes_first_and_only_what_is_due()
    {
        foreach (var (id, at) in new[] { ("c", 3), ("a", 1), ("d", 10), ("b", 2) }) await Schedule(id, at);
        Assert.Equal(["a", "b", "c"], await Claim(5, 100));
        Assert.Equal(["a"], (await Claim(100, 200)).Except(["b", "c", "d"]));
    }

    [Fact]
    public async Task A_claim_moves_it_ahead_so_that_nobody_else_gets_it_and_it_comes_back_by_itself()
    {
        await Schedule("a", 1);
        Assert.Equal(["a"], await Claim(1, 151));
        Assert.Empty(await Claim(150, 300));
        Assert.Equal(0, await Count(150));
        Assert.Equal(["a"], await Claim(151, 300));
    }

    [Fact]
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

    [Fact]
    public async Task Platforms_have_queues_of_their_own()
    {
        await queue.ScheduleAsync("one", "a", At(1), CancellationToken.None);
        await queue.ScheduleAsync("two", "b", At(5), CancellationToken.None);
        Assert.Equal(["one"], await queue.PlatformsAsync(At(4), CancellationToken.None));
        Assert.Equal(["one", "two"], (await queue.PlatformsAsync(At(5), CancellationToken.None)).Order());
        Assert.Empty(await queue.ClaimAsync("three", At(9), At(99), 5, CancellationToken.None));
    }

    [Fact]
    public async Task F47_many_workers_share_ten_thousand_without_meeting()
    {
        for (var number = 0; number < 10_000; number++) await Schedule(number.ToString(CultureInfo.InvariantCulture), number % 100);
        var claimed = (await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var own = new List<string>();
            while (await queue.ClaimAsync("p", At(100), At(1000), 7, CancellationToken.None) is { Count: > 0 } more) own.AddRange(more);
            return own;
        })))).SelectMany(own => own).ToList();
        Assert.Equal(10_000, claimed.Count);
        Assert.Equal(10_000, claimed.Distinct().Count());
    }

    [Fact]
    public async Task A_claim_costs_what_is_claimed_and_not_what_is_stored()
    {
        // Allocation stands for work: it does not depend on what else the machine does.
        await Schedule("warm up", 0);
        await Claim(1, 1_000_000);
        var (few, many) = (await CostAsync(100), await CostAsync(200_000));
        Assert.True(many < few * 2 + 2000, $"{few} bytes with 100 stored, {many} with 200,000");

        async Task<long> CostAsync(int stored)
        {
            for (var number = 0; number < stored; number++) await Schedule("later-" + number.ToString(CultureInfo.InvariantCulture), 100_000 + number);
            for (var number = 0; number < 10; number++) await Schedule("due-" + number.ToString(CultureInfo.InvariantCulture), 2);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var claimed = queue.ClaimAsync("p", At(5), At(90_000), 10, CancellationToken.None);
            var cost = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.Equal(10, (await claimed).Count);
            return cost;
        }
    }

    private async Task Schedule(string id, double? at) => await queue.ScheduleAsync("p", id, at is { } seconds ? At(seconds) : null, CancellationToken.None);

    private async Task<IReadOnlyList<string>> Claim(double until, double claimedUntil) => await queue.ClaimAsync("p", At(until), At(claimedUntil), 1000, CancellationToken.None);

    private async Task<long> Count(double at) => await queue.CountDueAsync("p", At(at), CancellationToken.None);

    private static DateTimeOffset At(double seconds) => HubHost.Start.AddSeconds(seconds);
}
