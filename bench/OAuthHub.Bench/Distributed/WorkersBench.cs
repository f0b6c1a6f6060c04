using System.Globalization;
using OAuthHub.Bench.Servers;

namespace OAuthHub.Bench.Distributed;

/// <summary>Refreshing by one and by two workers on one file vault and one Redis, beside the hub in one process.</summary>
internal static class WorkersBench
{
    /// <param name="PerSecond">Refreshes.</param>
    /// <param name="OfAlone">In relation to the hub in one process.</param>
    /// <param name="Hub">Microseconds of processor time of workers or hub for a refresh.</param>
    /// <param name="Redis">Of Redis.</param>
    /// <param name="Sandbox">Of the platform.</param>
    /// <param name="LeastShare">The part of the refreshes that the worker did which did fewest.</param>
    internal sealed record Result(string What, double PerSecond, double OfAlone, string Range, double Hub, double Redis, double Sandbox, double LeastShare);

    private sealed record Run(double PerSecond, double Hub, double Redis, double Sandbox, double LeastShare);

    public static async Task<IReadOnlyList<Result>> RunAsync(BenchOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("oauthhub-bench-");
        try
        {
            await using var redis = await RedisForBench.StartAsync();
            await using var sandbox = await ServerProcess.StartAsync("serve-sandbox");
            var (url, settings) = (sandbox.Address + "/sandbox", Settings.Shared(folder.FullName, redis.ConnectionString));
            await using var alone = await ServerProcess.StartAsync("serve-hub", url);
            await using var api = await ServerProcess.StartAsync(["serve-hub", url, .. settings]);
            await using var first = await ServerProcess.StartAsync(["serve-worker", url, .. settings]);
            await using var second = await ServerProcess.StartAsync(["serve-worker", url, .. settings]);
            var (aloneRuns, oneRuns, twoRuns) = (new List<Run>(), new List<Run>(), new List<Run>());
            for (var round = -2; round < options.Rounds; round++)
            {
                var runs = new[] { await RunAsync(alone, [alone]), await RunAsync(api, [first]), await RunAsync(api, [first, second]) };
                if (round < 0) continue; // warming
                aloneRuns.Add(runs[0]);
                oneRuns.Add(runs[1]);
                twoRuns.Add(runs[2]);
            }
            return [Median("the hub in one process", aloneRuns, aloneRuns), Median("one worker", oneRuns, aloneRuns), Median("two workers", twoRuns, aloneRuns)];

            async Task<Run> RunAsync(ServerProcess seeder, ServerProcess[] workers)
            {
                await seeder.PostAsync($"/bench/seed?count={options.Due}&due=true");
                var (hub, server, platform, started) = (Sum(workers), redis.ProcessorTime, sandbox.ProcessorTime, TimeProvider.System.GetTimestamp());
                var done = await Task.WhenAll(workers.Select(worker => worker.PostAsync("/bench/sweep")));
                var elapsed = TimeProvider.System.GetElapsedTime(started);
                var run = new Run(options.Due / elapsed.TotalSeconds, Each(Sum(workers) - hub), Each(redis.ProcessorTime - server), Each(sandbox.ProcessorTime - platform),
                    workers.Length == 1 ? 1 : done.Min(count => double.Parse(count, CultureInfo.InvariantCulture)) / options.Due);
                await seeder.PostAsync("/bench/check");
                return run;
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        double Each(TimeSpan time) => time.TotalMicroseconds / options.Due;

        static TimeSpan Sum(ServerProcess[] processes) => processes.Aggregate(TimeSpan.Zero, (sum, process) => sum + process.ProcessorTime);
    }

    private static Result Median(string what, List<Run> runs, List<Run> alone)
    {
        var ratios = runs.Zip(alone, (one, other) => one.PerSecond / other.PerSecond).ToList();
        return new Result(what, Of(run => run.PerSecond), Figures.Middle(ratios), Figures.Range(ratios), Of(run => run.Hub), Of(run => run.Redis), Of(run => run.Sandbox), Of(run => run.LeastShare));

        double Of(Func<Run, double> figure) => Figures.Middle(runs.Select(figure));
    }
}
