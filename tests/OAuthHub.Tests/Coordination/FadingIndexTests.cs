using OAuthHub.Core.Connections;
using Microsoft.Extensions.DependencyInjection;
using OAuthHub.Core.Connecting;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Coordination;

/// <summary>Redis goes away in the middle of what it was asked for, or answers with something that nobody expects.</summary>
public sealed class FadingIndexTests
{
    [Theory]
    [InlineData("begin")]
    [InlineData("add")]
    [InlineData("complete")]
    public async Task F03_a_hub_starts_also_when_redis_goes_away_while_its_index_is_filled(string at)
    {
        await using var hub = await HubHost.StartAsync(new HubSetup { Services = services => services.AddSingleton<ISharedIndex>(new FadingIndex(at)) });
        Assert.True((await hub.Agent.SendAsync(HttpMethod.Get, "/health")).Status is System.Net.HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_keeper_of_the_index_outlives_whatever_happens_to_it()
    {
        await using var hub = await HubHost.StartAsync();
        var index = new FadingIndex("look");
        using var meter = new HubMeter();
        using var keeper = new IndexKeeper(index, hub.Connections.Index, hub.Get<IndexFilling>(), hub.Get<ILeases>(), meter, NullLogger<IndexKeeper>.Instance);
        await keeper.StartAsync(CancellationToken.None);
        await Waiting.UntilAsync(() => index.Looks >= 2);
        Assert.False(keeper.ExecuteTask!.IsCompleted);
        await keeper.StopAsync(CancellationToken.None);
        Assert.True(keeper.ExecuteTask.IsCompletedSuccessfully);
    }

    private sealed class FadingIndex(string at) : ISharedIndex
    {
        private int looks;

        public int Looks => Volatile.Read(ref looks);

        public ValueTask<bool> IsCompleteAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref looks);
            return at is "look" ? throw new InvalidOperationException("nobody expects this") : ValueTask.FromResult(false);
        }

        public ValueTask<string> BeginAsync(CancellationToken cancellationToken) => Unless("begin", "filling");

        public async ValueTask AddAsync(IReadOnlyCollection<IndexEntry> entries, bool isShared, CancellationToken cancellationToken) => await Unless("add", "");

        public async ValueTask MarkCompleteAsync(string filling, CancellationToken cancellationToken) => await Unless("complete", "");

        public ValueTask RemoveAsync(string user, string connectionId, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask<IReadOnlyCollection<string>> FindAsync(string user, CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyCollection<string>>([]);

        private ValueTask<string> Unless(string step, string answer) =>
            string.Equals(step, at, StringComparison.Ordinal) ? throw new CoordinationUnavailableException("Redis went away.") : ValueTask.FromResult(answer);
    }
}
