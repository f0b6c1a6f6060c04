using System.Diagnostics.Metrics;

namespace OAuthHub.Core.Telemetry;

/// <summary>The hub's own numbers. Tags are bounded: platform, outcome, cause; never a user or an account.</summary>
public sealed class HubMeter : IDisposable
{
    public const string Name = "OAuthHub";

    private readonly Meter meter = new(Name);
    private readonly Counter<long> refreshes, grantsLost, tokensHandedOut, rejections, leasesLost;
    private readonly Histogram<double> indexRebuilds;

    public HubMeter()
    {
        refreshes = meter.CreateCounter<long>("oauthhub.refreshes", description: "Refreshes by outcome");
        grantsLost = meter.CreateCounter<long>("oauthhub.grants_lost", description: "Grants that ended, by cause");
        tokensHandedOut = meter.CreateCounter<long>("oauthhub.tokens_handed_out", description: "Access tokens given to agents");
        rejections = meter.CreateCounter<long>("oauthhub.tokens_rejected", description: "Tokens that agents report as refused by the platform");
        leasesLost = meter.CreateCounter<long>("oauthhub.leases_lost", description: "Leases that ended while they were held");
        indexRebuilds = meter.CreateHistogram<double>("oauthhub.index_rebuild.duration", "s", "Fills of the shared index from the vault");
    }

    public void Refreshed(string platform, string outcome) => refreshes.Add(1, new("platform", platform), new("outcome", outcome));

    public void GrantLost(string platform, string cause) => grantsLost.Add(1, new("platform", platform), new("cause", cause));

    public void HandedOut(string platform) => tokensHandedOut.Add(1, new KeyValuePair<string, object?>("platform", platform));

    public void Rejected(string platform) => rejections.Add(1, new KeyValuePair<string, object?>("platform", platform));

    public void LeaseLost() => leasesLost.Add(1);

    public void IndexRebuilt(TimeSpan duration, int connections) => indexRebuilds.Record(duration.TotalSeconds);

    public void Dispose() => meter.Dispose();
}
