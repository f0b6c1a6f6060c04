using OAuthHub.Core.Webhooks;
using Quartz;

namespace OAuthHub.Worker.Jobs;

/// <summary>Begins to deliver what is due. Deliveries run on by themselves; a slow endpoint does not hold up the job.</summary>
[DisallowConcurrentExecution]
internal sealed class WebhookJob(WebhookSender sender, JobFailures failures, IHostApplicationLifetime lifetime) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await failures.WatchAsync("webhooks", async () => _ = await sender.StartAsync(lifetime.ApplicationStopping));
}
