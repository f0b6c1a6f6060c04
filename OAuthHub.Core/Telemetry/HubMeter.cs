using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace OAuthHub.Core.Telemetry;

/// <summary>The hub's own numbers. Tags are bounded: platform, outcome, cause; never a user, an account or a connection.</summary>
/// <remarks>While nobody listens, each of these is a look at a flag: no tags are made, nothing is allocated.</remarks>
public sealed class HubMeter : IDisposable
{
    public const string Name = TelemetryNames.Hub;

    private static readonly double[] Durations = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30];
    private static readonly double[] Lives = [0, 1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14_400, 43_200, 86_400];
    private static readonly double[] Rebuilds = [0.01, 0.1, 0.5, 1, 5, 10, 30, 60, 300];

    private readonly Meter meter = new(Name);
    private readonly ConcurrentDictionary<string, long> backlog = new();
    private readonly Counter<long> handedOut, rejected, refreshes, grantsLost, leasesLost;
    private readonly Histogram<double> remainingLife, readWait, proxyCall, refreshDuration, aheadOfExpiry, rebuildDuration;
    private readonly Gauge<long> rebuiltConnections;
    private readonly ObservableGauge<long> dueBacklog;

    public HubMeter()
    {
        handedOut = meter.CreateCounter<long>(TelemetryNames.TokensHandedOut, "{token}", "Access tokens given to agents");
        remainingLife = Histogram(TelemetryNames.TokenRemainingLife, Lives, "Life that was left of the tokens given to agents");
        rejected = meter.CreateCounter<long>(TelemetryNames.TokensRejected, "{token}", "Tokens that agents report as refused by the platform");
        readWait = Histogram(TelemetryNames.ReadWait, Durations, "Reads that had to wait for a refresh, by how they ended");
        proxyCall = Histogram(TelemetryNames.ProxyCallDuration, Durations, "Calls that agents made through the hub, from the key to the end of the answer, by who answered with what");
        refreshes = meter.CreateCounter<long>(TelemetryNames.Refreshes, "{refresh}", "Refreshes of this process by outcome");
        refreshDuration = Histogram(TelemetryNames.RefreshDuration, Durations, "From the first look at the vault until the answer is stored");
        aheadOfExpiry = Histogram(TelemetryNames.RefreshAheadOfExpiry, Lives, "How long the old token would have lived when the new one was stored; 0: it had ended");
        grantsLost = meter.CreateCounter<long>(TelemetryNames.GrantsLost, "{grant}", "Grants that ended, by cause");
        leasesLost = meter.CreateCounter<long>(TelemetryNames.LeasesLost, "{lease}", "Leases that ended while their holder still worked");
        rebuildDuration = Histogram(TelemetryNames.IndexRebuildDuration, Rebuilds, "Rebuilds of the index from the vault");
        rebuiltConnections = meter.CreateGauge<long>(TelemetryNames.IndexRebuiltConnections, "{connection}", "Connections found by the last rebuild of the index");
        dueBacklog = meter.CreateObservableGauge(TelemetryNames.DueBacklog, Backlog, "{connection}", "Connections that are due and not claimed by a worker, when the sweep last counted");
    }

    /// <summary>For whoever wants to hear this meter alone, among those of the same name.</summary>
    internal Meter Meter => meter;

    /// <summary>False: nobody would see the backlog, so it need not be counted.</summary>
    public bool WantsBacklog => dueBacklog.Enabled;

    /// <param name="life">Null: the token has no known end.</param>
    public void HandedOut(string platform, TimeSpan? life)
    {
        handedOut.Add(1, Platform(platform));
        if (life is { } left) remainingLife.Record(left.TotalSeconds, Platform(platform));
    }

    public void Rejected(string platform) => rejected.Add(1, Platform(platform));

    public void ReadWaited(string platform, string outcome, TimeSpan wait) => readWait.Record(wait.TotalSeconds, Platform(platform), Outcome(outcome));

    /// <summary>False: nobody would see how long calls take, so they need not be timed.</summary>
    public bool WantsProxyCalls => proxyCall.Enabled;

    /// <param name="outcome">The class of the platform's status, such as <c>2xx</c>; or the code of the hub's own problem.</param>
    public void ProxyCalled(string platform, string outcome, TimeSpan took) => proxyCall.Record(took.TotalSeconds, Platform(platform), Outcome(outcome));

    /// <param name="ahead">Old token's end minus now, negative when it came too late; null: nothing was replaced, or it had no known end.</param>
    public void Refreshed(string platform, string outcome, TimeSpan took, TimeSpan? ahead)
    {
        refreshes.Add(1, Platform(platform), Outcome(outcome));
        refreshDuration.Record(took.TotalSeconds, Platform(platform), Outcome(outcome));
        if (ahead is { } early) aheadOfExpiry.Record(Math.Max(0, early.TotalSeconds), Platform(platform));
    }

    public void GrantLost(string platform, string cause) => grantsLost.Add(1, Platform(platform), new(TelemetryNames.Cause, cause));

    /// <summary>A lease ended, or was found in other hands, while its holder still worked.</summary>
    public void LeaseLost() => leasesLost.Add(1);

    /// <summary>The index was filled again from the vault.</summary>
    public void IndexRebuilt(TimeSpan took, int connections)
    {
        rebuildDuration.Record(took.TotalSeconds);
        rebuiltConnections.Record(connections);
    }

    /// <summary>Keeps a count for whoever collects next: a collection must not wait for the queue.</summary>
    public void CountedBacklog(string platform, long due) => backlog[platform] = due;

    public void Dispose() => meter.Dispose();

    private IEnumerable<Measurement<long>> Backlog() => backlog.Select(count => new Measurement<long>(count.Value, Platform(count.Key)));

    private Histogram<double> Histogram(string name, double[] bounds, string description) =>
        meter.CreateHistogram(name, "s", description, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = bounds });

    private static KeyValuePair<string, object?> Platform(string platform) => new(TelemetryNames.Platform, platform);

    private static KeyValuePair<string, object?> Outcome(string outcome) => new(TelemetryNames.Outcome, outcome);
}
