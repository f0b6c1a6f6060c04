namespace OAuthHub.Bench;

/// <summary>What is measured, and how long. Figures for the documentation come from the full size.</summary>
internal sealed record BenchOptions
{
    public const string Usage =
        """
        Usage: dotnet run -c Release --project bench/OAuthHub.Bench [-- parts] [--short]
          parts: --reads --refreshing        the hub in one process
                 --proxy                     calls through the hub, beside a bare forwarder
                 --index --rebuild           100,000 connections, with and without Redis
                 --workers --apis            several processes on one vault and one Redis
                 --distributed               the last four
                 --vaults                    the file and PostgreSQL, beside the bare statements
          --short: one short round with 10,000 connections, to see that it runs
        """;

    private static readonly string[] OneProcess = ["--reads", "--refreshing", "--proxy"];
    private const string Vaults = "--vaults";

    private static readonly string[] Distributed = ["--index", "--rebuild", "--workers", "--apis"];

    public required IReadOnlySet<string> Parts { get; init; }

    public int Rounds { get; init; } = 7;

    /// <summary>Rounds of what takes many seconds each.</summary>
    public int LongRounds { get; init; } = 3;

    /// <summary>Connections of a hub with many.</summary>
    public int Many { get; init; } = 100_000;

    /// <summary>Connections that are read.</summary>
    public int Read { get; init; } = 10_000;

    /// <summary>Connections that are due in a round of refreshing.</summary>
    public int Due { get; init; } = 2_000;

    /// <summary>Bytes of one long stream.</summary>
    public long Streamed { get; init; } = 1_000_000_000;

    /// <summary>Rounds of what is compared call by call: many short ones, since a machine's speed drifts within seconds. The medians of 61 still differed by five hundredths.</summary>
    public int ShortRounds { get; init; } = 121;

    /// <summary>Of each server in a short round.</summary>
    public TimeSpan Turn { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Of a server whose calls go through much code: until all of it is compiled for good, beside a load that takes the whole processor.</summary>
    public TimeSpan LongWarming { get; init; } = TimeSpan.FromSeconds(20);

    public TimeSpan Warming { get; init; } = TimeSpan.FromSeconds(5);
    public TimeSpan Measuring { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Null: the words make no sense.</summary>
    public static BenchOptions? Parse(string[] arguments)
    {
        var parts = arguments.Where(word => word is not "--short").SelectMany(word => word is "--distributed" or "distributed" ? Distributed : [word]).ToHashSet(StringComparer.Ordinal);
        if (parts.Count == 0) parts = [.. OneProcess, .. Distributed, Vaults];
        if (!parts.IsSubsetOf([.. OneProcess, .. Distributed, Vaults])) return null;
        var options = new BenchOptions { Parts = parts };
        return arguments.Contains("--short", StringComparer.Ordinal)
            ? options with { Rounds = 1, LongRounds = 1, ShortRounds = 1, LongWarming = TimeSpan.FromSeconds(1), Many = 10_000, Read = 1_000, Due = 1_000, Streamed = 100_000_000, Warming = TimeSpan.FromSeconds(1), Measuring = TimeSpan.FromSeconds(1) }
            : options;
    }
}
