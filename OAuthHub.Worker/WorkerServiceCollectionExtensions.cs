using OAuthHub.Worker.Jobs;
using Quartz;

namespace OAuthHub.Worker;

public static class WorkerServiceCollectionExtensions
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan DeliverEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HousekeepEvery = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The schedule. It only suggests work: what is due is in the due queue, what may be done is decided under lease and vault, so a
    /// round that is missed or run twice does no harm.
    /// </summary>
    public static IServiceCollection AddHubWorker(this IServiceCollection services)
    {
        services.AddSingleton<SweepPulse>().AddSingleton<JobFailures>();
        services.AddQuartz(quartz =>
        {
            quartz.ScheduleJob<SweepJob>(trigger => trigger.WithIdentity("sweep").StartNow()
                .WithSimpleSchedule(every => every.WithInterval(SweepEvery).RepeatForever().WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithRemainingCount)));
            quartz.ScheduleJob<HousekeepingJob>(trigger => trigger.WithIdentity("housekeeping").StartNow()
                .WithSimpleSchedule(every => every.WithInterval(HousekeepEvery).RepeatForever().WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithRemainingCount)));
            quartz.ScheduleJob<WebhookJob>(trigger => trigger.WithIdentity("webhooks").StartNow()
                .WithSimpleSchedule(every => every.WithInterval(DeliverEvery).RepeatForever().WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithRemainingCount)));
            quartz.ScheduleJob<ReconcileJob>(trigger => trigger.WithIdentity("reconcile").WithCronSchedule("0 17 3 * * ?"));
        });
        services.AddQuartzHostedService(quartz => quartz.WaitForJobsToComplete = true);
        return services;
    }
}
