namespace OAuthHub.Bench;

/// <summary>What one run of a load measured. Times are milliseconds.</summary>
internal sealed record Figures(double PerSecond, double P50, double P99, double AllocatedPerRequest)
{
    public static Figures Median(IReadOnlyList<Figures> runs) => new(
        Middle(runs.Select(run => run.PerSecond)), Middle(runs.Select(run => run.P50)), Middle(runs.Select(run => run.P99)), Middle(runs.Select(run => run.AllocatedPerRequest)));

    public static double Middle(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[sorted.Count / 2 - 1] + sorted[sorted.Count / 2]) / 2;
    }

    public static string Range(IEnumerable<double> values)
    {
        var list = values.ToList();
        return FormattableString.Invariant($"{list.Min():0.00} to {list.Max():0.00}");
    }
}
