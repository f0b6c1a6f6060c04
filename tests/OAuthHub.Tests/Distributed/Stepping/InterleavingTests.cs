using Microsoft.Extensions.DependencyInjection;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Refresh;
using OAuthHub.Core.Secrets;
using OAuthHub.Tests.Coordination;
using OAuthHub.Tests.Refresh;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;
using Xunit.Abstractions;

namespace OAuthHub.Tests.Distributed.Stepping;

/// <summary>
/// Two hubs on one vault and one Redis refresh the same connection, in every order of their steps with at most two forced switches, with each
/// fault at each point. The ledger of the practice platform, which forgives nothing, is the referee.
/// </summary>
public sealed class InterleavingTests(RedisFixture redis, ITestOutputHelper output) : IClassFixture<RedisFixture>
{
    [RedisTheory]
    [InlineData("none")]
    [InlineData("window")]
    public async Task In_every_order_of_two_refreshers_and_one_fault_no_token_is_spent_twice_and_no_grant_is_lost(string leeway)
    {
        await using var pair = await SteppedPair.StartAsync(redis.Server, leeway);
        var began = TimeProvider.System.GetTimestamp();
        var runs = 0;
        foreach (var fault in StepFault.All)
        {
            var schedules = new Schedules();
            while (schedules.Next())
            {
                runs++;
                var connection = await pair.SeedAsync();
                var outcomes = await pair.RunAsync(schedules, connection, fault);
                await JudgeAsync(pair, connection, fault, leeway, outcomes);
            }
            output.WriteLine($"{fault}: {schedules.Count - 1} orders");
        }
        output.WriteLine($"{runs} runs in {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} s");
    }

    private static async Task JudgeAsync(SteppedPair pair, Connection connection, StepFault fault, string leeway, RefreshOutcome[] outcomes)
    {
        var story = $"{fault}: {pair.Stepper} -> {string.Join(", ", outcomes.Select(outcome => outcome.Word))}";
        var ledger = Assert.Single((await pair.Hubs.Sandbox.LedgerAsync($"?account={connection.Account.Id}")).GetProperty("grants").EnumerateArray());
        Assert.False(ledger.GetProperty("revoked").GetBoolean(), story);
        Assert.True(ledger.GetProperty("reuses").GetInt32() == 0, story);
        Assert.True(ledger.GetProperty("max_exchanges_of_one_refresh_token").GetInt32() <= (leeway is "none" ? 1 : 2), story);

        var stored = await pair.Hubs[1].StoredAsync(connection.Id);
        var live = ledger.GetProperty("live_refresh_token_sha256s").EnumerateArray().Select(hash => hash.GetString());
        var isLost = !live.Contains(stored.Tokens!.RefreshToken!.Fingerprint().ToString(), StringComparer.Ordinal);
        Assert.True(!isLost || (fault.MayLoseTheGrant && leeway is "none"), "The vault holds a token that the platform does not take. " + story);
        if (isLost) return;
        // Whoever ended without tokens is told to come again, and finds them or gets them then.
        Assert.True(outcomes.All(outcome => outcome is RefreshOutcome.Refreshed or RefreshOutcome.Fresh or RefreshOutcome.TryLater), story);
        if (fault is StepFault.Nothing or StepFault.LeaseGone)
        {
            Assert.True(stored is { TokenGeneration: 2, Intent: null, State: ConnectionState.Active }, $"{stored} {story}");
            Assert.True(outcomes.All(outcome => outcome is RefreshOutcome.Refreshed or RefreshOutcome.Fresh), story);
            Assert.True(ledger.GetProperty("refreshes").GetInt32() == 1, story);
        }
    }
}

/// <summary>The two hubs, and a new connection for each run.</summary>
internal sealed class SteppedPair : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly SteppedLeases[] leases = new SteppedLeases[2];
    private readonly SteppedVault[] vaults = new SteppedVault[2];
    private readonly SteppedCall[] calls = new SteppedCall[2];
    private readonly int[] idle = new int[2];
    private Connection template = null!;
    private int number;

    private SteppedPair(SharedHubs hubs)
    {
        Hubs = hubs;
        Stepper = new Stepper
        {
            PassTimeAsync = async who =>
            {
                var clock = Hubs[who].Clock;
                await clock.WaitForTimersAsync(idle[who] + 1).WaitAsync(HubHost.Deadline);
                clock.Advance(Look);
            },
        };
    }

    public SharedHubs Hubs { get; }
    public Stepper Stepper { get; }

    public static async Task<SteppedPair> StartAsync(RedisServer redis, string leeway)
    {
        var pair = new SteppedPair(await SharedHubs.StartAsync(redis, 0, RefreshSteps.Setup(leeway, leeway is "none" ? 0 : 600)));
        for (var who = 0; who < 2; who++) await pair.AddAsync(who);
        pair.template = await pair.Hubs.ConnectAsync();
        return pair;
    }

    /// <summary>An account of its own, connected five minutes ago.</summary>
    public async Task<Connection> SeedAsync()
    {
        Hubs.Advance(TimeSpan.FromMinutes(10));
        foreach (var hub in Hubs.All) hub.Clock.SetUtcNow(Hubs.Sandbox.Clock.GetUtcNow());
        var name = $"stepped-{++number}";
        var seeded = await Hubs.Sandbox.SeedAsync(new { account = name });
        var now = Hubs.Sandbox.Clock.GetUtcNow();
        var connection = template with
        {
            Id = "con_" + name,
            GrantId = name,
            Account = new Account(seeded.Account, name),
            TokenAccountId = null,
            Tokens = template.Tokens! with
            {
                AccessToken = new AccessToken(seeded.AccessToken),
                RefreshToken = new RefreshToken(seeded.RefreshToken),
                IssuedAt = now.AddMinutes(-5),
                ExpiresAt = now.AddMinutes(55),
            },
            ConnectedAt = now.AddMinutes(-5),
            DueAt = now.AddMinutes(40),
        };
        Assert.NotNull(await Hubs[0].Connections.SaveAsync(connection, 0, null, CancellationToken.None));
        return connection;
    }

    public async Task<RefreshOutcome[]> RunAsync(Schedules schedule, Connection connection, StepFault fault)
    {
        var outcomes = new RefreshOutcome[2];
        for (var who = 0; who < 2; who++) idle[who] = Hubs[who].Clock.ArmedTimers;
        foreach (var some in leases) some.IsAway = fault is StepFault.RedisAway away && (away.ForBoth || some == leases[0]);
        var hasStruck = false;
        Stepper.Leaving = async (who, point) =>
        {
            if (who != 0 || hasStruck || point != fault.Point) return;
            hasStruck = true;
            await StrikeAsync(fault, connection);
        };
        await Stepper.RunAsync(schedule, [.. Hubs.All.Select((hub, who) => (Func<Task>)(async () => outcomes[who] = await hub.BeginRefresh(connection)))]);
        return outcomes;
    }

    public ValueTask DisposeAsync() => Hubs.DisposeAsync();

    private async Task StrikeAsync(StepFault fault, Connection connection)
    {
        switch (fault)
        {
            case StepFault.LeaseGone: await (await Hubs.Redis.OpenAsync()).KeyDeleteAsync(Hubs[0].Get<Core.Coordination.Redis.RedisNames>().Lease("refresh:" + connection.Id)); break;
            case StepFault.Paused(_, var asleep):
                Hubs.Sandbox.Clock.Advance(Pause);
                Hubs[1].Clock.Advance(Pause);
                if (asleep) Hubs[0].Clock.SetUtcNow(Hubs[0].Clock.GetUtcNow() + Pause);
                else Hubs[0].Clock.Advance(Pause);
                break;
            case StepFault.WriteFails(var point, var how): vaults[0].Next = (point, how); break;
            case StepFault.AnswerLost: calls[0].LosesAnswer = true; break;
        }
    }

    private Task<HubHost> AddAsync(int who) => Hubs.AddAsync(services =>
    {
        services.Decorate<Core.Coordination.ILeases>(inner => leases[who] = new SteppedLeases(inner, Stepper, who));
        services.Decorate<Core.Vault.IVault>(inner => vaults[who] = new SteppedVault(inner, Stepper, who));
        services.Decorate<Core.Coordination.IChangeEvents>(inner => new SteppedEvents(inner, Stepper, who));
        services.AddHttpClient(Core.OAuth.PlatformHttp.ClientName).AddHttpMessageHandler(() => calls[who] = new SteppedCall(Stepper, who));
    });
}
