using OAuthHub.Core.Connecting;
using Quartz;

namespace OAuthHub.Worker;

/// <summary>Once a day: compares the index with the vault, and removes tombstones that have served their time.</summary>
[DisallowConcurrentExecution]
internal sealed class ReconcileJob(Reconciliation reconciliation) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await reconciliation.RunAsync(cancellationToken);
}
