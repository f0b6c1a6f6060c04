using OAuthHub.Core.Health;

namespace OAuthHub.Api.Health;

/// <param name="Range"><c>1h</c> or <c>24h</c>.</param>
/// <param name="StepSeconds">How long each stretch is, in seconds; the last one still runs.</param>
/// <param name="Shared">True: the numbers are those of all processes that share the hub's Redis. False: of the process that answers, since its start.</param>
/// <param name="Processes">How many processes were asked.</param>
/// <param name="Total">All stretches together.</param>
/// <param name="Buckets">Oldest first, also those in which nothing happened.</param>
internal sealed record HealthSeriesView(string Range, int StepSeconds, bool Shared, int Processes, NumbersView Total, IReadOnlyList<BucketView> Buckets)
{
    public static HealthSeriesView Of(HealthSeries series, bool shared, string? platform) => new(
        series.Range.Name, (int)series.Range.Step.TotalSeconds, shared, series.Processes, NumbersView.Of(series.Total(platform)),
        [.. series.Buckets.Select(bucket => new BucketView(bucket.At, NumbersView.Of(bucket.Of(platform))))]);
}

/// <param name="At">When the stretch begins.</param>
/// <param name="Numbers">What happened in it.</param>
internal sealed record BucketView(DateTimeOffset At, NumbersView Numbers);

/// <summary>What happened in a stretch of time. Durations are seconds, exact to a twentieth; null where nothing was measured.</summary>
internal sealed record NumbersView
{
    /// <summary>Refreshes that gave new tokens.</summary>
    public required long Refreshed { get; init; }

    /// <summary>Refreshes that were to give new tokens and did not.</summary>
    public required long Failed { get; init; }

    /// <summary>All refreshes by outcome, as the meter names it.</summary>
    public required IReadOnlyDictionary<string, long> Outcomes { get; init; }

    /// <summary>The share of refreshes that gave new tokens, 0 to 1. Null: there was none.</summary>
    public required double? SuccessRate { get; init; }

    /// <summary>How long refreshes took, in seconds: half of them were faster.</summary>
    public required double? LatencyP50 { get; init; }

    /// <summary>How long refreshes took, in seconds: nineteen in twenty were faster.</summary>
    public required double? LatencyP95 { get; init; }

    /// <summary>How early refreshes came, in seconds that the old token would have lived: half of them.</summary>
    public required double? EarlinessMedian { get; init; }

    /// <summary>How early refreshes came, in seconds: the latest tenth came with less than this. 0: the old token had ended.</summary>
    public required double? EarlinessP10 { get; init; }

    /// <summary>Tokens given to agents.</summary>
    public required long HandedOut { get; init; }

    /// <summary>Seconds that tokens had left when they were given out: half of them had less.</summary>
    public required double? LifeMedian { get; init; }

    /// <summary>Seconds that tokens had left when they were given out: a tenth had less.</summary>
    public required double? LifeP10 { get; init; }

    /// <summary>Reads that had to wait for a refresh.</summary>
    public required long Waits { get; init; }

    /// <summary>Those of them that were not served in the end.</summary>
    public required long WaitsInVain { get; init; }

    /// <summary>How long reads waited, in seconds: nineteen in twenty waited less.</summary>
    public required double? WaitP95 { get; init; }

    /// <summary>Tokens that a platform refused although they should live, as agents and the proxy met it.</summary>
    public required long Rejected { get; init; }

    /// <summary>Grants that ended.</summary>
    public required long GrantsLost { get; init; }

    /// <summary>How often a platform asked for a pause (429).</summary>
    public required long Pauses { get; init; }

    public static NumbersView Of(Tally tally) => new()
    {
        Refreshed = tally.Refreshed, Failed = tally.Failed, Outcomes = tally.Refreshes, SuccessRate = tally.Success,
        LatencyP50 = tally.Took.Quantile(0.5), LatencyP95 = tally.Took.Quantile(0.95),
        EarlinessMedian = tally.Ahead.Quantile(0.5), EarlinessP10 = tally.Ahead.Quantile(0.1),
        HandedOut = tally.HandedOut, LifeMedian = tally.Life.Quantile(0.5), LifeP10 = tally.Life.Quantile(0.1),
        Waits = tally.Waits.Values.Sum(), WaitsInVain = tally.Waits.Where(pair => pair.Key is not ("served" or "cancelled")).Sum(pair => pair.Value), WaitP95 = tally.Waited.Quantile(0.95),
        Rejected = tally.Rejected, GrantsLost = tally.Lost.Values.Sum(), Pauses = tally.Pauses,
    };
}
