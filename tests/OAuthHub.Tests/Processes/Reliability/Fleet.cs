using OAuthHub.Sandbox.Ledger;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;
using StackExchange.Redis;

namespace OAuthHub.Tests.Processes.Reliability;

/// <summary>Two APIs, two workers and a Redis-protocol server on one folder, and whoever hits them.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private readonly SandboxHost sandbox;
    private readonly Timeline timeline;
    private readonly SeededMoments moments;
    private readonly List<Task> underWay = [];
    private bool redisIsBusy;

    private Fleet(SandboxHost sandbox, Timeline timeline, SeededMoments moments, RedisServer redis, HubProcess[] processes)
    {
        (this.sandbox, this.timeline, this.moments, Redis) = (sandbox, timeline, moments, redis);
        Apis = [new Member("api-1", processes[0], timeline), new Member("api-2", processes[1], timeline)];
        Workers = [new Member("worker-1", processes[2], timeline), new Member("worker-2", processes[3], timeline)];
    }

    public RedisServer Redis { get; }
    public IReadOnlyList<Member> Apis { get; }
    public IReadOnlyList<Member> Workers { get; }
    public IEnumerable<Member> Members => [.. Apis, .. Workers];

    /// <summary>All four at once on an empty folder: who makes the keys and the vault is theirs to agree upon.</summary>
    public static async Task<Fleet> StartAsync(TemporaryFolder folder, SandboxHost sandbox, Timeline timeline, SeededMoments moments)
    {
        var redis = await RedisServer.StartAsync();
        (string, string)[] settings =
        [
            ("ConnectionStrings:redis", redis.ConnectionString),
            ("Logging:Console:FormatterName", "simple"), ("Logging:Console:FormatterOptions:SingleLine", "true"), ("Logging:Console:FormatterOptions:UseUtcTimestamp", "true"),
            ("Logging:Console:FormatterOptions:TimestampFormat", "HH:mm:ss.fff "),
        ];
        string[] programs = [HubProcess.Api, HubProcess.Api, HubProcess.Worker, HubProcess.Worker];
        return new Fleet(sandbox, timeline, moments, redis, await Task.WhenAll(programs.Select(program => HubProcess.StartAsync(program, folder, sandbox.Address, settings))));
    }

    public async Task PlayAsync(IReadOnlyList<PlannedHit> plan)
    {
        var began = TimeProvider.System.GetTimestamp();
        foreach (var hit in plan)
        {
            var wait = hit.At - TimeProvider.System.GetElapsedTime(began);
            if (wait > TimeSpan.Zero) await Task.Delay(wait, TimeProvider.System);
            foreach (var member in Members) if (!member.IsBusy) member.AssertStillRuns();
            Start(hit);
        }
        await Task.WhenAll(underWay);
    }

    public async Task StopAsync()
    {
        var codes = await Task.WhenAll(Members.Select(member => member.Process.TerminateAsync()));
        Assert.Equal([0, 0, 0, 0], codes);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var member in Members) await member.Process.DisposeAsync();
        await Redis.DisposeAsync();
    }

    private void Start(PlannedHit hit)
    {
        switch (hit.Kind)
        {
            case HitKind.KillWorker: Start(Workers, hit, member => member.KillAsync(hit.Length == TimeSpan.Zero ? null : hit.Length)); break;
            case HitKind.KillApi: Start(Apis, hit, member => member.KillAsync(hit.Length == TimeSpan.Zero ? null : hit.Length)); break;
            case HitKind.StopWorker: Start(Workers, hit, member => member.StandStillAsync(hit.Length)); break;
            case HitKind.StopApi: Start(Apis, hit, member => member.StandStillAsync(hit.Length)); break;
            default: StartOnRedis(hit); break;
        }
    }

    /// <summary>On one that nothing is done to now; on none, if there is none.</summary>
    private void Start(IReadOnlyList<Member> members, PlannedHit hit, Func<Member, Task> act)
    {
        var first = moments.Below(members.Count);
        if ((members[first].IsBusy ? members[1 - first] : members[first]) is not { IsBusy: false } member) return;
        member.IsBusy = true;
        underWay.Add(Task.Run(async () =>
        {
            if (hit.AnswersAreHeld) await HoldAnswersAsync();
            await act(member);
            member.IsBusy = false;
        }));
    }

    private void StartOnRedis(PlannedHit hit)
    {
        if (redisIsBusy) return;
        redisIsBusy = true;
        underWay.Add(Task.Run(async () =>
        {
            var at = timeline.Now;
            if (hit.Kind is HitKind.FlushRedis) await Waiting.UntilAsync(FlushAsync);
            if (hit.Kind is HitKind.KillRedis) await Redis.KillAsync();
            if (hit.Kind is HitKind.PauseRedis) Redis.Freeze();
            await Task.Delay(hit.Length, TimeProvider.System);
            if (hit.Kind is HitKind.KillRedis) await Redis.StartAgainAsync();
            if (hit.Kind is HitKind.PauseRedis) Redis.Thaw();
            timeline.Note(at, "redis", hit.Kind switch { HitKind.FlushRedis => "flushed", HitKind.KillRedis => "killed", _ => "stopped" });
            redisIsBusy = false;
        }));
    }

    /// <summary>False: the operator's own line has not found Redis again, which was killed a moment ago.</summary>
    private async Task<bool> FlushAsync()
    {
        try
        {
            await Redis.FlushAsync();
            return true;
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            return false;
        }
    }

    /// <summary>A few answers come late, their tokens spent already; returns while they are under way, or when nothing is refreshed now.</summary>
    private async Task HoldAnswersAsync()
    {
        var refreshes = sandbox.Totals[Tally.Refreshes];
        await sandbox.FaultAsync(new { kind = "delay", seconds = 0.3, after_commit = true, count = 4 });
        for (var waited = 0; sandbox.Totals[Tally.Refreshes] == refreshes && waited < 100; waited++) await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
    }
}
