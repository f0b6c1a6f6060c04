using OAuthHub.Core.Connections;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Core.Health;

/// <summary>What is due and not claimed by a worker, asked of the queue itself when somebody looks.</summary>
public sealed class DueState(IDueQueue due, ConnectionIndex index, PlatformCatalog catalog, TimeProvider time)
{
    public async Task<DueNow> OfAsync(string platformId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var count = await due.CountDueAsync(platformId, now, cancellationToken);
        return new DueNow(count, count > 0 && await due.FirstAsync(platformId, cancellationToken) is { } first && first <= now ? first : null);
    }

    /// <summary>Of each platform with which anything is connected.</summary>
    public async Task<IReadOnlyDictionary<string, DueNow>> AllAsync(CancellationToken cancellationToken)
    {
        var all = new Dictionary<string, DueNow>(StringComparer.Ordinal);
        foreach (var platform in catalog.All.Where(platform => index.CountOf(platform.Id) > 0)) all.Add(platform.Id, await OfAsync(platform.Id, cancellationToken));
        return all;
    }
}

/// <param name="OldestAt">Since when the one that waits longest is due. Null: nothing is.</param>
public sealed record DueNow(long Count, DateTimeOffset? OldestAt);
