using System.Diagnostics.Metrics;

namespace OAuthHub.Core.Telemetry;

/// <summary>The hub's own numbers. Tags are bounded: platform, outcome, cause; never a user or an account.</summary>
public sealed class HubMeter : IDisposable
{
    public const string Name = "OAuthHub";

    private readonly Meter meter = new(Name);
    private readonly Counter<long> refreshes, grantsLost, tokensHandedOut, rejections;

    public HubMeter()
    {
        refreshes = meter.CreateCounter<long>("oauthhub.refreshes", description: "Refreshes by outcome");
        grantsLost = meter.CreateCounter<long>("oauthhub.grants_lost", description: "Grants that ended, by cause");
        tokensHandedOut = meter.CreateCounter<long>("oauthhub.tokens_handed_out", description: "Access tokens given to agents");
        rejections = meter.CreateCounter<long>("oauthhub.tokens_rejected", description: "Tokens that agents report as refused by the platform");
    }

    public void Refreshed(string platform, string outcome) => refreshes.Add(1, new("platform", platform), new("outcome", outcome));

    public void GrantLost(string platform, string cause) => grantsLost.Add(1, new("platform", platform), new("cause", cause));

    public void HandedOut(string platform) => tokensHandedOut.Add(1, new KeyValuePair<string, object?>("platform", platform));

    public void Rejected(string platform) => rejections.Add(1, new KeyValuePair<string, object?>("platform", platform));

    public void Dispose() => meter.Dispose();
}
