using OAuthHub.Core.Coordination;
using OAuthHub.Core.Coordination.Redis;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Coordination;

public sealed class RedisLeasesTests(RedisFixture redis) : LeasesContract, IClassFixture<RedisFixture>
{
    /// <summary>How long leases last that are held for real: renewed every 0.4 s, and longer than a busy machine stands still.</summary>
    internal static readonly TimeSpan Short = TimeSpan.FromSeconds(4);

    /// <summary>For so long they are held.</summary>
    internal static readonly TimeSpan Longer = 1.2 * Short;

    private readonly RedisParts parts = redis.NewHub();

    private protected override ILeases Leases => field ??= parts.NewLeases(Clock);

    private protected override ILeases OfAnother => field ??= parts.NewLeases(Clock);

    [RedisFact]
    public async Task Held_it_is_renewed_for_longer_than_it_lasts()
    {
        await using var held = await parts.NewLeases(TimeProvider.System, Short).TryAcquireAsync("a", CancellationToken.None);
        var others = parts.NewLeases(TimeProvider.System, Short);
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < Longer)
        {
            Assert.Null(await others.TryAcquireAsync("a", CancellationToken.None));
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
        Assert.True(held!.Lasts(TimeSpan.FromSeconds(0.5)));
    }

    [RedisFact]
    public async Task F04_flushed_away_it_says_so_and_another_gets_it_and_letting_go_takes_nothing_from_that_one()
    {
        var held = (await parts.NewLeases(TimeProvider.System, Short).TryAcquireAsync("a", CancellationToken.None))!;
        await (await redis.Server.OpenAsync()).KeyDeleteAsync(parts.Names.Lease("a"));
        await using var other = await parts.NewLeases(TimeProvider.System, Short).TryAcquireAsync("a", CancellationToken.None);
        Assert.NotNull(other);
        await Waiting.UntilAsync(() => !held.Lasts(TimeSpan.Zero));
        await held.DisposeAsync();
        Assert.Null(await Leases.TryAcquireAsync("a", CancellationToken.None));
    }

    [RedisFact]
    public async Task Of_a_process_that_is_certainly_gone_it_is_taken_over_at_once_and_of_any_other_not()
    {
        var server = await redis.Server.OpenAsync();
        await server.StringSetAsync(parts.Names.Lease("dead"), Refresh.RefreshSteps.GoneOwner + ":random", TimeSpan.FromHours(1));
        await server.StringSetAsync(parts.Names.Lease("elsewhere"), "another:machine:1:1:1:random", TimeSpan.FromHours(1));
        await server.StringSetAsync(parts.Names.Lease("here"), ProcessIdentity.Own + ":random", TimeSpan.FromHours(1));
        Assert.NotNull(await Leases.TryAcquireAsync("dead", CancellationToken.None));
        Assert.Null(await OfAnother.TryAcquireAsync("dead", CancellationToken.None));
        Assert.Null(await Leases.TryAcquireAsync("elsewhere", CancellationToken.None));
        Assert.Null(await Leases.TryAcquireAsync("here", CancellationToken.None));
    }

    /// <summary>Lease and intent are as long as the longest call of a live holder needs (docs/refresh.md): 45 s instead of 30, and less than 120 s.</summary>
    [RedisFact]
    public async Task A243_a_lease_of_a_client_that_died_elsewhere_ends_by_itself_and_the_intent_within_two_minutes()
    {
        var server = await redis.Server.OpenAsync();
        await using var ours = await Leases.TryAcquireAsync("a", CancellationToken.None);
        var left = await server.KeyTimeToLiveAsync(parts.Names.Lease("a"));
        Assert.InRange(left!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(45));
        Assert.True(RefreshTimes.Intent <= TimeSpan.FromSeconds(120));

        await server.StringSetAsync(parts.Names.Lease("b"), "another:machine:1:1:1:random", Short);
        Assert.Null(await OfAnother.TryAcquireAsync("b", CancellationToken.None));
        ILease? taken = null;
        await Waiting.UntilAsync(async () => (taken = await OfAnother.TryAcquireAsync("b", CancellationToken.None)) is not null);
        await taken!.DisposeAsync();
    }
}
