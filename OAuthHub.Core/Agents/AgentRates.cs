using System.Threading.RateLimiting;

namespace OAuthHub.Core.Agents;

/// <summary>Counts the requests of each key that has a rate: a bucket as large as a minute's worth, which fills up steadily.</summary>
public sealed class AgentRates : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    // A changed rate is another bucket, full at first.
    private readonly PartitionedRateLimiter<AgentGrant> limiter = PartitionedRateLimiter.Create<AgentGrant, (string Id, int PerMinute)>(grant =>
        RateLimitPartition.GetTokenBucketLimiter((grant.Id, PerMinute: grant.RequestsPerMinute!.Value), key => new TokenBucketRateLimiterOptions
        {
            TokenLimit = key.PerMinute,
            TokensPerPeriod = Math.Max(1, key.PerMinute / 60),
            ReplenishmentPeriod = key.PerMinute >= 60 ? Step : TimeSpan.FromSeconds(60.0 / key.PerMinute),
            QueueLimit = 0,
        }));

    /// <summary>How long to wait before the next try. Null: it may go on.</summary>
    public TimeSpan? Take(AgentGrant grant)
    {
        if (grant.RequestsPerMinute is null) return null;
        using var lease = limiter.AttemptAcquire(grant);
        if (lease.IsAcquired) return null;
        return lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : Step;
    }

    public void Dispose() => limiter.Dispose();
}
