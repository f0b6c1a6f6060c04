using OAuthHub.Core.Coordination;
using OAuthHub.Core.Coordination.InMemory;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Coordination;

public sealed class InMemoryLeasesTests
{
    private readonly FakeClock clock = new(HubHost.Start);

    [Fact]
    public async Task Of_fifty_one_gets_it_and_the_next_when_it_is_let_go()
    {
        var leases = new InMemoryLeases(clock);
        var all = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(async () => await leases.TryAcquireAsync("a", CancellationToken.None))));
        var held = Assert.Single(all.OfType<ILease>());
        Assert.NotNull(await leases.TryAcquireAsync("b", CancellationToken.None));
        await held.DisposeAsync();
        Assert.NotNull(await leases.TryAcquireAsync("a", CancellationToken.None));
    }

    [Fact]
    public async Task It_is_never_taken_over_however_long_its_holder_takes_but_it_says_that_it_is_too_old()
    {
        var leases = new InMemoryLeases(clock);
        var held = (await leases.TryAcquireAsync("a", CancellationToken.None))!;
        Assert.True(held.Lasts(TimeSpan.FromSeconds(120)));
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Null(await leases.TryAcquireAsync("a", CancellationToken.None));
        Assert.False(held.Lasts(TimeSpan.FromSeconds(27)));
    }

    [Fact]
    public async Task Letting_go_twice_does_not_take_it_from_the_next_owner()
    {
        var leases = new InMemoryLeases(clock);
        var first = (await leases.TryAcquireAsync("a", CancellationToken.None))!;
        await first.DisposeAsync();
        var second = await leases.TryAcquireAsync("a", CancellationToken.None);
        await first.DisposeAsync();
        Assert.NotNull(second);
        Assert.Null(await leases.TryAcquireAsync("a", CancellationToken.None));
    }
}
