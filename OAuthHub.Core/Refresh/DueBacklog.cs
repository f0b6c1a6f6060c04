using OAuthHub.Core.Coordination;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Telemetry;

namespace OAuthHub.Core.Refresh;

/// <summary>
/// Counts now and then what is due and not claimed, for the meter. The sweep does it on its way: whoever collects metrics must not wait
/// for the queue, which may be another machine's. Costs nothing while nobody collects.
/// </summary>
public sealed class DueBacklog(IDueQueue due, HubMeter meter, PlatformCatalog catalog, TimeProvider time)
{
    /// <summary>A count costs what is due; once in five seconds shows a backlog as well as twice a second.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private long? countedAt;

    public async Task CountAsync(CancellationToken cancellationToken)
    {
        if (!meter.WantsBacklog || (countedAt is { } last && time.GetElapsedTime(last) < Every)) return;
        countedAt = time.GetTimestamp();
        var now = time.GetUtcNow();
        foreach (var platform in catalog.All) meter.CountedBacklog(platform.Id, await due.CountDueAsync(platform.Id, now, cancellationToken));
    }
}
