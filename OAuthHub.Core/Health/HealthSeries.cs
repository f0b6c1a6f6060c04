namespace OAuthHub.Core.Health;

/// <param name="Buckets">Oldest first, also those in which nothing happened.</param>
/// <param name="Processes">How many were asked.</param>
public sealed record HealthSeries(HealthRange Range, IReadOnlyList<HealthBucket> Buckets, int Processes)
{
    /// <summary>All of it together, for one platform or for all.</summary>
    public Tally Total(string? platform = null) => Total(Buckets.Select(bucket => bucket.Of(platform)));

    /// <summary>The last stretches together.</summary>
    public Tally Last(int buckets, string? platform = null) => Total(Buckets.TakeLast(buckets).Select(bucket => bucket.Of(platform)));

    private static Tally Total(IEnumerable<Tally> tallies)
    {
        var total = new Tally();
        foreach (var tally in tallies) total.Add(tally);
        return total;
    }
}

/// <param name="At">When the stretch begins.</param>
/// <param name="Platforms">Those with which anything happened.</param>
public sealed record HealthBucket(DateTimeOffset At, IReadOnlyDictionary<string, Tally> Platforms)
{
    /// <param name="platform">Null: all together.</param>
    public Tally Of(string? platform)
    {
        if (platform is not null) return Platforms.GetValueOrDefault(platform) ?? new Tally();
        var all = new Tally();
        foreach (var tally in Platforms.Values) all.Add(tally);
        return all;
    }
}
