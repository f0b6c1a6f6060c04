using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Telemetry;
using OAuthHub.Core.Vault;

namespace OAuthHub.Core.Connecting;

/// <summary>
/// Looks every second whether the index that the processes share is still there, and fills it from the vault when it is not: Redis
/// may be flushed at any moment. Of several processes one does it.
/// </summary>
public sealed partial class IndexKeeper(ISharedIndex shared, ConnectionIndex index, IndexFilling filling, ILeases leases, HubMeter meter, ILogger<IndexKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, TimeProvider.System); // what Redis does is not a matter of the hub's own time
        while (await NextAsync(timer, stoppingToken))
        {
            try
            {
                if (!await shared.IsCompleteAsync(stoppingToken)) await RebuildAsync(stoppingToken);
            }
            catch (CoordinationUnavailableException)
            {
                // Away: there is nothing to look at.
            }
            catch (Exception failure)
            {
                // Whatever it is: a keeper that ended would take the whole process with it, and an index without one would stay empty.
                if (!stoppingToken.IsCancellationRequested) LogNotNow(logger, failure);
            }
        }
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task RebuildAsync(CancellationToken cancellationToken)
    {
        await using var lease = await leases.TryAcquireAsync("index", cancellationToken);
        if (lease is null || await shared.IsCompleteAsync(cancellationToken)) return;
        var started = TimeProvider.System.GetTimestamp();
        await filling.LoadAsync(cancellationToken, rebuild: true);
        var duration = TimeProvider.System.GetElapsedTime(started);
        meter.IndexRebuilt(duration, index.Count);
        LogRebuilt(logger, index.Count, duration.TotalSeconds);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The index in Redis was empty and is filled from the vault again: {Count} connections in {Seconds:0.0} s")]
    private static partial void LogRebuilt(ILogger logger, int count, double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "The index in Redis is empty and cannot be filled now")]
    private static partial void LogNotNow(ILogger logger, Exception failure);
}
