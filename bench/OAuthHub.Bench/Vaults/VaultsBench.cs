using OAuthHub.Core.Vault;
using OAuthHub.Tests.Shared;

namespace OAuthHub.Bench.Vaults;

/// <summary>Writes and cold reads of a vault beside the bare statements on the same server or file, in the same rounds and as durable.</summary>
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
        using (var file = FileUnderTest.Open()) results.AddRange(await MeasureAsync("EncryptedFile", file.Vault, file, options));
        if (PostgresProcess.Missing is not null) return results;
        await using var postgres = await PostgresUnderTest.StartAsync();
        results.AddRange(await MeasureAsync("PostgreSql", postgres.Vault, postgres, options));
        return results;
    }

    private static async Task<IReadOnlyList<Result>> MeasureAsync(string backend, IVault vault, IBareRows bare, BenchOptions options)
    {
        var generations = new long[InFlight.Max(), Records];
        var last = 0L;
        var results = new List<Result>();
        foreach (var writers in InFlight)
        {
            foreach (var (what, bareStep, vaultStep) in ((string, Func<int, int, Task>, Func<int, int, Task>)[])
                [("writes", (writer, i) => bare.WriteAsync(writer * Records + i, Fresh()), WriteAsync), ("cold reads", (writer, i) => bare.ReadAsync(writer * Records + i), (writer, i) => vault.ReadAsync(Name(writer, i), CancellationToken.None).AsTask())])
            {
                await PerSecondAsync(writers, bareStep, options.Warming);
                await PerSecondAsync(writers, vaultStep, options.Warming);
                var rounds = new List<(double Bare, double Vault)>();
                for (var round = 0; round < options.Rounds; round++)
                    rounds.Add((await PerSecondAsync(writers, bareStep, options.Measuring), await PerSecondAsync(writers, vaultStep, options.Measuring)));
                var ratios = rounds.Select(round => round.Vault / round.Bare).ToList();
                results.Add(new Result(backend, what, writers, Figures.Middle(rounds.Select(round => round.Bare)), Figures.Middle(rounds.Select(round => round.Vault)), Figures.Middle(ratios), Figures.Range(ratios)));
            }
        }
        return results;

        async Task WriteAsync(int writer, int i)
        {
            var write = new VaultWrite(Name(writer, i), generations[writer, i], new Dictionary<string, string> { ["platform"] = "sandbox", ["user"] = "local" }, Fresh());
            if (await vault.CommitAsync(new VaultCommit(write), CancellationToken.None) is not VaultWriteOutcome.Written(var generation)) throw new InvalidOperationException("Somebody else writes here.");
            generations[writer, i] = generation;
        }

        // SQLite notices that a row would become what it is, and then writes nothing.
        byte[] Fresh()
        {
            var value = new byte[Size];
            BitConverter.TryWriteBytes(value, Interlocked.Increment(ref last));
            return value;
        }
    }

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

    /// <param name="Ratio">The vault's of the bare statement's, the middle one of the rounds.</param>
    internal sealed record Result(string Backend, string What, int InFlight, double Bare, double Vault, double Ratio, string Range);
}

/// <summary>The same work without a vault: a table of blobs under a number.</summary>
internal interface IBareRows
{
    /// <summary><c>INSERT … ON CONFLICT DO UPDATE</c>, durable when it returns.</summary>
    Task WriteAsync(int id, byte[] value);

    /// <summary><c>SELECT … WHERE id = …</c>.</summary>
    Task ReadAsync(int id);
}
