using System.Diagnostics;
using OAuthHub.Core.Telemetry;
using OAuthHub.Tests.Processes;

namespace OAuthHub.Tests.Telemetry;

/// <summary>While nobody listens. Alone, since the tests beside it listen.</summary>
[Collection(ProcessCollection.Name)]
public sealed class UnheardTests
{
    [Fact]
    public void What_a_warm_read_tells_costs_no_memory_while_nobody_listens()
    {
        using var meter = new HubMeter();
        Tell(meter); // compiled
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) Tell(meter);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Tell(HubMeter meter)
    {
        meter.HandedOut("sandbox", TimeSpan.FromSeconds(100));
        meter.ReadWaited("sandbox", "served", TimeSpan.FromSeconds(1));
        meter.Refreshed("sandbox", "refreshed", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        using var wait = HubTraces.ReadWait("sandbox");
        using var vault = HubTraces.Vault(TelemetryNames.VaultReadSpan, "sandbox");
        wait.Done("served");
        Activity.Current.LinkTo(default(ActivityContext));
        Assert.True(wait is null && vault is null && HubTraces.TraceParent is null && !meter.WantsBacklog);
    }
}
