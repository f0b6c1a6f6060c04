using System.Globalization;
using System.Runtime.InteropServices;
using OAuthHub.Bench.Distributed;
using OAuthHub.Bench.Vaults;
using OAuthHub.Tests.Shared;

namespace OAuthHub.Bench;

/// <summary>Runs the measurements one beside the other and prints them as the tables of docs/performance.md.</summary>
internal static class Report
{
    public static async Task WriteAsync(BenchOptions options)
    {
        Line($"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} processors, {RuntimeInformation.FrameworkDescription}");
        if (options.Parts.Contains("--reads"))
        {
            Line("");
            Line($"Reading: GET /credentials/sandbox, {options.Read} stored connections, medians of {options.Rounds} rounds");
            Line("");
            Line("| concurrency | server | requests/s | p50 ms | p99 ms | bytes allocated a request |");
            Line("|---|---|---|---|---|---|");
            foreach (var pair in await ReadBench.RunAsync(options))
            {
                Line(Row(pair.Concurrency, "bare Kestrel", pair.Bare));
                Line(Row(pair.Concurrency, "hub", pair.Hub));
                Line($"| {pair.Concurrency} | **ratio** | **{pair.Ratio:0.00}** ({pair.RatioRange}) | {pair.Hub.P50 / pair.Bare.P50:0.00} | {pair.TailRatio:0.00} | |");
            }
        }
        if (options.Parts.Contains("--refreshing")) await WriteRefreshingAsync(options);
        if (options.Parts.Contains("--proxy")) await WriteProxyAsync(options);
        await DistributedReport.WriteAsync(options, Line);
        if (options.Parts.Contains("--vaults")) await WriteVaultsAsync(options);
    }

    private static async Task WriteVaultsAsync(BenchOptions options)
    {
        Line("");
        if (PostgresProcess.Missing is { } missing) Line($"Without PostgreSQL: {missing}");
        Line($"Vaults: records of about 1.5 kB, each write durable, medians of {options.Rounds} rounds");
        Line("");
        Line("| backend | what | in flight | bare statements/s | floor/s | vault/s | of the bare | of the floor |");
        Line("|---|---|---|---|---|---|---|---|");
        foreach (var result in await VaultsBench.RunAsync(options))
            Line($"| {result.Backend} | {result.What} | {result.InFlight} | {result.Bare:0} | {result.Floor:0} | {result.Vault:0} | {Figures.Middle(result.OfBare):0.00} ({Figures.Range(result.OfBare)}) | **{Figures.Middle(result.OfFloor):0.00}** ({Figures.Range(result.OfFloor)}) |");
    }

    private static async Task WriteProxyAsync(BenchOptions options)
    {
        var (pairs, streams) = await ProxyBench.RunAsync(options);
        Line("");
        Line($"Proxy: GET /proxy/sandbox/…, {options.Read} stored connections, medians of {options.ShortRounds} rounds");
        Line("");
        Line("| bytes | concurrency | server | requests/s | p50 ms | p99 ms | bytes allocated a request |");
        Line("|---|---|---|---|---|---|---|");
        foreach (var pair in pairs)
        {
            Line($"| {pair.Bytes} {Row(pair.Concurrency, "bare forwarder", pair.Bare)}");
            Line($"| {pair.Bytes} {Row(pair.Concurrency, "hub", pair.Hub)}");
            Line($"| {pair.Bytes} | {pair.Concurrency} | **ratio** | **{pair.Ratio:0.00}** ({pair.RatioRange}) | {pair.Hub.P50 / pair.Bare.P50:0.00} | {pair.TailRatio:0.00} | |");
        }
        Line("");
        Line($"Streams of {options.Streamed / 1e6:0} MB");
        Line("");
        Line("| way | server | MB/s | peak of memory grew by, MB |");
        Line("|---|---|---|---|");
        foreach (var stream in streams) Line($"| {stream.Way} | {stream.Server} | {stream.MegabytesPerSecond:0} | {stream.MemoryMegabytes:0.0} |");
    }

    private static async Task WriteRefreshingAsync(BenchOptions options)
    {
        Line("");
        Line($"Refreshing: {options.Due} due connections of a rotating platform, {RefreshBench.InFlight} in flight, medians of {options.Rounds} rounds");
        Line("");
        Line("| what | refreshes/s | of (d) | of (e) |");
        Line("|---|---|---|---|");
        var result = await RefreshBench.RunAsync(options);
        Line($"| (c) hub: intent, exchange, answer, each durable | {result.Hub:0} | {result.HubOfBare:0.00} | **{result.HubOfDurable:0.00}** ({result.Range}) |");
        Line($"| (d) bare loop of the same posts | {result.Bare:0} | 1 | |");
        Line($"| (e) the loop with one durable SQLite transaction an answer | {result.Durable:0} | {result.DurableOfBare:0.00} | 1 |");
    }

    private static string Row(int concurrency, string server, Figures figures) =>
        string.Create(CultureInfo.InvariantCulture, $"| {concurrency} | {server} | {figures.PerSecond:0} | {figures.P50:0.000} | {figures.P99:0.000} | {figures.AllocatedPerRequest:0} |");

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private static void Line(string text) => Console.WriteLine(text);
}
