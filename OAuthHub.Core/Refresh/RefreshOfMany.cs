using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OAuthHub.Core.Refresh;

/// <summary>Refreshes many connections behind the request that asked for it, at most a few at a time, and stops when the process does.</summary>
public sealed partial class RefreshOfMany(TokenRefresher refresher, IHostApplicationLifetime lifetime, ILogger<RefreshOfMany> logger)
{
    /// <summary>What one wish may have under way; the gate of each platform holds back further.</summary>
    private const int AtOnce = 16;

    /// <summary>The task ends with the last refresh; nobody needs to wait for it.</summary>
    public async Task BeginAsync(IReadOnlyCollection<string> connectionIds)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = lifetime.ApplicationStopping };
        try
        {
            // No cancellation within one: once its request has left, the answer must be stored.
            await Parallel.ForEachAsync(connectionIds, options, async (id, _) => await refresher.RefreshAsync(id, new RefreshRequest(RefreshReason.Asked), CancellationToken.None));
            LogDone(logger, connectionIds.Count);
        }
        catch (OperationCanceledException)
        {
            LogStopped(logger); // the rest is refreshed when it falls due
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Asked to refresh {Count} connections: done")]
    private static partial void LogDone(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Asked to refresh many connections: stopped in the middle, since the process stops")]
    private static partial void LogStopped(ILogger logger);
}
