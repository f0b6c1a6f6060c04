using OAuthHub.Bench.Servers;

namespace OAuthHub.Bench.Distributed;

/// <summary>Agents' reads through one and through two APIs on one vault and one Redis, beside the hub in one process and a bare endpoint that returns the same bytes.</summary>
internal static class ApisBench
{
    /// <summary>Requests in flight: one for each of the two APIs, and many.</summary>
    private static readonly int[] Concurrencies = [2, 64];

    /// <param name="OfBare">Requests a second in relation to the bare endpoint.</param>
    internal sealed record Result(int Concurrency, string What, Figures Figures, double OfBare, string Range);

    public static async Task<IReadOnlyList<Result>> RunAsync(BenchOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("oauthhub-bench-");
        try
        {
            await using var redis = await RedisForBench.StartAsync();
            await using var sandbox = await ServerProcess.StartAsync("serve-sandbox");
            var (url, settings) = (sandbox.Address + "/sandbox", Settings.Shared(folder.FullName, redis.ConnectionString));
            await using var bare = await ServerProcess.StartAsync("serve-bare");
            await using var alone = await ServerProcess.StartAsync("serve-hub", url);
            await using var first = await ServerProcess.StartAsync(["serve-hub", url, .. settings]);
            await using var second = await ServerProcess.StartAsync(["serve-hub", url, .. settings]);
            foreach (var hub in (ServerProcess[])[alone, first]) await hub.PostAsync($"/bench/seed?count={options.Read}&due=false");
            var keys = ((await alone.GetAsync("/bench/key")).Trim(), (await first.GetAsync("/bench/key")).Trim());
            await bare.PostAsync("/bench/answer", await alone.GetAsync("/credentials/sandbox?user=user-0", keys.Item1));
            (string What, ServerProcess[] Servers, string Key)[] all =
            [
                ("bare Kestrel", [bare], keys.Item1), ("the hub in one process", [alone], keys.Item1),
                ("one API, with Redis", [first], keys.Item2), ("two APIs, with Redis", [first, second], keys.Item2),
            ];

            var results = new List<Result>();
            foreach (var concurrency in Concurrencies)
            {
                var runs = all.Select(_ => new List<Figures>()).ToArray();
                foreach (var (_, servers, key) in all) await ReadBench.LoadAsync(servers, key, options.Read, concurrency, options.Warming);
                for (var round = 0; round < options.Rounds; round++)
                    for (var i = 0; i < all.Length; i++) runs[i].Add(await ReadBench.LoadAsync(all[i].Servers, all[i].Key, options.Read, concurrency, options.Measuring));
                results.AddRange(all.Select((one, i) => Median(concurrency, one.What, runs[i], runs[0])));
            }
            return results;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Result Median(int concurrency, string what, List<Figures> runs, List<Figures> bare)
    {
        var ratios = runs.Zip(bare, (one, other) => one.PerSecond / other.PerSecond).ToList();
        return new Result(concurrency, what, Figures.Median(runs), Figures.Middle(ratios), Figures.Range(ratios));
    }
}
