using OAuthHub.Bench.Servers;

namespace OAuthHub.Bench;

/// <summary>(a) a bare endpoint that returns the same bytes, beside (b) the hub's hot path with key check and many connections.</summary>
internal static class ReadBench
{
    public const int Connections = 10_000;
    public const int Rounds = 7;
    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Measuring = TimeSpan.FromSeconds(4);

    internal sealed record Pair(int Concurrency, Figures Bare, Figures Hub, double Ratio, string RatioRange, double TailRatio);

    public static async Task<IReadOnlyList<Pair>> RunAsync()
    {
        await using var sandbox = await ServerProcess.StartAsync("serve-sandbox");
        await using var hub = await ServerProcess.StartAsync("serve-hub", sandbox.Address + "/sandbox");
        await using var bare = await ServerProcess.StartAsync("serve-bare");
        await hub.PostAsync($"/bench/seed?count={Connections}");
        var key = (await hub.GetAsync("/bench/key")).Trim();
        await bare.PostAsync("/bench/answer", await hub.GetAsync("/credentials/sandbox?user=user-0", key));

        var pairs = new List<Pair>();
        foreach (var concurrency in (int[])[1, 64])
        {
            var (bareRuns, hubRuns) = (new List<Figures>(), new List<Figures>());
            await LoadAsync(bare, key, concurrency, Warming);
            await LoadAsync(hub, key, concurrency, Warming);
            for (var round = 0; round < Rounds; round++)
            {
                bareRuns.Add(await LoadAsync(bare, key, concurrency, Measuring));
                hubRuns.Add(await LoadAsync(hub, key, concurrency, Measuring));
            }
            var ratios = hubRuns.Zip(bareRuns, (one, other) => one.PerSecond / other.PerSecond).ToList();
            var tails = hubRuns.Zip(bareRuns, (one, other) => one.P99 / other.P99);
            pairs.Add(new Pair(concurrency, Figures.Median(bareRuns), Figures.Median(hubRuns), Figures.Middle(ratios), Figures.Range(ratios), Figures.Middle(tails)));
        }
        return pairs;
    }

    private static async Task<Figures> LoadAsync(ServerProcess server, string key, int concurrency, TimeSpan length)
    {
        var before = long.Parse(await server.GetAsync("/bench/allocated"), System.Globalization.CultureInfo.InvariantCulture);
        var load = await LoadGenerator.RunAsync(server.Address, key, Connections, concurrency, length);
        var after = long.Parse(await server.GetAsync("/bench/allocated"), System.Globalization.CultureInfo.InvariantCulture);
        return new Figures(load.PerSecond, load.P50, load.P99, (after - before) / (double)load.Requests);
    }
}
