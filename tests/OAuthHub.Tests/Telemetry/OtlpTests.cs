using System.Net;
using System.Net.Sockets;
using System.Text;
using OAuthHub.Core.Secrets;
using OAuthHub.Core.Telemetry;
using OAuthHub.Tests.Auth;
using OAuthHub.Tests.Processes;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Telemetry;

/// <summary>A hub as its own process, that sends what it sends to a collector; the collector looks at every byte.</summary>
[Collection(ProcessCollection.Name)]
public sealed class OtlpTests
{
    private const string ClientSecret = "canary-client-secret-0123456789";
    private const string Service = "hub-of-a-test";
    private const string FromOutside = "canary-from-outside-0123456789";

    /// <summary>Everything is logged, also for a provider by its own name: nothing that is configured may let an address out.</summary>
    private static readonly (string, string)[] Settings =
    [
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_METRIC_EXPORT_INTERVAL", "200"), ("OTEL_BSP_SCHEDULE_DELAY", "100"), ("OTEL_BLRP_SCHEDULE_DELAY", "100"),
        ("OTEL_SERVICE_NAME", Service), ("OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION", "true"), // as Aspire sets it
        ("Logging:LogLevel:Default", "Trace"), ("Logging:LogLevel:Microsoft.AspNetCore", "Trace"), ("Logging:OpenTelemetry:LogLevel:Default", "Trace"),
        ("OAuthHub:Sandbox:ClientSecret", ClientSecret),
    ];

    private readonly HashSet<string> secrets = [ClientSecret, HubHost.SignInToken, FromOutside];
    private readonly List<string> traces = [];

    [Fact]
    public async Task Metrics_a_read_down_to_the_vault_and_logs_arrive_and_no_secret_is_in_any_byte_of_them()
    {
        using var folder = new TemporaryFolder();
        await using var collector = await OtlpReceiver.StartAsync();
        await using var sandbox = await SandboxHost.StartInRealTimeAsync(("AutoApprove", "true"), ("AccessTokenSeconds", "8"), ("ClientSecret", ClientSecret));
        await using var hub = await HubProcess.StartAsync(folder, sandbox.Address, [("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address), .. Settings]);
        using var agent = hub.NewAgent();
        secrets.Add(agent.Key);

        await ConnectAsync(hub);
        // A quarter of its life old, a token is renewed for whoever wants more life than it has left.
        await Waiting.UntilAsync(async () =>
        {
            await ReadAsync(agent, "?min_ttl=3600");
            return collector.Spans.Any(span => span.Name == TelemetryNames.RefreshSpan && traces.Contains(span.TraceId));
        }, TimeSpan.FromSeconds(60));
        await FailAsync(sandbox, hub, agent);
        await Waiting.UntilAsync(() => collector.Points.Any(point => point.Name == TelemetryNames.GrantsLost) && collector.Spans.Any(span => span.Events.Count > 0), TimeSpan.FromSeconds(60));
        Assert.Equal(0, await hub.TerminateAsync()); // sends the rest

        using (var vault = new StoppedVault(folder))
            foreach (var connection in await vault.ConnectionsAsync()) secrets.UnionWith([connection.Access(), connection.Refresh()]);
        secrets.Add((await File.ReadAllTextAsync(folder.File("master.key"))).Trim());
        AssertMetrics(collector);
        AssertTrace(collector);
        Assert.All(collector.Logs, log => Assert.Equal(Service, log.Service));
        Assert.Contains(collector.Logs, log => log.Category == "OAuthHub.Core.Refresh.TokenRefresher" && traces.Contains(log.TraceId));
        Assert.DoesNotContain(collector.Logs, log => log.Category == "Microsoft.AspNetCore.Hosting.Diagnostics");
        Assert.True(secrets.Count >= 16 && secrets.All(secret => secret.Length >= 16), $"{secrets.Count} secrets");
        Assert.DoesNotContain(collector.Logs, log => secrets.Any(secret => log.Text.Contains(secret, StringComparison.Ordinal)));
        foreach (var secret in secrets)
            Assert.All(collector.Bodies, body => Assert.True(body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0, $"a secret that begins with {secret[..4]} was sent"));
    }

    private async Task ConnectAsync(HubProcess hub)
    {
        await hub.Browser.SignInAsync();
        var authorization = await hub.Browser.BeginAsync();
        secrets.Add(Browser.Query(authorization)["state"]!);
        secrets.Add(Browser.Query(authorization)["code_challenge"]!);
        var callback = await hub.Browser.ApproveAsync(authorization);
        secrets.Add(Browser.Query(callback)["code"]!);
        Assert.Equal("success", (await hub.Browser.FinishAsync(callback))["status"]);
        await hub.Browser.GetAsync(callback.AbsoluteUri); // a second time
        foreach (Cookie cookie in hub.Browser.Cookies.GetAllCookies()) secrets.Add(cookie.Value);
    }

    /// <summary>A read in a trace of its own, whose headers hold what an agent should not send.</summary>
    private async Task<Reply> ReadAsync(AgentClient agent, string query)
    {
        var trace = System.Diagnostics.ActivityTraceId.CreateRandom().ToHexString();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/credentials/sandbox" + query);
        request.Headers.Authorization = new("Bearer", agent.Key);
        request.Headers.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-01");
        request.Headers.Add("tracestate", "x=" + FromOutside);
        request.Headers.Add("baggage", "x=" + FromOutside);
        request.Headers.TryAddWithoutValidation("User-Agent", FromOutside);
        traces.Add(trace);
        var reply = await agent.SendAsync(request);
        if (reply.Status == HttpStatusCode.OK) secrets.Add(reply.AccessToken);
        return reply;
    }

    /// <summary>What goes wrong: a key in an address, a 401, an answer that breaks off, one that repeats a secret, a grant that dies. The worker meets
    /// the last three as it renews the accounts, whichever comes first.</summary>
    private async Task FailAsync(SandboxHost sandbox, HubProcess hub, AgentClient agent)
    {
        await ReadAsync(agent, "?key=" + agent.Key);
        await hub.Browser.GetAsync("/signin?t=" + HubHost.SignInToken + "x");
        await hub.Browser.GetAsync("/nothing/" + FromOutside);
        using (var socket = new TcpClient("127.0.0.1", hub.Port))
        {
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET/signin?t={FromOutside}\r\n\r\n")); // no request line at all
            Assert.NotEqual(0, await socket.GetStream().ReadAsync(new byte[64]));
        }
        var token = (await ReadAsync(agent, "")).Ok().AccessToken;
        await agent.RefreshAsync("sandbox", new { rejected_token_sha256 = new AccessToken(token).Fingerprint().ToString() });
        foreach (var account in (string[])["grace", "alan"])
        {
            await sandbox.TurnAsync(new { auto_approve_account = account });
            Assert.Equal("success", (await hub.Browser.ConnectAsync())["status"]);
        }
        await sandbox.FaultAsync(new { kind = "cut_before_commit" });
        await sandbox.FaultAsync(new { kind = "raw", status = 400, body = $$"""{"error":"invalid_request","error_description":"{{ClientSecret}}"}""" });
        await sandbox.FaultAsync(new { kind = "error", status = 400, error = "invalid_grant" });
    }

    private static void AssertMetrics(OtlpReceiver collector)
    {
        var points = collector.Points;
        Assert.All(points, point => Assert.Equal(Service, point.Service));
        foreach (var (name, unit) in ((string, string)[])
            [
                (TelemetryNames.TokensHandedOut, "{token}"), (TelemetryNames.TokenRemainingLife, "s"), (TelemetryNames.TokensRejected, "{token}"), (TelemetryNames.ReadWait, "s"),
                (TelemetryNames.Refreshes, "{refresh}"), (TelemetryNames.RefreshDuration, "s"), (TelemetryNames.RefreshAheadOfExpiry, "s"), (TelemetryNames.GrantsLost, "{grant}"), (TelemetryNames.DueBacklog, "{connection}"),
            ])
        {
            var found = points.Where(point => point.Name == name && point.Attributes["platform"] == "sandbox").ToList();
            Assert.True(found.Count > 0, $"{name} did not arrive");
            Assert.All(found, point => Assert.Equal(unit, point.Unit));
            if (name != TelemetryNames.DueBacklog) Assert.True(found[^1].Value >= 1, $"{name} counted nothing");
        }
        Assert.InRange(points.Last(point => point.Name == TelemetryNames.TokenRemainingLife).Sum, 0.001, 10_000);
        Assert.Contains(points, point => point.Name == TelemetryNames.Refreshes && point.Attributes[TelemetryNames.Outcome] == "refreshed");
        Assert.Contains(points, point => point.Name == "http.server.request.duration" && point.Attributes["http.route"].Contains("{platform}", StringComparison.Ordinal));
        Assert.Contains(points, point => point.Name == "dotnet.gc.collections");
        Assert.All(points.Where(point => point.Name.StartsWith("http.client.", StringComparison.Ordinal)), point => Assert.DoesNotContain("server.address", point.Attributes.Keys));
    }

    private void AssertTrace(OtlpReceiver collector)
    {
        var spans = collector.Spans;
        var refresh = spans.First(span => span.Name == TelemetryNames.RefreshSpan && traces.Contains(span.TraceId));
        var trace = spans.Where(span => span.TraceId == refresh.TraceId).ToList();
        Assert.Equal(("sandbox", "read", "refreshed"), (refresh.Attributes["platform"], refresh.Attributes["reason"], refresh.Attributes["outcome"]));
        var wait = Assert.Single(trace, span => span.SpanId == refresh.ParentId);
        Assert.Equal(TelemetryNames.ReadWaitSpan, wait.Name);
        var read = Assert.Single(trace, span => span.SpanId == wait.ParentId);
        Assert.Equal(("00f067aa0ba902b7", "200"), (read.ParentId, read.Attributes["http.response.status_code"]));
        Assert.Equal("GET /credentials/{platform}", read.Name);
        var request = Assert.Single(trace, span => span.Name == TelemetryNames.TokenRequestSpan);
        Assert.Equal(refresh.SpanId, request.ParentId);
        var call = Assert.Single(trace, span => span.ParentId == request.SpanId);
        Assert.Equal(("System.Net.Http", "POST", "200"), (call.Scope, call.Attributes["http.request.method"], call.Attributes["http.response.status_code"]));
        Assert.Contains(trace, span => span.Name == TelemetryNames.VaultCommitSpan && span.ParentId == refresh.SpanId && span.Attributes["outcome"] == "written");

        Assert.All(spans, span => Assert.True(span.TraceState.Length == 0 && !span.Attributes.Keys.Any(key => key.StartsWith("url.", StringComparison.Ordinal) && key != "url.scheme"), span.ToString()));
        // The call that broke off: its exception is known by its type alone.
        Assert.All(spans.SelectMany(span => span.Events), one => Assert.Equal(("left out", "left out"), (one["exception.message"], one["exception.stacktrace"])));
    }
}
