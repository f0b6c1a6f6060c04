using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Coordination;
using OAuthHub.Tests.Refresh;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Distributed;

/// <summary>Everybody wants the same connection refreshed at the same instant, at one hub or another: the platform sees one exchange.</summary>
public sealed class SameInstantTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [RedisTheory]
    [InlineData(true)]
    [InlineData(false)] // without an intent: the lease alone keeps them apart
    public async Task F01_two_hubs_that_begin_at_the_same_instant_make_one_exchange_round_after_round(bool rotates)
    {
        await using var hubs = await SharedHubs.StartAsync(redis.Server, 2, RefreshSteps.Setup(rotates: rotates));
        var connection = await hubs[0].ConnectAsync();
        await using var time = hubs.LetTimePass();
        for (var round = 1; round <= 10; round++)
        {
            hubs.Advance(TimeSpan.FromMinutes(5));
            var outcomes = await Task.WhenAll(hubs.All.Select(hub => hub.RefreshAsync(connection)));
            Assert.All(outcomes, outcome => Assert.True(outcome is RefreshOutcome.Refreshed or RefreshOutcome.Fresh, outcome.Word));
            Assert.Equal(round, await hubs.Sandbox.RefreshRequestsAsync());
            Assert.All(await TokensAsync(hubs), token => Assert.Equal(round + 1, token));
        }
        await hubs[0].AssertHoldsLiveGrantAsync(connection);

        async Task<long[]> TokensAsync(SharedHubs all) => [.. (await Task.WhenAll(all.All.Select(hub => hub.StoredAsync(connection.Id)))).Select(stored => stored.TokenGeneration)];
    }

    [RedisTheory]
    [InlineData(true, 5)]
    [InlineData(false, 5)]
    [InlineData(true, 60)] // when it has ended already: nobody has anything to serve meanwhile
    [InlineData(false, 60)]
    public async Task F02_fifty_callers_at_each_of_four_hubs_make_one_exchange_and_all_get_the_new_token(bool rotates, int minutes)
    {
        await using var hubs = await SharedHubs.StartAsync(redis.Server, 4, RefreshSteps.Setup(rotates: rotates));
        var connection = await hubs[0].ConnectAsync();
        hubs.Advance(TimeSpan.FromMinutes(minutes));
        await using var time = hubs.LetTimePass();
        var replies = await Task.WhenAll(Enumerable.Range(0, 200).Select(number => minutes == 5 ? hubs[number % 4].Agent.RefreshAsync() : hubs[number % 4].Agent.ReadAsync()));
        var token = Assert.Single(replies.Select(reply => reply.Ok().AccessToken).Distinct());
        Assert.NotEqual(connection.Access(), token);
        Assert.Equal(1, await hubs.Sandbox.RefreshRequestsAsync());
        Assert.Equal(0, await hubs.Sandbox.TotalAsync("reuses"));
        await hubs[3].AssertHoldsLiveGrantAsync(connection);
    }
}
