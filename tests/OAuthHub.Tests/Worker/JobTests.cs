using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Coordination.InMemory;
using OAuthHub.Tests.Support;
using OAuthHub.Worker.Jobs;

namespace OAuthHub.Tests.Worker;

/// <summary>How the jobs behave beside other workers and when something is away.</summary>
public sealed class JobTests
{
    private readonly FakeClock clock = new(HubHost.Start);

    [Fact]
    public async Task A_job_of_one_worker_at_a_time_is_skipped_while_another_worker_has_it()
    {
        var leases = new InMemoryLeases(clock);
        var runs = 0;
        Task Work(CancellationToken _)
        {
            runs++;
            return Task.CompletedTask;
        }

        await using (await leases.TryAcquireAsync("job:reconcile", CancellationToken.None))
            await leases.RunAloneAsync("job:reconcile", Work, CancellationToken.None);
        Assert.Equal(0, runs);
        await leases.RunAloneAsync("job:reconcile", Work, CancellationToken.None);
        await leases.RunAloneAsync("job:reconcile", Work, CancellationToken.None);
        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task A_job_that_fails_twice_a_second_is_told_once_a_minute_and_then_that_it_works_again()
    {
        using var logs = new LogRecorder();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(logs).SetMinimumLevel(LogLevel.Trace));
        var failures = new JobFailures(clock, factory.CreateLogger<JobFailures>());
        for (var tries = 0; tries < 240; tries++)
        {
            await failures.WatchAsync("sweep", () => throw new InvalidOperationException("Redis is away"));
            clock.Advance(TimeSpan.FromMilliseconds(500));
        }
        await failures.WatchAsync("sweep", () => Task.CompletedTask);
        await failures.WatchAsync("sweep", () => Task.CompletedTask);
        Assert.Equal(2, logs.Lines.Count(line => line.Contains("The job sweep failed", StringComparison.Ordinal)));
        Assert.Equal(1, logs.Lines.Count(line => line.Contains("The job sweep works again", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_failing_sweep_runs_again_and_again()
    {
        var due = new BrokenQueue();
        await using var hub = await HubHost.StartAsync(new HubSetup { Worker = true, RealTime = true, Services = services => services.AddSingleton<IDueQueue>(due) });
        await Waiting.UntilAsync(() => due.Asked >= 4);
        Assert.Contains(hub.Logs.Lines, line => line.Contains("The job sweep failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_hub_whose_redis_setting_is_empty_does_the_workers_part_itself()
    {
        await using var hub = await HubHost.StartAsync(new HubSetup { Settings = { ["ConnectionStrings:redis"] = "" } });
        Assert.NotNull(hub.Get<SweepPulse>());
    }

    [Fact]
    public async Task A_worker_whose_sweeps_stand_still_is_not_healthy()
    {
        var pulse = new SweepPulse(clock);
        var check = new SweepHealthCheck(pulse);
        clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(HealthStatus.Healthy, (await check.CheckHealthAsync(new HealthCheckContext())).Status);
        pulse.Beat();
        clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(HealthStatus.Healthy, (await check.CheckHealthAsync(new HealthCheckContext())).Status);
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(HealthStatus.Unhealthy, (await check.CheckHealthAsync(new HealthCheckContext())).Status);
    }

    /// <summary>As a queue in a Redis that is away.</summary>
    private sealed class BrokenQueue : IDueQueue
    {
        private int asked;

        public int Asked => Volatile.Read(ref asked);

        public ValueTask<IReadOnlyList<string>> PlatformsAsync(DateTimeOffset at, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref asked);
            throw new InvalidOperationException("The queue is away.");
        }

        public ValueTask ScheduleAsync(string platformId, string connectionId, DateTimeOffset? dueAt, CancellationToken cancellationToken) => throw new InvalidOperationException();

        public ValueTask<IReadOnlyList<string>> ClaimAsync(string platformId, DateTimeOffset until, DateTimeOffset claimedUntil, int count, CancellationToken cancellationToken) => throw new InvalidOperationException();

        public ValueTask<long> CountDueAsync(string platformId, DateTimeOffset at, CancellationToken cancellationToken) => throw new InvalidOperationException();

        public ValueTask<DateTimeOffset?> FirstAsync(string platformId, CancellationToken cancellationToken) => throw new InvalidOperationException();
    }
}
