using OAuthHub.Core.Coordination;
using OAuthHub.Core.Coordination.Redis;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Coordination;

/// <summary>Redis stands still, or is emptied in the middle of something.</summary>
public sealed class RedisAbsenceTests
{
    [RedisFact]
    public async Task F05_while_redis_stands_still_nobody_but_the_first_waits_for_it()
    {
        await using var server = await RedisServer.StartAsync();
        await using var parts = new RedisParts(server);
        var link = parts.NewLink(patience: RedisLinkTests.Look);
        Assert.False(await AskAsync(link));
        server.Freeze();
        await Waiting.UntilAsync(() => IsRefusedAsync(link));
        var slowest = TimeSpan.Zero;
        for (var began = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(4);)
        {
            var asked = TimeProvider.System.GetTimestamp();
            Assert.True(await IsRefusedAsync(link));
            if (TimeProvider.System.GetElapsedTime(asked) is var took && took > slowest) slowest = took;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
        Assert.True(slowest < RedisLinkTests.Look, $"{slowest}"); // whoever waited for it took that long

        server.Thaw();
        await Waiting.UntilAsync(() => !link.IsAway); // it notices by itself
        Assert.False(await AskAsync(link));
    }

    [RedisFact]
    public async Task F04_an_index_that_was_flushed_while_it_was_filled_does_not_pass_for_complete()
    {
        await using var server = await RedisServer.StartAsync();
        await using var parts = new RedisParts(server);
        var index = new RedisSharedIndex(parts.NewLink(), parts.Names, parts.NewDueQueue());
        var filling = await index.BeginAsync(CancellationToken.None);
        await index.AddAsync([new IndexEntry("a", "user", "sandbox", null)], isShared: false, CancellationToken.None);
        await server.FlushAsync();
        await index.AddAsync([new IndexEntry("b", "user", "sandbox", null)], isShared: false, CancellationToken.None);
        await index.MarkCompleteAsync(filling, CancellationToken.None);
        Assert.False(await index.IsCompleteAsync(CancellationToken.None));

        filling = await index.BeginAsync(CancellationToken.None);
        await index.AddAsync([new IndexEntry("a", "user", "sandbox", null), new IndexEntry("b", "user", "sandbox", null)], isShared: false, CancellationToken.None);
        await index.MarkCompleteAsync(filling, CancellationToken.None);
        Assert.True(await index.IsCompleteAsync(CancellationToken.None));
    }

    private static async Task<bool> IsRefusedAsync(RedisLink link)
    {
        try
        {
            await AskAsync(link);
            return false;
        }
        catch (CoordinationUnavailableException)
        {
            return true;
        }
    }

    private static Task<bool> AskAsync(RedisLink link) => link.RunAsync(redis => redis.KeyExistsAsync("nothing"));
}
