using OAuthHub.Core.Connecting;
using OAuthHub.Core.Coordination;
using Quartz;

namespace OAuthHub.Worker.Jobs;

/// <summary>Once a day: compares the index with the vault, and removes tombstones that have served their time. In one worker at a time.</summary>
[DisallowConcurrentExecution]
internal sealed class ReconcileJob(Reconciliation reconciliation, ILeases leases, JobFailures failures) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await failures.WatchAsync("reconcile", () => leases.RunAloneAsync("job:reconcile", reconciliation.RunAsync, cancellationToken));
}
