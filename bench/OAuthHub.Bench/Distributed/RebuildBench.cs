using System.Globalization;
using OAuthHub.Bench.Servers;
using OAuthHub.Core.Vault.EncryptedFile;

namespace OAuthHub.Bench.Distributed;

/// <summary>A start and a rebuild of the index with very many connections in the file, beside the floor: each row read and its seal opened, once.</summary>
internal static class RebuildBench
{
    /// <summary>Nothing here speaks to a platform.</summary>
    private const string Nowhere = "http://127.0.0.1:9/sandbox";

    /// <param name="FileSize">Bytes of the vault.</param>
    /// <param name="Fill">Seconds it took to store all of them.</param>
    /// <param name="Rows">What was timed.</param>
    internal sealed record Result(int Connections, long FileSize, double Fill, IReadOnlyList<Row> Rows);

    /// <param name="Start">Seconds from the start of the process until it listens.</param>
    /// <param name="Peak">Of the working set until then, MB.</param>
    /// <param name="Live">Managed objects that are alive then, MB.</param>
    /// <param name="Pass">Seconds of the floor; null: there is nothing to pass over.</param>
    /// <param name="Rebuild">Seconds of a rebuild.</param>
    internal sealed record Row(string What, double Start, double Peak, double Live, double? Pass, double? Rebuild)
    {
        public static Row Median(IReadOnlyList<Row> rows) => new(
            rows[0].What, Figures.Middle(rows.Select(row => row.Start)), Figures.Middle(rows.Select(row => row.Peak)), Figures.Middle(rows.Select(row => row.Live)),
            rows[0].Pass is null ? null : Figures.Middle(rows.Select(row => row.Pass!.Value)), rows[0].Rebuild is null ? null : Figures.Middle(rows.Select(row => row.Rebuild!.Value)));
    }

    public static async Task<Result> RunAsync(BenchOptions options, RedisForBench? redis)
    {
        var folder = Directory.CreateTempSubdirectory("oauthhub-bench-");
        try
        {
            var alone = Settings.Folder(folder.FullName);
            double fill;
            var (empty, one, several) = (new List<Row>(), new List<Row>(), new List<Row>());
            for (var round = 0; round < options.LongRounds; round++) empty.Add(await StartAsync("an empty vault", []));
            await using (var hub = await ServerProcess.StartAsync("serve-hub", Nowhere, alone))
            {
                fill = await SecondsAsync(hub, $"/bench/fill?count={options.Many}");
                await hub.StopAsync();
            }
            Fold(Path.Combine(folder.FullName, "vault.db"));
            for (var round = 0; round < options.LongRounds; round++)
            {
                one.Add(await StartAsync("one process", [alone], filled: true));
                if (redis is null) continue;
                await redis.FlushAsync();
                several.Add(await StartAsync("with Redis", Settings.Shared(folder.FullName, redis.ConnectionString), filled: true, redis));
            }
            var rows = new List<Row> { Row.Median(empty), Row.Median(one) };
            if (several.Count > 0) rows.Add(Row.Median(several));
            return new Result(options.Many, new FileInfo(Path.Combine(folder.FullName, "vault.db")).Length, fill, rows);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<Row> StartAsync(string what, string[] settings, bool filled = false, RedisForBench? redis = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        await using var hub = await ServerProcess.StartAsync(["serve-hub", Nowhere, .. settings]);
        var start = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        var memory = (await hub.GetAsync("/bench/memory")).Split(' ').Select(bytes => long.Parse(bytes, CultureInfo.InvariantCulture) / 1e6).ToArray();
        if (!filled) return new Row(what, start, memory[0], memory[1], null, null);
        // The middle of three passes, and a rebuild on either side of the last: the index is full and Redis is empty, as after a flush.
        var passes = new List<double> { await SecondsAsync(hub, "/bench/pass"), await SecondsAsync(hub, "/bench/pass") };
        var rebuilds = new List<double>();
        for (var time = 0; time < 2; time++)
        {
            if (redis is not null) await redis.FlushAsync();
            rebuilds.Add(await SecondsAsync(hub, "/bench/rebuild"));
            if (time == 0) passes.Add(await SecondsAsync(hub, "/bench/pass"));
        }
        return new Row(what, start, memory[0], memory[1], Figures.Middle(passes), Figures.Middle(rebuilds));
    }

    /// <summary>Brings all of the write-ahead log into the file, so that each round reads the same.</summary>
    private static void Fold(string path)
    {
        using var file = SqliteFile.Open(path);
        SqliteFile.Execute(file, "PRAGMA wal_checkpoint(TRUNCATE)");
    }

    private static async Task<double> SecondsAsync(ServerProcess server, string path) => double.Parse(await server.PostAsync(path), CultureInfo.InvariantCulture);
}
