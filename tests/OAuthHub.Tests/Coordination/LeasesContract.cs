using OAuthHub.Core.Coordination;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Coordination;

/// <summary>What all leases do.</summary>
public abstract class LeasesContract
{
    private protected FakeClock Clock { get; } = new(HubHost.Start);

    private protected abstract ILeases Leases { get; }

    /// <summary>Those of another process, where there can be one.</summary>
    private protected abstract ILeases OfAnother { get; }

    [RedisFact]
    public async Task Of_fifty_one_gets_it_and_the_next_when_it_is_let_go()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 50).Select(number => Task.Run(async () => await (number % 2 == 0 ? Leases : OfAnother).TryAcquireAsync("a", CancellationToken.None))));
        var held = Assert.Single(all.OfType<ILease>());
        Assert.NotNull(await Leases.TryAcquireAsync("b", CancellationToken.None));
        await held.DisposeAsync();
        Assert.NotNull(await OfAnother.TryAcquireAsync("a", CancellationToken.None));
    }

    [RedisFact]
    public async Task Letting_go_twice_does_not_take_it_from_the_next_owner()
    {
        var first = (await Leases.TryAcquireAsync("a", CancellationToken.None))!;
        await first.DisposeAsync();
        var second = await OfAnother.TryAcquireAsync("a", CancellationToken.None);
        await first.DisposeAsync();
        Assert.NotNull(second);
        Assert.Null(await Leases.TryAcquireAsync("a", CancellationToken.None));
    }

    [RedisFact]
    public async Task It_lasts_while_the_clocks_agree_and_not_after_a_jump()
    {
        var held = (await Leases.TryAcquireAsync("a", CancellationToken.None))!;
        Assert.True(held.Lasts(TimeSpan.FromSeconds(27)));
        Assert.False(held.Lasts(TimeSpan.FromHours(1)));
        Clock.SetUtcNow(Clock.GetUtcNow().AddSeconds(5));
        Assert.False(held.Lasts(TimeSpan.FromSeconds(1)));
    }
}
