using System.Collections.Concurrent;

namespace OAuthHub.Worker.Jobs;

/// <summary>
/// A job that fails must not end its schedule, and one that fails twice a second (Redis or the vault is away) must not fill the log:
/// the first failure is told, then one a minute, then that it is over.
/// </summary>
internal sealed partial class JobFailures(TimeProvider time, ILogger<JobFailures> logger)
{
    private static readonly TimeSpan TellEvery = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, long> toldAt = new();

    public async Task WatchAsync(string job, Func<Task> work)
    {
        try
        {
            await work();
            if (toldAt.TryRemove(job, out _)) LogWorksAgain(logger, job);
        }
        catch (OperationCanceledException)
        {
            // The process stops.
        }
        catch (Exception failure)
        {
            if (toldAt.TryGetValue(job, out var before) && time.GetElapsedTime(before) < TellEvery) return;
            toldAt[job] = time.GetTimestamp();
            LogFailed(logger, job, failure);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The job {Job} failed; it comes round again")]
    private static partial void LogFailed(ILogger logger, string job, Exception failure);

    [LoggerMessage(Level = LogLevel.Information, Message = "The job {Job} works again")]
    private static partial void LogWorksAgain(ILogger logger, string job);
}
