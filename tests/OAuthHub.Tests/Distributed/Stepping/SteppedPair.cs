using Microsoft.Extensions.DependencyInjection;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Coordination.Redis;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Refresh;
using OAuthHub.Core.Secrets;
using OAuthHub.Core.Vault;
using OAuthHub.Tests.Refresh;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Distributed.Stepping;

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

    /// <summary>A token was spent in this run, and its answer never reached the hub, or only after it had given up the call.</summary>
    public bool IsAnswerLost { get; private set; }

    /// <summary>A token was spent, and its answer was not stored before the intent of whoever had it was over.</summary>
    public bool IsIntentOver { get; private set; }

    public static async Task<SteppedPair> StartAsync(RedisServer redis, string leeway, bool killsOld)
    {
        var pair = new SteppedPair(await SharedHubs.StartAsync(redis, 0, RefreshSteps.Setup(leeway, leeway is "none" ? 0 : 600)
            .With("OAuthHub:Sandbox:RefreshKillsOldAccessToken", $"{killsOld}").With("OAuthHub:Platforms:sandbox:Refresh:KillsOldAccessToken", $"{killsOld}")));
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
        var hasStruck = IsAnswerLost = IsIntentOver = false;
        Stepper.Leaving = async (who, point) =>
        {
            if (who != 0 || hasStruck || point != fault.Point) return false;
            hasStruck = true;
            await StrikeAsync(fault, connection);
            return fault is StepFault.Paused;
        };
        await Stepper.RunAsync(schedule, [.. Hubs.All.Select((hub, who) => (Func<Task>)(async () => outcomes[who] = await hub.BeginRefresh(connection)))]);
        return outcomes;
    }

    public ValueTask DisposeAsync() => Hubs.DisposeAsync();

    private async Task StrikeAsync(StepFault fault, Connection connection)
    {
        switch (fault)
        {
            case StepFault.LeaseGone: await LoseLeaseAsync(connection); break;
            case StepFault.Paused(var point, var asleep):
                await LoseLeaseAsync(connection); // a minute is longer than it lasts, and the thread that renews it stands still too
                IsAnswerLost = (point is "received" && !asleep) || Stepper.PointOf(1) is "received";
                IsIntentOver = point is "received" or "answer" || Stepper.PointOf(1) is "received" or "answer";
                Hubs.Sandbox.Clock.Advance(Pause);
                Hubs[1].Clock.Advance(Pause);
                if (asleep) Hubs[0].Clock.SetUtcNow(Hubs[0].Clock.GetUtcNow() + Pause);
                else Hubs[0].Clock.Advance(Pause);
                break;
            case StepFault.WriteFails(var write, var how): vaults[0].Next = (write, how); break;
            case StepFault.AnswerLost: calls[0].LosesAnswer = IsAnswerLost = true; break;
        }
    }

    private async Task LoseLeaseAsync(Connection connection) =>
        await (await Hubs.Redis.OpenAsync()).KeyDeleteAsync(Hubs[0].Get<RedisNames>().Lease("refresh:" + connection.Id));

    private Task<HubHost> AddAsync(int who) => Hubs.AddAsync(services =>
    {
        services.Decorate<ILeases>(inner => leases[who] = new SteppedLeases(inner, Stepper, who));
        services.Decorate<IVault>(inner => vaults[who] = new SteppedVault(inner, Stepper, who));
        services.Decorate<IChangeEvents>(inner => new SteppedEvents(inner, Stepper, who));
        services.AddHttpClient(PlatformHttp.ClientName).AddHttpMessageHandler(() => calls[who] = new SteppedCall(Stepper, who));
    });
}
