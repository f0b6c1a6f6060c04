using OAuthHub.Core.Refresh;
using Quartz;

namespace OAuthHub.Worker;

/// <summary>Refreshes what falls due before the next round. The rounds run on by themselves; a slow platform does not hold up the job.</summary>
[DisallowConcurrentExecution]
internal sealed class SweepJob(RefreshSweep sweep) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => _ = await sweep.StartAsync(cancellationToken);
}
