using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.Sealing;
using OAuthHub.Tests.Shared;

namespace OAuthHub.Bench.Vaults;

/// <summary>
/// Writes and cold reads of a vault in the same rounds as its two yardsticks on the same server or file, as durable: the bare statements, and the
/// floor, which is the same statements with a record sealed before, or opened after.
/// </summary>
internal static class VaultsBench
{
    /// <summary>Records of each writer, written in turn.</summary>
    private const int Records = 50;

    /// <summary>Bytes of a connection with its tokens, about.</summary>
    private const int Size = 1500;

    private static readonly int[] InFlight = [1, 32];

    public static async Task<IReadOnlyList<Result>> RunAsync(BenchOptions options)
    {
        var results = new List<Result>();
        using (var file = FileUnderTest.Open()) results.AddRange(await MeasureAsync("EncryptedFile", file.Vault, file.Vault.Seals, file, options));
        if (PostgresProcess.Missing is not null) return results;
        await using var postgres = await PostgresUnderTest.StartAsync();
        results.AddRange(await MeasureAsync("PostgreSql", postgres.Vault, postgres.Seals, postgres, options));
        return results;
    }

    private static async Task<IReadOnlyList<Result>> MeasureAsync(string backend, IVault vault, RecordSeals seals, IBareRows bare, BenchOptions options)
    {
        var generations = new long[InFlight.Max(), Records];
        var last = 0L;
        var results = new List<Result>();
        foreach (var writers in InFlight)
        {
            results.Add(await CompareAsync("writes", writers, (writer, i) => bare.WriteAsync(Bare(writer, i), Fresh()), WriteFloorAsync, WriteAsync));
            results.Add(await CompareAsync("cold reads", writers, (writer, i) => bare.ReadAsync(Bare(writer, i)).AsTask(), ReadFloorAsync, (writer, i) => vault.ReadAsync(Name(writer, i), CancellationToken.None).AsTask()));
        }
        return results;

        async Task<Result> CompareAsync(string what, int inFlight, params Func<int, int, Task>[] steps)
        {
            foreach (var step in steps) await PerSecondAsync(inFlight, step, options.Warming);
            var rounds = new List<(double Bare, double Floor, double Vault)>();
            for (var round = 0; round < options.Rounds; round++)
                rounds.Add((await PerSecondAsync(inFlight, steps[0], options.Measuring), await PerSecondAsync(inFlight, steps[1], options.Measuring), await PerSecondAsync(inFlight, steps[2], options.Measuring)));
            return new Result(backend, what, inFlight, rounds);
        }

        // What a vault must do at the least: the name hashed, the record sealed under a fresh key, and stored.
        Task WriteFloorAsync(int writer, int i)
        {
            var step = seals.Seal(new VaultCommit(Write(writer, i, 0)), properties: false);
            return bare.WriteAsync(Floor(writer, i), step.Record!);
        }

        async Task ReadFloorAsync(int writer, int i)
        {
            var id = seals.Id(Name(writer, i));
            seals.Open(id, 1, await bare.ReadAsync(Floor(writer, i)));
        }

        async Task WriteAsync(int writer, int i)
        {
            if (await vault.CommitAsync(new VaultCommit(Write(writer, i, generations[writer, i])), CancellationToken.None) is not VaultWriteOutcome.Written(var generation)) throw new InvalidOperationException("Somebody else writes here.");
            generations[writer, i] = generation;
        }

        VaultWrite Write(int writer, int i, long expected) => new(Name(writer, i), expected, new Dictionary<string, string> { ["platform"] = "sandbox", ["user"] = "local" }, Fresh());

        // SQLite notices that a row would become what it is, and then writes nothing.
        byte[] Fresh()
        {
            var value = new byte[Size];
            BitConverter.TryWriteBytes(value, Interlocked.Increment(ref last));
            return value;
        }
    }

    private static int Bare(int writer, int i) => writer * Records + i;

    private static int Floor(int writer, int i) => 1_000_000 + Bare(writer, i);

    private static VaultName Name(int writer, int i) => new(VaultKind.Connection, $"{writer}-{i}");

    private static async Task<double> PerSecondAsync(int writers, Func<int, int, Task> step, TimeSpan length)
    {
        var began = TimeProvider.System.GetTimestamp();
        var done = await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            var count = 0;
            for (; count < Records || TimeProvider.System.GetElapsedTime(began) < length; count++) await step(writer, count % Records);
            return count;
        })));
        return done.Sum() / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }

    internal sealed record Result(string Backend, string What, int InFlight, IReadOnlyList<(double Bare, double Floor, double Vault)> Rounds)
    {
        public double Bare => Figures.Middle(Rounds.Select(round => round.Bare));

        public double Floor => Figures.Middle(Rounds.Select(round => round.Floor));

        public double Vault => Figures.Middle(Rounds.Select(round => round.Vault));

        public IEnumerable<double> OfBare => Rounds.Select(round => round.Vault / round.Bare);

        public IEnumerable<double> OfFloor => Rounds.Select(round => round.Vault / round.Floor);
    }
}

/// <summary>The same work without a vault: a table of blobs under a number.</summary>
internal interface IBareRows
{
    /// <summary><c>INSERT … ON CONFLICT DO UPDATE</c>, durable when it returns.</summary>
    Task WriteAsync(int id, byte[] value);

    /// <summary><c>SELECT … WHERE id = …</c>.</summary>
    ValueTask<byte[]> ReadAsync(int id);
}
