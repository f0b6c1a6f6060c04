namespace OAuthHub.Core.Health;

/// <summary>How far back numbers reach, and in which steps. The last step is the one that runs.</summary>
public sealed record HealthRange(string Name, TimeSpan Step, int Buckets)
{
    public static HealthRange Hour { get; } = new("1h", TimeSpan.FromMinutes(1), 60);

    public static HealthRange Day { get; } = new("24h", TimeSpan.FromMinutes(15), 96);

    public static IReadOnlyList<HealthRange> All { get; } = [Hour, Day];

    /// <summary>Null: there is no such range.</summary>
    public static HealthRange? Find(string name) => All.FirstOrDefault(range => string.Equals(range.Name, name, StringComparison.Ordinal));

    /// <summary>Stretches are counted from the beginning of time, so that all processes cut it at the same moments.</summary>
    public long NumberOf(DateTimeOffset moment) => moment.UtcTicks / Step.Ticks;

    public DateTimeOffset BeginOf(long number) => new(number * Step.Ticks, TimeSpan.Zero);

    /// <summary>The numbers of the range that ends now, oldest first.</summary>
    public IEnumerable<long> Until(DateTimeOffset now) => Enumerable.Range(1 - Buckets, Buckets).Select(back => NumberOf(now) + back);
}
