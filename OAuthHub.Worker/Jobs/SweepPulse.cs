using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OAuthHub.Worker.Jobs;

/// <summary>When the last sweep began; at first, when the process did.</summary>
internal sealed class SweepPulse(TimeProvider time)
{
    private long last = time.GetTimestamp();

    public TimeSpan Age => time.GetElapsedTime(Volatile.Read(ref last));

    public void Beat() => Volatile.Write(ref last, time.GetTimestamp());
}

/// <summary>Red when no sweep has begun for a while: the process lives, but refreshes nothing by itself.</summary>
internal sealed class SweepHealthCheck(SweepPulse pulse) : IHealthCheck
{
    /// <summary>Sixty sweeps.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(pulse.Age < LongestSilence ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("No sweep has begun for 30 s."));
}
