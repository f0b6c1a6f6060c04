using System.Net;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Refresh;
using OAuthHub.Core.Telemetry;
using OAuthHub.Tests.Proxy;
using OAuthHub.Tests.Refresh;
using OAuthHub.Tests.Support;
using OAuthHub.Tests.Vault;
using static OAuthHub.Tests.Refresh.RefreshSteps;

namespace OAuthHub.Tests.Telemetry;

/// <summary>Each number of the hub, as something happens that it counts.</summary>
public sealed class HubMeterTests
{
    private const string Sandbox = "platform=sandbox";

    [Fact]
    public async Task A_token_handed_out_is_counted_with_the_life_that_it_has_left()
    {
        var (hub, _) = await HubHost.StartConnectedAsync(Setup());
        await using var __ = hub;
        using var heard = new MeterRecorder(hub);
        hub.Clock.Advance(TimeSpan.FromMinutes(10));
        (await hub.Agent.ReadAsync()).Ok();
        (await hub.Agent.RefreshAsync()).Ok();
        Assert.Equal([(1, Sandbox), (1, Sandbox)], heard.Of(TelemetryNames.TokensHandedOut).Select(one => one.Pair()));
        Assert.Equal([(3000, Sandbox), (3600, Sandbox)], heard.Of(TelemetryNames.TokenRemainingLife).Select(one => one.Pair()));
        Assert.Empty(heard.Of(TelemetryNames.ReadWait));
    }

    [Fact]
    public async Task A_call_through_the_hub_is_timed_with_who_answered_it_and_one_to_nowhere_is_not_counted()
    {
        await using var rig = await ProxyRig.StartAsync();
        using var heard = new MeterRecorder(rig.Hub);
        Assert.Equal(HttpStatusCode.OK, (await rig.CallAsync()).Status);
        Assert.Equal("url_not_allowed", (await rig.CallAsync("/me", null, null, null, ("X-OAuthHub-Host", "evil.example"))).Code);
        Assert.Equal("unknown_platform", (await rig.CallAsync("made-up:/me")).Code);
        await rig.Api.DisposeAsync();
        Assert.Equal("upstream_unavailable", (await rig.CallAsync()).Code);
        Assert.Equal(["outcome=2xx platform=acme", "outcome=upstream_unavailable platform=acme"], heard.Of(TelemetryNames.ProxyCallDuration).Select(one => one.Tags));
    }

    [Fact]
    public async Task A_read_that_waits_is_timed_with_its_end_and_so_is_the_refresh_that_it_waited_for()
    {
        var (hub, _) = await HubHost.StartConnectedAsync(Setup());
        await using var __ = hub;
        using var heard = new MeterRecorder(hub);
        hub.Clock.Advance(TimeSpan.FromSeconds(3570));
        (await hub.Sandbox.FaultAsync(new { kind = "delay", seconds = 3 })).Ok();
        var armed = hub.Clock.ArmedTimers;
        var read = hub.Agent.ReadAsync();
        await hub.Clock.WaitForTimersAsync(armed + 3).WaitAsync(HubHost.Deadline); // the read's patience, the call's time-out, the platform's delay
        hub.Clock.Advance(TimeSpan.FromSeconds(3));
        (await read).Ok();
        Assert.Equal((3, "outcome=served " + Sandbox), Assert.Single(heard.Of(TelemetryNames.ReadWait)).Pair());
        Assert.Equal((1, "outcome=refreshed " + Sandbox), Assert.Single(heard.Of(TelemetryNames.Refreshes)).Pair());
        Assert.Equal((3, "outcome=refreshed " + Sandbox), Assert.Single(heard.Of(TelemetryNames.RefreshDuration)).Pair());
        Assert.Equal((27, Sandbox), Assert.Single(heard.Of(TelemetryNames.RefreshAheadOfExpiry)).Pair());
    }

    [Fact]
    public async Task A_read_that_waits_in_vain_is_counted_by_what_it_was_told_and_a_late_refresh_as_no_time_ahead()
    {
        var (hub, _) = await HubHost.StartConnectedAsync(Setup(rotates: false));
        await using var __ = hub;
        using var heard = new MeterRecorder(hub);
        hub.Clock.Advance(TimeSpan.FromSeconds(3600));
        await hub.Sandbox.FaultAsync(new { kind = "rate_limited", retry_after = 30 });
        Assert.Equal("platform_unavailable", (await hub.Agent.ReadAsync()).Code);
        hub.Clock.Advance(TimeSpan.FromSeconds(40));
        (await hub.Agent.ReadAsync()).Ok();
        Assert.Equal(["outcome=platform_unavailable " + Sandbox, "outcome=served " + Sandbox], heard.Of(TelemetryNames.ReadWait).Select(one => one.Tags));
        Assert.Equal(["outcome=platform_unavailable " + Sandbox, "outcome=refreshed " + Sandbox], heard.Of(TelemetryNames.Refreshes).Select(one => one.Tags));
        Assert.Equal((0, Sandbox), Assert.Single(heard.Of(TelemetryNames.RefreshAheadOfExpiry)).Pair());
    }

    [Fact]
    public async Task A_refresh_that_the_vault_prevents_is_counted_as_such()
    {
        var vault = new FaultyVault();
        var setup = Setup() with { Services = vault.Use };
        var (hub, connection) = await StartAgedAsync(setup);
        await using var _ = hub;
        using var heard = new MeterRecorder(hub);
        vault.FailsReads = true;
        Assert.IsType<RefreshOutcome.TryLater>(await hub.RefreshAsync(connection));
        Assert.Equal((1, "outcome=vault_unavailable " + Sandbox), Assert.Single(heard.Of(TelemetryNames.Refreshes)).Pair());
        vault.FailsReads = false;
    }

    [Fact]
    public async Task A_401_that_an_agent_reports_is_counted_and_a_platform_that_is_not_there_makes_no_series()
    {
        var (hub, connection) = await StartAgedAsync();
        await using var _ = hub;
        using var heard = new MeterRecorder(hub);
        var report = new { rejected_token_sha256 = connection.Tokens!.AccessToken.Fingerprint().ToString() };
        (await hub.Agent.RefreshAsync("sandbox", report)).Ok();
        Assert.Equal("unknown_platform", (await hub.Agent.RefreshAsync("whatever-an-agent-writes", report)).Code);
        Assert.Equal((1, Sandbox), Assert.Single(heard.Of(TelemetryNames.TokensRejected)).Pair());
    }

    [Fact]
    public async Task A_lost_grant_is_counted_once_by_its_cause_however_it_was_lost()
    {
        var (hub, connection) = await StartAgedAsync();
        await using var _ = hub;
        using var heard = new MeterRecorder(hub);
        await hub.Sandbox.FaultAsync(new { kind = "error", status = 400, error = "invalid_grant" });
        Assert.IsType<RefreshOutcome.NeedsReconnect>(await hub.RefreshAsync(connection));
        Assert.IsType<RefreshOutcome.NeedsReconnect>(await hub.RefreshAsync(connection));
        // One that was never to be renewed, and has ended.
        var plain = await hub.SaveForAsync("other", connection, "con_plain");
        plain = (await hub.Connections.SaveAsync(plain with { Tokens = plain.Tokens! with { RefreshToken = null, HasRefreshToken = false } }, 1, "state", CancellationToken.None))!.Connection;
        hub.Clock.Advance(TimeSpan.FromHours(1));
        Assert.IsType<RefreshOutcome.NeedsReconnect>(await hub.RefreshAsync(plain, RefreshReason.Read));
        Assert.Equal([(1, "cause=grant_revoked " + Sandbox), (1, "cause=no_refresh_token " + Sandbox)], heard.Of(TelemetryNames.GrantsLost).Select(one => one.Pair()));
    }

    [Fact]
    public async Task The_backlog_is_what_the_sweep_last_counted_for_each_platform_at_most_every_five_seconds()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync(Setup());
        await using var _ = hub;
        using var heard = new MeterRecorder(hub);
        Assert.Empty(heard.Observe(TelemetryNames.DueBacklog));
        await hub.Get<IDueQueue>().ScheduleAsync("twitter", "con_of_nobody", hub.Clock.GetUtcNow() - TimeSpan.FromSeconds(1), CancellationToken.None);
        var backlog = hub.Get<DueBacklog>();
        await backlog.CountAsync(CancellationToken.None);
        Assert.Equal(1, Count("twitter"));
        Assert.Equal(0, Count("sandbox"));
        Assert.Equal(hub.Get<PlatformCatalog>().All.Count, heard.Observe(TelemetryNames.DueBacklog).Count);

        hub.Clock.Advance(connection.DueAt!.Value - hub.Clock.GetUtcNow());
        await backlog.CountAsync(CancellationToken.None);
        Assert.Equal(1, Count("sandbox"));
        await (await hub.Get<RefreshSweep>().StartAsync(CancellationToken.None)).WaitAsync(HubHost.Deadline);
        Assert.Equal(1, Count("sandbox")); // not counted again so soon
        hub.Clock.Advance(TimeSpan.FromSeconds(5));
        await (await hub.Get<RefreshSweep>().StartAsync(CancellationToken.None)).WaitAsync(HubHost.Deadline);
        Assert.Equal(0, Count("sandbox"));

        double Count(string platform) => Assert.Single(heard.Observe(TelemetryNames.DueBacklog), one => one.Tags == "platform=" + platform).Value;
    }

    [Fact]
    public void Lost_leases_and_rebuilds_are_counted_by_whoever_meets_them()
    {
        using var meter = new HubMeter();
        using var heard = new MeterRecorder(meter);
        meter.LeaseLost();
        meter.IndexRebuilt(TimeSpan.FromSeconds(1.5), 700);
        Assert.Equal((1, ""), Assert.Single(heard.Of(TelemetryNames.LeasesLost)).Pair());
        Assert.Equal((1.5, ""), Assert.Single(heard.Of(TelemetryNames.IndexRebuildDuration)).Pair());
        Assert.Equal((700, ""), Assert.Single(heard.Of(TelemetryNames.IndexRebuiltConnections)).Pair());
    }
}
