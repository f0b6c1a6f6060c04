namespace OAuthHub.Core.Health;

/// <param name="Buckets">Oldest first, also those in which nothing happened.</param>
/// <param name="Processes">How many were asked.</param>
public sealed record HealthSeries(HealthRange Range, IReadOnlyList<HealthBucket> Buckets, int Processes)
{
    /// <summary>All of it together, for one platform or for all.</summary>
    public Tally Total(string? platform = null) => Tally.Sum(Buckets.Select(bucket => bucket.Of(platform)));

    /// <summary>The last stretches together.</summary>
    public Tally Last(int buckets, string? platform = null) => Tally.Sum(Buckets.TakeLast(buckets).Select(bucket => bucket.Of(platform)));
}

/// <param name="At">When the stretch begins.</param>
/// <param name="Platforms">Those with which anything happened.</param>
public sealed record HealthBucket(DateTimeOffset At, IReadOnlyDictionary<string, Tally> Platforms)
{
    /// <param name="platform">Null: all together.</param>
    public Tally Of(string? platform) => platform is null ? Tally.Sum(Platforms.Values) : Platforms.GetValueOrDefault(platform) ?? new Tally();
}
