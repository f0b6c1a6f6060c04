using OAuthHub.Core.Connecting;
using Quartz;

namespace OAuthHub.Worker;

/// <summary>Tells the platforms what they could not be told before.</summary>
[DisallowConcurrentExecution]
internal sealed class HousekeepingJob(Disconnecting disconnecting) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await disconnecting.RetryAsync(cancellationToken);
}
