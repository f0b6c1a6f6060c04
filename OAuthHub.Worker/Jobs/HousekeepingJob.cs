using OAuthHub.Core.Connecting;
using OAuthHub.Core.Coordination;
using Quartz;

namespace OAuthHub.Worker.Jobs;

/// <summary>Tells the platforms what they could not be told before. In one worker at a time, so that none is told twice at once.</summary>
[DisallowConcurrentExecution]
internal sealed class HousekeepingJob(Disconnecting disconnecting, ILeases leases, JobFailures failures) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await failures.WatchAsync("housekeeping", () => leases.RunAloneAsync("job:housekeeping", disconnecting.RetryAsync, cancellationToken));
}
