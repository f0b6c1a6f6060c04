using System.Globalization;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Coordination.InMemory;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Coordination;

public sealed class InMemoryLeasesTests : LeasesContract
{
    public InMemoryLeasesTests() => Leases = new InMemoryLeases(Clock); // not by the first to ask: of those who ask at once, two could make one each

    private protected override ILeases Leases { get; }

    private protected override ILeases OfAnother => Leases;

    [Fact]
    public async Task It_is_never_taken_over_however_long_its_holder_takes_but_it_says_that_it_is_too_old()
    {
        var held = (await Leases.TryAcquireAsync("a", CancellationToken.None))!;
        Assert.True(held.Lasts(TimeSpan.FromSeconds(120)));
        Clock.Advance(TimeSpan.FromHours(1));
        Assert.Null(await Leases.TryAcquireAsync("a", CancellationToken.None));
        Assert.False(held.Lasts(TimeSpan.FromSeconds(27)));
    }
}

public sealed class InMemoryLoginStatesTests : LoginStatesContract
{
    public InMemoryLoginStatesTests() => States = new InMemoryLoginStates(Clock);

    private protected override ILoginStates States { get; }
}

public sealed class InMemoryDueQueueTests : DueQueueContract
{
    private readonly InMemoryDueQueue queue = new();

    private protected override IDueQueue Queue => queue;

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
}
