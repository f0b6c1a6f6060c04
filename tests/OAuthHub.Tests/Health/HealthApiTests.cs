using System.Net;
using System.Text.Json;
using OAuthHub.Core.Coordination;
using OAuthHub.Tests.Support;
using static OAuthHub.Tests.Refresh.RefreshSteps;

namespace OAuthHub.Tests.Health;

/// <summary>What <c>/api/health</c> tells is what happened.</summary>
public sealed class HealthApiTests
{
    [Fact]
    public async Task The_numbers_are_what_happened_in_the_stretch_in_which_it_happened()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync(Setup());
        await using var _ = hub;
        hub.Clock.Advance(TimeSpan.FromMinutes(10));
        (await hub.Agent.ReadAsync()).Ok();
        (await hub.Agent.RefreshAsync("sandbox", new { rejected_token_sha256 = connection.Tokens!.AccessToken.Fingerprint().ToString() })).Ok();
        hub.Clock.Advance(TimeSpan.FromMinutes(20));
        await hub.Sandbox.FaultAsync(new { kind = "rate_limited", retry_after = 30 });
        await hub.RefreshAsync(await hub.StoredAsync(connection.Id));

        var hour = await SeriesAsync(hub, "range=1h");
        var buckets = hour.GetProperty("buckets").EnumerateArray().ToList();
        Assert.Equal((60, 60, false, 1), (buckets.Count, Int(hour, "step_seconds"), hour.GetProperty("shared").GetBoolean(), Int(hour, "processes")));
        Assert.Equal(HubHost.Start.AddMinutes(30), buckets[^1].GetProperty("at").GetDateTimeOffset());
        var (then, now) = (buckets[^21].GetProperty("numbers"), buckets[^1].GetProperty("numbers"));
        Assert.Equal((1, 0, 2, 1, 0), (Int(then, "refreshed"), Int(then, "failed"), Int(then, "handed_out"), Int(then, "rejected"), Int(then, "pauses")));
        Assert.Equal((3000d, 3000d, 3000d), (Number(then, "earliness_median"), Number(then, "earliness_p10"), Number(then, "life_p10")));
        Assert.Equal((0, 1, 1, 0d), (Int(now, "refreshed"), Int(now, "failed"), Int(now, "pauses"), Number(now, "success_rate")));
        Assert.Equal("""{"platform_unavailable":1}""", now.GetProperty("outcomes").GetRawText());
        var total = hour.GetProperty("total");
        Assert.Equal((1, 1, 0.5), (Int(total, "refreshed"), Int(total, "failed"), Number(total, "success_rate")));
        Assert.Equal(total.GetRawText(), (await SeriesAsync(hub, "range=24h")).GetProperty("total").GetRawText());
        Assert.Equal(total.GetRawText(), (await SeriesAsync(hub, "platform=sandbox")).GetProperty("total").GetRawText());
        Assert.Equal(0, Int((await SeriesAsync(hub, "platform=github")).GetProperty("total"), "handed_out"));

        var platform = (await hub.Browser.GetAsync("/api/platforms/sandbox/health")).Ok().Json;
        Assert.Equal(("paused", HubHost.Start.AddMinutes(30).AddSeconds(30)), (Text(platform, "breaker"), platform.GetProperty("closed_until").GetDateTimeOffset()));
        Assert.Equal(["platform_pause"], platform.GetProperty("findings").EnumerateArray().Select(finding => Text(finding, "code")));
        Assert.Equal(total.GetRawText(), platform.GetProperty("last_hour").GetRawText());

        // An hour later the gate is open again, and what happened is a matter of the day.
        hub.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, Int((await SeriesAsync(hub, "range=1h")).GetProperty("total"), "handed_out"));
        Assert.Equal(2, Int((await SeriesAsync(hub, "range=24h")).GetProperty("total"), "handed_out"));
        Assert.Equal("open", Text((await hub.Browser.GetAsync("/api/platforms/sandbox/health")).Ok().Json, "breaker"));
    }

    [Fact]
    public async Task The_summary_says_in_words_what_is_wrong_and_nothing_when_all_is_well()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync(Setup());
        await using var _ = hub;
        await hub.SweepAsync(TimeSpan.FromMinutes(1));
        var well = await SummaryAsync(hub);
        Assert.Empty(well.GetProperty("findings").EnumerateArray());
        Assert.Equal(("well", "none", 1), (Text(well, "vault"), Text(well, "redis"), Int(well, "workers_alive")));
        Assert.Equal((1, 0), (Int(well.GetProperty("connections"), "active"), Int(well.GetProperty("due"), "count")));
        var process = Assert.Single(well.GetProperty("processes").EnumerateArray());
        Assert.Equal(("alive", HubHost.Start, hub.Clock.GetUtcNow()), (Text(process, "state"), process.GetProperty("started_at").GetDateTimeOffset(), process.GetProperty("last_sweep_at").GetDateTimeOffset()));

        // Nobody sweeps any more, and the token falls due.
        hub.Clock.Advance(connection.DueAt!.Value + TimeSpan.FromMinutes(2) - hub.Clock.GetUtcNow());
        var left = await SummaryAsync(hub);
        Assert.Equal(["no_worker", "due_late"], left.GetProperty("findings").EnumerateArray().Select(finding => Text(finding, "code")));
        Assert.All(left.GetProperty("findings").EnumerateArray(), finding => Assert.NotEmpty(Text(finding, "remedy")));
        Assert.Equal((0, 1, connection.DueAt), (Int(left, "workers_alive"), Int(left.GetProperty("due"), "count"), left.GetProperty("due").GetProperty("oldest_at").GetDateTimeOffset()));

        await hub.Get<IDueQueue>().ScheduleAsync("sandbox", connection.Id, null, CancellationToken.None);
        Assert.Equal(JsonValueKind.Null, (await SummaryAsync(hub)).GetProperty("due").GetProperty("oldest_at").ValueKind);
    }

    [Fact]
    public async Task A_range_or_a_platform_that_is_not_there_is_refused()
    {
        await using var hub = await HubHost.StartAsync();
        await hub.Browser.SignInAsync();
        var range = await hub.Browser.GetAsync("/api/health/series?range=7d");
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (range.Status, range.Code));
        Assert.Contains("1h or 24h", range.Body, StringComparison.Ordinal);
        Assert.Equal("unknown_platform", (await hub.Browser.GetAsync("/api/health/series?platform=nowhere")).Code);
        Assert.Equal("unknown_platform", (await hub.Browser.GetAsync("/api/platforms/nowhere/health")).Code);
    }

    internal static async Task<JsonElement> SummaryAsync(HubHost hub) => (await hub.Browser.GetAsync("/api/health/summary")).Ok().Json;

    internal static async Task<JsonElement> SeriesAsync(HubHost hub, string query) => (await hub.Browser.GetAsync("/api/health/series?" + query)).Ok().Json;

    private static int Int(JsonElement json, string name) => json.GetProperty(name).GetInt32();

    private static double Number(JsonElement json, string name) => json.GetProperty(name).GetDouble();

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
