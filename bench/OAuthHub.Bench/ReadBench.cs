using System.Globalization;
using OAuthHub.Bench.Servers;

namespace OAuthHub.Bench;

/// <summary>(a) a bare endpoint that returns the same bytes, beside (b) the hub's hot path with key check and many connections.</summary>
internal static class ReadBench
{
    internal sealed record Pair(int Concurrency, Figures Bare, Figures Hub, double Ratio, string RatioRange, double TailRatio);

    public static async Task<IReadOnlyList<Pair>> RunAsync(BenchOptions options)
    {
        await using var sandbox = await ServerProcess.StartAsync("serve-sandbox");
        await using var hub = await ServerProcess.StartAsync("serve-hub", sandbox.Address + "/sandbox");
        await using var bare = await ServerProcess.StartAsync("serve-bare");
        await hub.PostAsync($"/bench/seed?count={options.Read}&due=false");
        var key = (await hub.GetAsync("/bench/key")).Trim();
        await bare.PostAsync("/bench/answer", await hub.GetAsync("/credentials/sandbox?user=user-0", key));

        var pairs = new List<Pair>();
        foreach (var concurrency in (int[])[1, 64])
        {
            var (bareRuns, hubRuns) = (new List<Figures>(), new List<Figures>());
            await LoadAsync([bare], key, options.Read, concurrency, options.Warming);
            await LoadAsync([hub], key, options.Read, concurrency, options.Warming);
            for (var round = 0; round < options.Rounds; round++)
            {
                bareRuns.Add(await LoadAsync([bare], key, options.Read, concurrency, options.Measuring));
                hubRuns.Add(await LoadAsync([hub], key, options.Read, concurrency, options.Measuring));
            }
            var ratios = hubRuns.Zip(bareRuns, (one, other) => one.PerSecond / other.PerSecond).ToList();
            var tails = hubRuns.Zip(bareRuns, (one, other) => one.P99 / other.P99);
            pairs.Add(new Pair(concurrency, Figures.Median(bareRuns), Figures.Median(hubRuns), Figures.Middle(ratios), Figures.Range(ratios), Figures.Middle(tails)));
        }
        return pairs;
    }

    /// <summary>Loads the servers evenly, and tells what all of them together did.</summary>
    public static Task<Figures> LoadAsync(IReadOnlyList<ServerProcess> servers, string key, int users, int concurrency, TimeSpan length) =>
        LoadAsync(servers, [.. Enumerable.Range(0, users).Select(user => LoadGenerator.Get($"/credentials/sandbox?user=user-{user}", key))], concurrency, length);

    /// <summary>The same with other requests.</summary>
    public static async Task<Figures> LoadAsync(IReadOnlyList<ServerProcess> servers, byte[][] requests, int concurrency, TimeSpan length)
    {
        var before = await AllocatedAsync(servers);
        var load = await LoadGenerator.RunAsync([.. servers.Select(server => server.Address)], requests, concurrency, length);
        return new Figures(load.PerSecond, load.P50, load.P99, (await AllocatedAsync(servers) - before) / (double)load.Requests);
    }

    private static async Task<long> AllocatedAsync(IReadOnlyList<ServerProcess> servers)
    {
        var sum = 0L;
        foreach (var server in servers) sum += long.Parse(await server.GetAsync("/bench/allocated"), CultureInfo.InvariantCulture);
        return sum;
    }
}
