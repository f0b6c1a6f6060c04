using OAuthHub.Core.Refresh;
using Quartz;

namespace OAuthHub.Worker.Jobs;

/// <summary>Refreshes what falls due before the next round. The rounds run on by themselves; a slow platform does not hold up the job.</summary>
[DisallowConcurrentExecution]
internal sealed class SweepJob(RefreshSweep sweep, SweepPulse pulse, JobFailures failures, IHostApplicationLifetime lifetime) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        pulse.Beat();
        // Rounds outlive the job. They end when the process begins to stop: what is claimed after that would be cut off in the middle.
        await failures.WatchAsync("sweep", async () => _ = await sweep.StartAsync(lifetime.ApplicationStopping));
    }
}
