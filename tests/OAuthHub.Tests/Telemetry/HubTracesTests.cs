using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Refresh;
using OAuthHub.Core.Telemetry;
using OAuthHub.Tests.Refresh;
using OAuthHub.Tests.Support;
using static OAuthHub.Tests.Refresh.RefreshSteps;

namespace OAuthHub.Tests.Telemetry;

/// <summary>What a trace shows. Each test has a trace of its own; what others do meanwhile is in theirs.</summary>
public sealed class HubTracesTests
{
    private const string ServerSpan = "Microsoft.AspNetCore.Hosting.HttpRequestIn";
    private const string HttpSpan = "System.Net.Http.HttpRequestOut";

    [Fact]
    public async Task A_read_that_waits_shows_the_refresh_the_token_request_and_the_vault_below_it()
    {
        var (hub, _) = await HubHost.StartConnectedAsync(Setup());
        await using var __ = hub;
        using var spans = new SpanRecorder();
        hub.Clock.Advance(TimeSpan.FromSeconds(3570));
        using var test = new Activity("test").Start();
        (await hub.Agent.ReadAsync()).Ok();
        await Waiting.UntilAsync(() => spans.Of(test.TraceId, ServerSpan).Count == 1);

        var wait = Assert.Single(spans.Of(test.TraceId, TelemetryNames.ReadWaitSpan));
        Assert.Equal("outcome=served platform=sandbox", SpanRecorder.Tags(wait));
        var refresh = Assert.Single(spans.Of(test.TraceId, TelemetryNames.RefreshSpan));
        Assert.Equal("outcome=refreshed platform=sandbox reason=read", SpanRecorder.Tags(refresh));
        Assert.Equal([TelemetryNames.RefreshSpan, TelemetryNames.ReadWaitSpan, ServerSpan, HttpSpan], spans.Ancestry(refresh));
        var request = Assert.Single(spans.Of(test.TraceId, TelemetryNames.TokenRequestSpan));
        Assert.Equal("grant=refresh_token outcome=answered platform=sandbox", SpanRecorder.Tags(request));
        Assert.Equal(refresh.SpanId, request.ParentSpanId);
        Assert.Single(spans.Of(test.TraceId, HttpSpan), span => span.ParentSpanId == request.SpanId);
        Assert.All(spans.Of(test.TraceId, TelemetryNames.VaultReadSpan), span => Assert.Equal((refresh.SpanId, "outcome=read platform=sandbox"), (span.ParentSpanId, SpanRecorder.Tags(span))));
        // The intent and the answer.
        Assert.Equal([(refresh.SpanId, "outcome=written platform=sandbox"), (refresh.SpanId, "outcome=written platform=sandbox")],
            spans.Of(test.TraceId, TelemetryNames.VaultCommitSpan).Select(span => (span.ParentSpanId, SpanRecorder.Tags(span))));
        Assert.All(spans.Of(test.TraceId), span => Assert.Equal(ActivityStatusCode.Unset, span.Status));
    }

    [Fact]
    public async Task A_read_that_is_served_at_once_has_no_span_but_its_requests_and_a_refresh_behind_it_belongs_to_it()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync(Setup());
        await using var _ = hub;
        using var spans = new SpanRecorder();
        using var test = new Activity("test").Start();
        (await hub.Agent.ReadAsync()).Ok();
        await Waiting.UntilAsync(() => spans.Of(test.TraceId, ServerSpan).Count == 1);
        Assert.DoesNotContain(spans.Of(test.TraceId), span => span.Source.Name == TelemetryNames.Hub);

        hub.Clock.Advance(connection.DueAt!.Value - hub.Clock.GetUtcNow());
        (await hub.Agent.ReadAsync()).Ok();
        await Waiting.UntilAsync(() => spans.Of(test.TraceId, TelemetryNames.RefreshSpan).Count == 1 && spans.Of(test.TraceId, ServerSpan).Count == 2);
        Assert.Equal([TelemetryNames.RefreshSpan, ServerSpan, HttpSpan], spans.Ancestry(spans.Of(test.TraceId, TelemetryNames.RefreshSpan)[0]));
        Assert.Empty(spans.Of(test.TraceId, TelemetryNames.ReadWaitSpan));
    }

    [Fact]
    public async Task Whoever_joins_a_refresh_links_to_it()
    {
        var (hub, connection) = await StartAgedAsync();
        await using var _ = hub;
        using var spans = new SpanRecorder();
        var first = new Activity("first").Start();
        var refresh = await hub.BeginSlowAsync(connection, 3, committed: false);
        first.Stop();
        using var second = new Activity("second").Start();
        var joined = hub.BeginRefresh(connection);
        hub.Clock.Advance(TimeSpan.FromSeconds(3));
        await Task.WhenAll(refresh, joined).WaitAsync(HubHost.Deadline);

        var flight = Assert.Single(spans.Of(first.TraceId, TelemetryNames.RefreshSpan));
        Assert.Equal(first.SpanId, flight.ParentSpanId);
        Assert.Equal(flight.Context, Assert.Single(second.Links).Context);
        Assert.Empty(first.Links);
        Assert.Empty(spans.Of(second.TraceId, TelemetryNames.RefreshSpan));
    }

    [Fact]
    public async Task What_the_worker_refreshes_is_a_trace_of_its_own_and_its_event_names_the_span()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync(Setup());
        await using var _ = hub;
        using var spans = new SpanRecorder();
        HubChange? change = null;
        using var subscription = hub.Get<IChangeEvents>().Subscribe(one => change = one);
        hub.Clock.Advance(connection.DueAt!.Value - hub.Clock.GetUtcNow());
        await (await hub.Get<RefreshSweep>().StartAsync(CancellationToken.None)).WaitAsync(HubHost.Deadline);

        Assert.True(ActivityContext.TryParse(change!.TraceParent, null, out var context));
        var refresh = Assert.Single(spans.Of(context.TraceId, TelemetryNames.RefreshSpan));
        Assert.Equal((context.SpanId, default, "outcome=refreshed platform=sandbox reason=due"), (refresh.SpanId, refresh.ParentSpanId, SpanRecorder.Tags(refresh)));
    }

    [Fact]
    public async Task A_wait_for_a_refresh_of_another_process_links_to_it()
    {
        var leases = new HeldLeases();
        var (hub, connection) = await StartAgedAsync(Setup() with { Services = services => services.AddSingleton<ILeases>(leases) });
        await using var _ = hub;
        using var spans = new SpanRecorder();
        using var test = new Activity("test").Start();
        var armed = hub.Clock.ArmedTimers;
        var waiting = hub.BeginRefresh(connection);
        await hub.Clock.WaitForTimersAsync(armed + 1).WaitAsync(HubHost.Deadline); // the wait looks now and then
        var other = new Activity("another process") { ActivityTraceFlags = ActivityTraceFlags.Recorded }.SetParentId(ActivityTraceId.CreateRandom(), default, ActivityTraceFlags.Recorded).Start();
        var stored = (await hub.Connections.ReadAsync(connection.Id, CancellationToken.None))!;
        await hub.Connections.SaveAsync(stored.Connection with { TokenGeneration = 2 }, stored.Generation, "refreshed", CancellationToken.None);
        other.Stop();

        Assert.IsType<RefreshOutcome.Refreshed>(await waiting.WaitAsync(HubHost.Deadline));
        var wait = Assert.Single(spans.Of(test.TraceId, TelemetryNames.RefreshSpan));
        Assert.Equal((other.TraceId, other.SpanId), (Assert.Single(wait.Links).Context.TraceId, wait.Links.Single().Context.SpanId));
        Assert.Empty(spans.Of(test.TraceId, TelemetryNames.TokenRequestSpan));
    }

    [Fact]
    public async Task A_refresh_that_fails_says_so_on_each_span_that_failed_and_in_no_words_but_the_hubs()
    {
        var (hub, connection) = await StartAgedAsync();
        await using var _ = hub;
        using var spans = new SpanRecorder();
        await hub.Sandbox.FaultAsync(new { kind = "status", status = 503 });
        using var test = new Activity("test").Start();
        await hub.RefreshAsync(connection);
        foreach (var name in (string[])[TelemetryNames.RefreshSpan, TelemetryNames.TokenRequestSpan])
        {
            var span = Assert.Single(spans.Of(test.TraceId, name));
            Assert.Equal((ActivityStatusCode.Error, null, "platform_unavailable"), (span.Status, span.StatusDescription, span.GetTagItem(TelemetryNames.Outcome)));
        }
    }

    [Fact]
    public async Task No_trace_header_leaves_for_a_platform()
    {
        await using var platform = WireServer.Always("200 OK", "{}");
        await using var hub = await HubHost.StartAsync();
        using var spans = new SpanRecorder();
        using var test = new Activity("test") { TraceStateString = "agent=secret" }.AddBaggage("agent", "secret").Start();
        using var request = new HttpRequestMessage(HttpMethod.Get, platform.Address + "/token");
        OperatorOrigins.Mark(request, new HashSet<string> { platform.Address });
        Assert.IsType<TokenAnswer.Received>(await hub.Get<PlatformSender>().SendAsync(request, CancellationToken.None));
        Assert.StartsWith("GET /token HTTP/1.1", platform.Request!, StringComparison.Ordinal);
        Assert.All((string[])["traceparent", "tracestate", "baggage", "correlation-context", "secret"], word => Assert.DoesNotContain(word, platform.Request!, StringComparison.OrdinalIgnoreCase));
        Assert.Single(spans.Of(test.TraceId, HttpSpan)); // the call is in the trace all the same
    }

    /// <summary>Another process has every lease.</summary>
    private sealed class HeldLeases : ILeases
    {
        public ValueTask<ILease?> TryAcquireAsync(string resource, CancellationToken cancellationToken) => new((ILease?)null);
    }
}
