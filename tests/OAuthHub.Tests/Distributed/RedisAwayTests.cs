using System.Net;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Coordination.Redis;
using OAuthHub.Core.Refresh;
using OAuthHub.Core.Vault;
using OAuthHub.Tests.Refresh;
using OAuthHub.Tests.Support;
using OAuthHub.Tests.Vault;

namespace OAuthHub.Tests.Distributed;

/// <summary>Redis is killed, or stands still: what a hub does without it, and how it comes together again.</summary>
public sealed class RedisAwayTests : OwnRedis
{
    [RedisFact]
    public async Task Reads_go_on_warm_and_cold_and_what_another_process_refreshed_is_found_in_time()
    {
        await using var hubs = await SharedHubs.StartAsync(Redis);
        var old = await ConnectAgedAsync(hubs);
        await Redis.KillAsync();
        Assert.All(await ReadAsync(hubs), token => Assert.Equal(old.Access(), token));
        foreach (var hub in hubs.All) hub.Connections.Invalidate(old.Id);
        Assert.All(await ReadAsync(hubs), token => Assert.Equal(old.Access(), token));
        Assert.IsType<RefreshOutcome.Refreshed>(await hubs[0].RefreshAsync(old));
        hubs.Advance(MemoryTrust.AmongOthers);
        var current = (await hubs[0].StoredAsync(old.Id)).Access();
        Assert.NotEqual(old.Access(), current);
        Assert.All(await ReadAsync(hubs), token => Assert.Equal(current, token));
    }

    [RedisTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A025_no_login_begins_and_nobody_is_sent_to_the_platform(bool isKilled)
    {
        await using var hubs = await SharedHubs.StartAsync(Redis, 1, patience: RedisLink.Patience);
        await hubs[0].Browser.SignInAsync();
        if (isKilled) await Redis.KillAsync();
        else Redis.Freeze();
        foreach (var reply in new[] { await hubs[0].Browser.GetAsync("/auth/sandbox/login"), await hubs[0].Browser.CallAsync(HttpMethod.Get, "/auth/sandbox/login") })
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, reply.Status);
            Assert.Null(reply.Headers.Location);
            Assert.InRange(reply.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        }
        Assert.Equal("state_store_unavailable", (await hubs[0].Browser.CallAsync(HttpMethod.Get, "/auth/sandbox/login")).Code);
    }

    [RedisFact]
    public async Task A064_A065_a_callback_ends_without_anything_being_sent_and_may_come_again_once_Redis_is_back_but_not_once_it_is_empty()
    {
        await using var hubs = await SharedHubs.StartAsync(Redis, 1, patience: RedisLink.Patience);
        await hubs[0].Browser.SignInAsync();
        var callback = await hubs[0].Browser.ApproveAsync(await hubs[0].Browser.BeginPatientlyAsync());
        Redis.Freeze();
        var end = await hubs[0].Browser.FinishAsync(callback);
        Assert.Equal(("error", "state_store_unavailable"), (end["status"], end["reason"]));
        Assert.Equal(0, await hubs.Sandbox.TotalAsync("token_requests"));
        Redis.Thaw();
        await BackAsync(hubs[0]);
        // The flow was left where it was.
        Assert.Equal("success", (await hubs[0].Browser.FinishPatientlyAsync(callback))["status"]);

        callback = await hubs[0].Browser.ApproveAsync(await hubs[0].Browser.BeginPatientlyAsync());
        await Redis.FlushAsync();
        end = await hubs[0].Browser.FinishPatientlyAsync(callback);
        Assert.Equal(("error", "state_unknown"), (end["status"], end["reason"]));
        Assert.Equal(1, await hubs.Sandbox.TotalAsync("token_requests"));
        Assert.DoesNotContain(Browser.Query(callback)["code"]!, hubs[0].Logs.All, StringComparison.Ordinal);
    }

    [RedisFact]
    public async Task A244_for_an_hour_tokens_are_served_and_refreshed_once_under_the_vaults_intent_and_no_login_begins()
    {
        await using var hubs = await SharedHubs.StartAsync(Redis);
        var old = await ConnectAgedAsync(hubs);
        await SharedHubs.CanSignInAsync(hubs[1].Browser);
        await Redis.KillAsync();
        hubs.Advance(TimeSpan.FromMinutes(10));
        Assert.All(await ReadAsync(hubs), token => Assert.Equal(old.Access(), token));
        hubs.Advance(TimeSpan.FromMinutes(40));
        await using var time = hubs.LetTimePass();
        await Task.WhenAll(hubs.All.Select(async hub => await (await hub.Get<RefreshSweep>().StartAsync(CancellationToken.None)).WaitAsync(HubHost.Deadline)));
        Assert.Equal(1, await hubs.Sandbox.RefreshRequestsAsync());
        (await hubs[0].StoredAsync(old.Id)).AssertState(ConnectionState.Active, null, 2);
        await hubs[0].AssertHoldsLiveGrantAsync(old);
        hubs.Advance(TimeSpan.FromMinutes(10));
        Assert.DoesNotContain(old.Access(), await ReadAsync(hubs));
        foreach (var hub in hubs.All) await hub.Browser.SignInAsync();
        foreach (var hub in hubs.All) Assert.Equal("state_store_unavailable", (await hub.Browser.CallAsync(HttpMethod.Get, "/auth/sandbox/login")).Code);
        Assert.Equal(1, await hubs.Sandbox.TotalAsync("token_requests") - await hubs.Sandbox.RefreshRequestsAsync()); // the first login's
        await hubs[0].AssertNoneLoggedAsync(old.Access(), old.Refresh());
    }

    [RedisFact]
    public async Task Where_the_vault_does_not_compare_and_swap_refreshing_pauses_and_the_live_token_is_served()
    {
        await using var hubs = await SharedHubs.StartAsync(Redis, 0);
        var hub = await hubs.AddAsync(services => services.Decorate<IVault>(vault => new VaultWithoutSwap(vault)));
        var old = await hubs.ConnectAsync(hub);
        hubs.Advance(TimeSpan.FromMinutes(5));
        await Redis.KillAsync();
        Assert.Equal("lease_unavailable", Assert.IsType<RefreshOutcome.TryLater>(await hub.RefreshAsync(old)).Code);
        Assert.Equal(old.Access(), (await hub.Agent.ReadAsync()).Ok().AccessToken);
        Assert.Equal(old.Access(), (await hub.Agent.RefreshAsync()).Ok().AccessToken);
        hubs.Advance(TimeSpan.FromHours(1));
        var dead = await hub.Agent.ReadAsync();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "lease_unavailable"), (dead.Status, dead.Code));
        Assert.NotNull(dead.Headers.RetryAfter);
        Assert.Equal(0, await hubs.Sandbox.RefreshRequestsAsync());

        await Redis.StartAgainAsync();
        await BackAsync(hub);
        Assert.NotEqual(old.Access(), (await hub.Agent.ReadAsync()).Ok().AccessToken);
        Assert.Equal(1, await hubs.Sandbox.RefreshRequestsAsync());
    }

    [RedisFact]
    public async Task A_hub_that_starts_while_Redis_is_away_serves_refreshes_and_joins_when_it_comes()
    {
        await using var hubs = await SharedHubs.StartAsync(Redis, 1);
        var old = await hubs.ConnectAsync();
        hubs.Advance(TimeSpan.FromMinutes(5));
        await Redis.KillAsync();
        var late = await hubs.AddAsync();
        Assert.Equal(old.Access(), (await late.Agent.ReadAsync()).Ok().AccessToken);
        Assert.IsType<RefreshOutcome.Refreshed>(await late.RefreshAsync(old));
        await late.Browser.SignInAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await late.Browser.GetAsync("/auth/sandbox/login")).Status);

        await Redis.StartAgainAsync();
        foreach (var hub in hubs.All) await BackAsync(hub);
        Assert.Equal(1, await hubs.Sandbox.RefreshRequestsAsync());
        await Waiting.UntilAsync(async () => (await hubs.RedisKeysAsync("complete")).Count == 1 && (await hubs.RedisKeysAsync("user:")).Count == 1);
        // It hears the others: nobody's clock moves.
        await late.Agent.ReadAsync();
        await hubs[0].Browser.CallAsync(HttpMethod.Delete, "/api/connections/" + old.Id);
        await Waiting.UntilAsync(async () => (await late.Agent.ReadAsync()).Status is HttpStatusCode.NotFound);
        Assert.Equal("success", (await late.Browser.ConnectAsync())["status"]);
    }

    [RedisFact]
    public async Task A_hub_whose_Redis_goes_away_in_the_middle_of_its_start_starts_all_the_same()
    {
        await using var hubs = await SharedHubs.StartAsync(Redis, 0);
        var hub = await hubs.AddAsync(services => services.Decorate<ISharedIndex>(index => new IndexThatBreaksOff(index)));
        Assert.Equal("not_connected", (await hub.Agent.ReadAsync()).Code);
        await Waiting.UntilAsync(async () => (await hubs.RedisKeysAsync("complete")).Count == 1); // made up for
    }

    [RedisFact]
    public async Task Health_tells_that_Redis_is_away_and_that_the_process_is_alive_and_does_its_work()
    {
        await using var hubs = await SharedHubs.StartAsync(Redis, 1);
        await Waiting.UntilAsync(async () => await HealthAsync("/health") == (HttpStatusCode.OK, "Healthy"));
        await Redis.KillAsync();
        await Waiting.UntilAsync(async () => await HealthAsync("/health") == (HttpStatusCode.OK, "Degraded"));
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await HealthAsync("/alive"));
        await Redis.StartAgainAsync();
        await Waiting.UntilAsync(async () => await HealthAsync("/health") == (HttpStatusCode.OK, "Healthy"));

        async Task<(HttpStatusCode, string)> HealthAsync(string path)
        {
            var reply = await hubs[0].Browser.GetAsync(path);
            return (reply.Status, reply.Body);
        }
    }

    private static async Task<Connection> ConnectAgedAsync(SharedHubs hubs)
    {
        var connection = await hubs.ConnectAsync();
        hubs.Advance(TimeSpan.FromMinutes(5));
        await Waiting.UntilAsync(async () => (await hubs[1].Agent.ReadAsync()).Status is HttpStatusCode.OK);
        return connection;
    }

    private static async Task<IReadOnlyList<string>> ReadAsync(SharedHubs hubs) => [.. (await Task.WhenAll(hubs.All.Select(hub => hub.Agent.ReadAsync()))).Select(reply => reply.Ok().AccessToken)];

    private static Task BackAsync(HubHost hub) => Waiting.UntilAsync(() => hub.Get<CoordinationState>().IsThere);
}

/// <summary>Redis is away when it is to be told for the first time that the index is complete.</summary>
internal sealed class IndexThatBreaksOff(ISharedIndex inner) : ISharedIndex
{
    private int told;

    public ValueTask<bool> IsCompleteAsync(CancellationToken cancellationToken) => inner.IsCompleteAsync(cancellationToken);

    public ValueTask AddAsync(IReadOnlyCollection<IndexEntry> entries, bool isShared, CancellationToken cancellationToken) => inner.AddAsync(entries, isShared, cancellationToken);

    public ValueTask<string> BeginAsync(CancellationToken cancellationToken) => inner.BeginAsync(cancellationToken);

    public ValueTask MarkCompleteAsync(string filling, CancellationToken cancellationToken) =>
        Interlocked.Increment(ref told) == 1 ? throw new CoordinationUnavailableException("away") : inner.MarkCompleteAsync(filling, cancellationToken);

    public ValueTask RemoveAsync(string user, string connectionId, CancellationToken cancellationToken) => inner.RemoveAsync(user, connectionId, cancellationToken);

    public ValueTask<IReadOnlyCollection<string>> FindAsync(string user, CancellationToken cancellationToken) => inner.FindAsync(user, cancellationToken);
}
