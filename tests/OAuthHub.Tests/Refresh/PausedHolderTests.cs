using Microsoft.Extensions.DependencyInjection;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;
using static OAuthHub.Core.Connections.ConnectionState;
using static OAuthHub.Tests.Refresh.RefreshSteps;

namespace OAuthHub.Tests.Refresh;

/// <summary>
/// Whoever holds the lease stands still, longer than the intent holds, and does not know it; a neighbour on the same vault goes on. Each has
/// a clock of its own, as processes have.
/// </summary>
public sealed class PausedHolderTests : IDisposable
{
    private static readonly TimeSpan Stopped = RefreshTimes.Intent + TimeSpan.FromSeconds(5);

    private readonly TemporaryFolder folder = new();
    private readonly WatchedLeases leases = new();

    [Theory]
    [InlineData("none", true, 0)] // the neighbour waits for the last moment
    [InlineData("none", false, 0)]
    [InlineData("window", true, 1)] // the neighbour tries the open intent
    [InlineData("window", false, 1)]
    [InlineData("predecessor", true, 1)]
    [InlineData("predecessor", false, 1)]
    public async Task F07_stopped_between_the_check_and_the_request_nothing_is_sent_any_more(string leeway, bool onBothClocks, int requests)
    {
        await using var sandbox = await StartSandboxAsync(leeway);
        await using var holder = await StartAsync(sandbox, leeway, isWatched: true);
        var connection = await holder.ConnectAsync();
        await using var neighbour = await StartAsync(sandbox, leeway);
        FakeClock[] clocks = [sandbox.Clock, holder.Clock, neighbour.Clock];
        foreach (var clock in clocks) clock.Advance(TimeSpan.FromMinutes(5));

        RefreshOutcome? meanwhile = null;
        leases.Checked = () =>
        {
            leases.Checked = null;
            foreach (var clock in clocks)
            {
                if (onBothClocks) clock.Advance(Stopped);
                else clock.SetUtcNow(clock.GetUtcNow() + Stopped); // a computer that slept
            }
            meanwhile = Task.Run(() => neighbour.RefreshAsync(connection)).GetAwaiter().GetResult();
        };
        var outcome = await holder.RefreshAsync(connection);
        Assert.Equal(requests == 1, meanwhile is RefreshOutcome.Refreshed);
        Assert.Equal(requests, await sandbox.RefreshRequestsAsync());
        Assert.True(outcome is RefreshOutcome.TryLater or RefreshOutcome.Fresh || requests == 1, $"{outcome}");

        foreach (var clock in clocks) clock.Advance(TimeSpan.FromSeconds(3500) - TimeSpan.FromMinutes(5) - Stopped);
        Assert.IsType<RefreshOutcome.Refreshed>(await holder.RefreshAsync(connection));
        (await holder.StoredAsync(connection.Id)).AssertState(Active, null, 2 + requests);
        await AssertNothingLostAsync(holder, sandbox, connection, exchangesOfOne: 1);
    }

    [Theory]
    [InlineData("none", 1)]
    [InlineData("window", 2)]
    [InlineData("predecessor", 2)]
    [InlineData("idempotent", 2)]
    public async Task F08_stopped_during_the_call_its_late_answer_takes_nothing_from_the_neighbour_who_tried_again(string leeway, int exchangesOfOne)
    {
        await using var sandbox = await StartSandboxAsync(leeway);
        await using var holder = await StartAsync(sandbox, leeway);
        var connection = await holder.ConnectAsync();
        await using var neighbour = await StartAsync(sandbox, leeway);
        foreach (var clock in new[] { sandbox.Clock, holder.Clock, neighbour.Clock }) clock.Advance(TimeSpan.FromMinutes(5));

        (await sandbox.FaultAsync(new { kind = "delay", seconds = 60, after_commit = true })).Ok();
        var refresh = holder.BeginRefresh(connection);
        await sandbox.Clock.WaitForTimersAsync(1).WaitAsync(HubHost.Deadline); // the platform has spent the token and holds its answer back
        neighbour.Clock.Advance(Stopped);
        sandbox.Clock.Advance(Stopped);
        var meanwhile = await neighbour.RefreshAsync(connection);
        Assert.Equal(exchangesOfOne == 2, meanwhile is RefreshOutcome.Refreshed);
        Assert.Equal(exchangesOfOne, await sandbox.RefreshRequestsAsync());

        holder.Clock.SetUtcNow(neighbour.Clock.GetUtcNow()); // it goes on, and the answer is there before its time-out is
        sandbox.Clock.Advance(TimeSpan.FromSeconds(60) - Stopped);
        await refresh.WaitAsync(HubHost.Deadline);
        (await holder.StoredAsync(connection.Id)).AssertState(Active, null, 2);
        await AssertNothingLostAsync(holder, sandbox, connection, exchangesOfOne);
        Assert.Equal(
            (await holder.StoredAsync(connection.Id)).Tokens!.AccessToken.RevealSecret(), (await neighbour.Agent.RefreshAsync()).Ok().AccessToken);
    }

    public void Dispose() => folder.Dispose();

    private static async Task AssertNothingLostAsync(HubHost hub, SandboxHost sandbox, Connection connection, int exchangesOfOne)
    {
        await hub.AssertHoldsLiveGrantAsync(connection);
        var ledger = await sandbox.GrantLedgerAsync();
        Assert.Equal((exchangesOfOne, 0), (ledger.GetProperty("max_exchanges_of_one_refresh_token").GetInt32(), ledger.GetProperty("reuses").GetInt32()));
    }

    private static Task<SandboxHost> StartSandboxAsync(string leeway) =>
        SandboxHost.StartAsync(("AutoApprove", "true"), ("AccessTokenSeconds", "3600"), ("Leeway", leeway), ("LeewaySeconds", "600"));

    private Task<HubHost> StartAsync(SandboxHost sandbox, string leeway, bool isWatched = false) => HubHost.StartAsync(Setup(leeway, leeway is "none" ? 0 : 600) with
    {
        Folder = folder,
        SandboxAddress = sandbox.Address,
        Services = isWatched ? services => services.AddSingleton<ILeases>(provider => leases.Around(provider)) : null,
    });
}
