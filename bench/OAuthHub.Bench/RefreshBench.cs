using System.Globalization;
using OAuthHub.Bench.Servers;

namespace OAuthHub.Bench;

/// <summary>(c) the hub refreshing due connections, beside (d) a bare loop of the same posts and (e) that loop with a durable transaction each.</summary>
internal static class RefreshBench
{
    public const int InFlight = 64;

    internal sealed record Result(double Hub, double Bare, double Durable, double HubOfBare, double HubOfDurable, double DurableOfBare, string Range);

    public static async Task<Result> RunAsync(BenchOptions options)
    {
        await using var sandbox = await ServerProcess.StartAsync("serve-sandbox");
        await using var hub = await ServerProcess.StartAsync("serve-hub", sandbox.Address + "/sandbox");
        await using var loop = await ServerProcess.StartAsync("serve-loop", sandbox.Address + "/sandbox");
        var (hubRuns, bareRuns, durableRuns) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = -2; round < options.Rounds; round++)
        {
            await hub.PostAsync($"/bench/seed?count={options.Due}&due=true");
            var refreshed = await PerSecondAsync(hub, options.Due, "/bench/sweep");
            await hub.PostAsync("/bench/check");
            var bare = await PerSecondAsync(loop, options.Due, $"/bench/loop?count={options.Due}&durable=false");
            var durable = await PerSecondAsync(loop, options.Due, $"/bench/loop?count={options.Due}&durable=true");
            if (round < 0) continue; // warming
            hubRuns.Add(refreshed);
            bareRuns.Add(bare);
            durableRuns.Add(durable);
        }
        var ratios = hubRuns.Zip(durableRuns, (one, other) => one / other).ToList();
        return new Result(
            Figures.Middle(hubRuns), Figures.Middle(bareRuns), Figures.Middle(durableRuns),
            Figures.Middle(hubRuns.Zip(bareRuns, (one, other) => one / other)), Figures.Middle(ratios),
            Figures.Middle(durableRuns.Zip(bareRuns, (one, other) => one / other)), Figures.Range(ratios));
    }

    public static async Task<double> PerSecondAsync(ServerProcess server, int count, string path) =>
        count / double.Parse(await server.PostAsync(path), CultureInfo.InvariantCulture);
}
