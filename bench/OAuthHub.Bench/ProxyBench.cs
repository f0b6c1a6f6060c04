using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using OAuthHub.Bench.Servers;

namespace OAuthHub.Bench;

/// <summary>(p) the hub's proxy beside (q) a bare forwarder with the same handler: calls a second, and a gigabyte through each way.</summary>
internal static class ProxyBench
{
    internal sealed record Pair(int Bytes, int Concurrency, Figures Bare, Figures Hub, double Ratio, string RatioRange, double TailRatio);

    /// <param name="Way">Down: an answer; up: a body.</param>
    /// <param name="MemoryMegabytes">By how much the process's peak working set grew.</param>
    internal sealed record Stream(string Way, string Server, double MegabytesPerSecond, double MemoryMegabytes);

    public static async Task<(IReadOnlyList<Pair> Pairs, IReadOnlyList<Stream> Streams)> RunAsync(BenchOptions options)
    {
        await using var sandbox = await ServerProcess.StartAsync("serve-sandbox");
        await using var upstream = await ServerProcess.StartAsync("serve-upstream");
        await using var bare = await ServerProcess.StartAsync("serve-forwarder", upstream.Address);
        await using var hub = await ServerProcess.StartAsync("serve-hub", sandbox.Address + "/sandbox", "OAuthHub:Platforms:sandbox:Api:BaseUrl=" + upstream.Address, $"OAuthHub:Proxy:MaxRequestBytes={options.Streamed}");
        await hub.PostAsync($"/bench/seed?count={options.Read}&due=false");
        var key = (await hub.GetAsync("/bench/key")).Trim();
        // Streams first: what they take of memory must not hide in what the load left behind.
        var streams = new List<Stream>();
        foreach (var way in (string[])["down", "up"])
            foreach (var (name, server) in ((string, ServerProcess)[])[("bare forwarder", bare), ("hub", hub)])
                streams.Add(await StreamAsync(way, name, server, key, options.Streamed));
        var pairs = new List<Pair>();
        foreach (var (bytes, concurrency) in ((int, int)[])[(1_000, 1), (1_000, 64), (100_000, 16)]) pairs.Add(await PairAsync(bare, hub, key, options, bytes, concurrency));
        return (pairs, streams);
    }

    private static async Task<Pair> PairAsync(ServerProcess bare, ServerProcess hub, string key, BenchOptions options, int bytes, int concurrency)
    {
        var (bareRuns, hubRuns) = (new List<Figures>(), new List<Figures>());
        var requests = Enumerable.Range(0, options.Read).Select(user => LoadGenerator.Get($"/proxy/sandbox/bytes/{bytes}?user=user-{user}", key)).ToArray();
        await ReadBench.LoadAsync([bare], requests, concurrency, options.LongWarming);
        await ReadBench.LoadAsync([hub], requests, concurrency, options.LongWarming);
        for (var round = 0; round < options.ShortRounds; round++)
        {
            // Each goes first as often as the other.
            foreach (var isHub in round % 2 == 0 ? (bool[])[false, true] : [true, false])
                (isHub ? hubRuns : bareRuns).Add(await ReadBench.LoadAsync([isHub ? hub : bare], requests, concurrency, options.Turn));
        }
        var ratios = hubRuns.Zip(bareRuns, (one, other) => one.PerSecond / other.PerSecond).ToList();
        return new Pair(bytes, concurrency, Figures.Median(bareRuns), Figures.Median(hubRuns), Figures.Middle(ratios), Figures.Range(ratios), Figures.Middle(hubRuns.Zip(bareRuns, (one, other) => one.P99 / other.P99)));
    }

    private static async Task<Stream> StreamAsync(string way, string name, ServerProcess server, string key, long length)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(20), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };
        await MoveAsync(http, way, server, 1_000_000); // what any first call takes is not the stream's
        var before = await PeakAsync(server);
        var started = TimeProvider.System.GetTimestamp();
        await MoveAsync(http, way, server, length);
        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        return new Stream(way, name, length / 1e6 / seconds, (await PeakAsync(server) - before) / 1e6);
    }

    private static async Task MoveAsync(HttpClient http, string way, ServerProcess server, long length)
    {
        if (way is "up")
        {
            using var reply = await http.PostAsync(new Uri(server.Address + "/proxy/sandbox/count?user=user-0"), new Pieces(length));
            reply.EnsureSuccessStatusCode();
            if (await reply.Content.ReadAsStringAsync() != length.ToString(CultureInfo.InvariantCulture)) throw new InvalidOperationException("A body did not arrive whole.");
            return;
        }
        using var answer = await http.GetAsync(new Uri($"{server.Address}/proxy/sandbox/bytes/{length}?user=user-0"), HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        await using var stream = await answer.Content.ReadAsStreamAsync();
        var (total, buffer) = (0L, new byte[64 * 1024]);
        while (await stream.ReadAsync(buffer) is > 0 and var read) total += read;
        if (total != length) throw new InvalidOperationException("An answer did not arrive whole.");
    }

    private static async Task<long> PeakAsync(ServerProcess server) => long.Parse((await server.GetAsync("/bench/memory")).Split(' ')[0], CultureInfo.InvariantCulture);

    private sealed class Pieces(long count) : HttpContent
    {
        private static readonly byte[] Piece = new byte[64 * 1024];

        protected override async Task SerializeToStreamAsync(System.IO.Stream stream, TransportContext? context)
        {
            for (var left = count; left > 0; left -= Piece.Length) await stream.WriteAsync(Piece.AsMemory(0, (int)Math.Min(left, Piece.Length)));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = count;
            return true;
        }
    }
}
