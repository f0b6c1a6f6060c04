using Microsoft.Extensions.Logging;
using OAuthHub.Core;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Coordination.Redis;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Coordination;

public sealed class RedisLinkTests
{
    /// <summary>How long a link waits here for a Redis that stands still; a second in earnest, here longer than a busy machine stands still.</summary>
    internal static readonly TimeSpan Look = TimeSpan.FromSeconds(4);

    [Theory]
    [InlineData("password=secret-of-redis")]
    [InlineData("a,b,c=secret-of-redis")]
    [InlineData(" ")]
    public void A_setting_that_cannot_be_read_stops_the_start_and_is_not_repeated(string setting)
    {
        var refusal = Record.Exception(() => RedisLink.Parse(setting));
        if (setting.StartsWith("a,", StringComparison.Ordinal) && refusal is null) return; // two hosts and an unknown option, which the client may ignore
        Assert.Contains("ConnectionStrings:redis", Assert.IsType<HubStartException>(refusal).Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-of-redis", refusal!.ToString(), StringComparison.Ordinal);
    }

    [RedisFact]
    public async Task With_a_password_leases_are_had_and_renewed()
    {
        await using var server = await RedisServer.StartAsync("secret-of-redis");
        await using var parts = new RedisParts(server);
        await using var held = await parts.NewLeases(TimeProvider.System, RedisLeasesTests.Short).TryAcquireAsync("a", CancellationToken.None);
        var others = parts.NewLeases(TimeProvider.System, RedisLeasesTests.Short);
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < RedisLeasesTests.Longer)
        {
            Assert.Null(await others.TryAcquireAsync("a", CancellationToken.None));
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    [RedisFact]
    public async Task A_wrong_password_is_told_once_without_being_repeated_and_nobody_waits_for_it_again_and_again()
    {
        await using var server = await RedisServer.StartAsync("secret-of-redis");
        using var logs = new LogRecorder();
        await using var parts = new RedisParts(server, $"127.0.0.1:{server.Port},password=wrong-secret");
        var link = parts.NewLink(new Logger<RedisLink>(LoggerFactory.Create(logging => logging.AddProvider(logs))), RedisLink.Patience);
        for (var number = 0; number < 50; number++)
            await Assert.ThrowsAsync<CoordinationUnavailableException>(() => link.RunAsync(redis => redis.StringGetAsync("x")));
        Assert.True(link.IsAway);
        var told = Assert.Single(logs.Lines, entry => entry.Contains("Redis does not answer", StringComparison.Ordinal));
        Assert.Contains("Auth", told, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("wrong-secret", logs.All, StringComparison.Ordinal);
    }

    [RedisFact]
    public async Task F05_a_redis_that_stands_still_costs_one_caller_one_look_at_it_and_the_others_nothing_and_when_it_goes_on_all_is_well()
    {
        await using var server = await RedisServer.StartAsync();
        await using var parts = new RedisParts(server);
        var leases = parts.NewLeases(TimeProvider.System, link: parts.NewLink(patience: Look));
        await using var before = await leases.TryAcquireAsync("before", CancellationToken.None);
        server.Freeze();
        var started = TimeProvider.System.GetTimestamp();
        await Assert.ThrowsAsync<CoordinationUnavailableException>(async () => await leases.TryAcquireAsync("a", CancellationToken.None));
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), Look / 2, 2 * Look);
        started = TimeProvider.System.GetTimestamp();
        for (var number = 0; number < 100; number++)
            if (TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(0.5)) await Assert.ThrowsAsync<CoordinationUnavailableException>(async () => await leases.TryAcquireAsync("b", CancellationToken.None));
        Assert.True(TimeProvider.System.GetElapsedTime(started) < Look);
        server.Thaw();
        // The attempt that was given up may have been carried out when Redis woke; nobody is kept out by it.
        await Waiting.UntilAsync(async () => await TakeAsync(leases));
        Assert.True(before!.Lasts(TimeSpan.FromSeconds(1)));
    }

    private static async Task<bool> TakeAsync(RedisLeases leases)
    {
        try
        {
            return await leases.TryAcquireAsync("a", CancellationToken.None) is not null;
        }
        catch (CoordinationUnavailableException)
        {
            return false;
        }
    }
}
