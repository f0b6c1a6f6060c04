using OAuthHub.Core.Coordination;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Coordination;

/// <summary>Redis stands still while a lease is asked for or let go: when it goes on, nobody holds that lease, and nobody may be kept out by it.</summary>
public sealed class StrayLeasesTests
{
    [RedisFact]
    public async Task F05_what_could_not_be_let_go_while_redis_stood_still_is_let_go_when_it_goes_on()
    {
        await using var server = await RedisServer.StartAsync();
        await using var parts = new RedisParts(server);
        var link = parts.NewLink(patience: RedisLinkTests.Look);
        var (leases, others) = (parts.NewLeases(TimeProvider.System, link: link), parts.NewLeases(TimeProvider.System));
        var held = await leases.TryAcquireAsync("let go", CancellationToken.None);
        server.Freeze();
        await Assert.ThrowsAsync<CoordinationUnavailableException>(async () => await leases.TryAcquireAsync("asked for", CancellationToken.None));
        await held!.DisposeAsync();
        server.Thaw();

        // Long before they would end by themselves.
        foreach (var name in new[] { "let go", "asked for" })
        {
            await Waiting.UntilAsync(async () =>
            {
                try
                {
                    return await others.TryAcquireAsync(name, CancellationToken.None) is not null;
                }
                catch (CoordinationUnavailableException)
                {
                    return false;
                }
            });
        }
        Assert.False(link.IsAway);
    }
}
