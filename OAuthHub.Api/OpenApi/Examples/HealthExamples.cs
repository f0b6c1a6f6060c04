using OAuthHub.Api.Health;
using OAuthHub.Core.Health;

namespace OAuthHub.Api.OpenApi.Examples;

/// <summary>How the hub is.</summary>
internal static class HealthExamples
{
    public static IEnumerable<object> All =>
    [
        new HealthSummaryView
        {
            At = AnswerExamples.Now, Findings = [Finding], Vault = PartState.Well, Redis = PartState.Well, WorkersAlive = 1, Connections = new ConnectionCountsView(212, 3, 1, 0, 0), Due = new DueView(2, AnswerExamples.Now.AddSeconds(-1)),
            Processes = [new ProcessView("hub-1:4711", "OAuthHub.Worker", "0.1.0", ProcessState.Alive, AnswerExamples.Now.AddDays(-3), AnswerExamples.Now.AddSeconds(-2), AnswerExamples.Now.AddSeconds(-2))],
        },
        new HealthSeriesView("1h", 60, true, 4, Numbers, [new BucketView(AnswerExamples.Now.AddMinutes(-1), Numbers)]),
        new PlatformHealthView { Platform = "example", Findings = [Finding], Breaker = BreakerState.Broken, ClosedUntil = AnswerExamples.Now.AddSeconds(20), FailuresInRow = 7, Due = new DueView(2, AnswerExamples.Now.AddSeconds(-1)), LastHour = Numbers, LastDay = Numbers },
    ];

    private static FindingView Finding { get; } = new("platform_unavailable", Severity.Warning, "Example does not answer; the hub asks again at 12:00:20 UTC.", "Tokens are served while they live, and nothing is to be done unless it lasts.", "example");

    private static NumbersView Numbers { get; } = NumbersView.Of(Tally());

    private static Tally Tally()
    {
        var tally = new Tally { HandedOut = 42, Refreshes = { ["refreshed"] = 19, ["platform_timeout"] = 1 }, Waits = { ["served"] = 1 } };
        tally.Took.Add(0.25);
        tally.Ahead.Add(900);
        tally.Life.Add(2400);
        tally.Waited.Add(0.25);
        return tally;
    }
}
