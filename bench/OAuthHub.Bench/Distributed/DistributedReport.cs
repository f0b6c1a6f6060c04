using OAuthHub.Tests.Shared;
using static System.FormattableString;

namespace OAuthHub.Bench.Distributed;

/// <summary>The tables of many connections and of several processes.</summary>
internal static class DistributedReport
{
    public static async Task WriteAsync(BenchOptions options, Action<string> line)
    {
        var hasRedis = RedisProcess.Missing is null;
        if (!hasRedis) line($"Without Redis: {RedisProcess.Missing}");
        if (options.Parts.Contains("--index")) await IndexAsync(options, line, hasRedis);
        if (options.Parts.Contains("--rebuild")) await RebuildAsync(options, line, hasRedis);
        if (options.Parts.Contains("--workers") && hasRedis) await WorkersAsync(options, line);
        if (options.Parts.Contains("--apis") && hasRedis) await ApisAsync(options, line);
    }

    private static async Task IndexAsync(BenchOptions options, Action<string> line, bool hasRedis)
    {
        line("");
        line(Invariant($"Finding what is due, and whose it is: {options.Many} connections in the index beside {IndexBench.Few}, {IndexUnderTest.Due} due in both, medians of {2 * options.Rounds} rounds"));
        line("");
        line(Invariant($"| coordination | step | µs with {IndexBench.Few} | µs with {options.Many} | ratio |"));
        line("|---|---|---|---|---|");
        await using var redis = hasRedis ? await RedisForBench.StartAsync() : null;
        foreach (var result in await IndexBench.RunAsync(options, null)) Row(result);
        if (redis is null) return;
        foreach (var result in await IndexBench.RunAsync(options, redis.ConnectionString)) Row(result);

        void Row(IndexBench.Result result) => line(Invariant($"| {result.Where} | {result.What} | {result.Few:0.00} | {result.Many:0.00} | **{result.Ratio:0.00}** ({result.Range}) |"));
    }

    private static async Task RebuildAsync(BenchOptions options, Action<string> line, bool hasRedis)
    {
        await using var redis = hasRedis ? await RedisForBench.StartAsync() : null;
        var result = await RebuildBench.RunAsync(options, redis);
        line("");
        line(Invariant($"Start and rebuild with {result.Connections} connections, a vault of {result.FileSize / 1e6:0} MB, filled in {result.Fill:0.0} s, medians of {options.LongRounds} rounds"));
        line("");
        line("| what | start s | peak working set MB | live objects MB | floor: read and open each row, s | rebuild s | of the floor |");
        line("|---|---|---|---|---|---|---|");
        foreach (var row in result.Rows)
            line(Invariant($"| {row.What} | {row.Start:0.00} | {row.Peak:0} | {row.Live:0} | {row.Pass:0.00} | {row.Rebuild:0.00} | {(row.Pass is null ? "" : Invariant($"**{row.Rebuild / row.Pass:0.00}**"))} |"));
    }

    private static async Task WorkersAsync(BenchOptions options, Action<string> line)
    {
        line("");
        line(Invariant($"Refreshing by workers: {options.Due} due connections of a rotating platform, {RefreshBench.InFlight} in flight in each worker, medians of {options.Rounds} rounds"));
        line("");
        line("| what | refreshes/s | of one process | processor µs a refresh: hub | Redis | platform | share of the lesser worker |");
        line("|---|---|---|---|---|---|---|");
        foreach (var result in await WorkersBench.RunAsync(options))
            line(Invariant($"| {result.What} | {result.PerSecond:0} | **{result.OfAlone:0.00}** ({result.Range}) | {result.Hub:0} | {result.Redis:0} | {result.Sandbox:0} | {result.LeastShare:0.00} |"));
    }

    private static async Task ApisAsync(BenchOptions options, Action<string> line)
    {
        line("");
        line(Invariant($"Reading through several APIs: GET /credentials/sandbox, {options.Read} stored connections, medians of {options.Rounds} rounds"));
        line("");
        line("| concurrency | server | requests/s | of bare | p50 ms | p99 ms | bytes allocated a request |");
        line("|---|---|---|---|---|---|---|");
        foreach (var result in await ApisBench.RunAsync(options))
        {
            var figures = result.Figures;
            line(Invariant($"| {result.Concurrency} | {result.What} | {figures.PerSecond:0} | **{result.OfBare:0.00}** ({result.Range}) | {figures.P50:0.000} | {figures.P99:0.000} | {figures.AllocatedPerRequest:0} |"));
        }
    }
}
