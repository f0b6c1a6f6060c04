using OAuthHub.Core.Connections;

namespace OAuthHub.Core.Health;

/// <summary>Everything that tells how the hub is, at one moment.</summary>
public sealed record HealthState
{
    public required DateTimeOffset At { get; init; }

    /// <summary>The vault can be written.</summary>
    public required bool IsVaultWell { get; init; }

    /// <summary>Null: the hub runs without Redis.</summary>
    public required bool? IsRedisWell { get; init; }

    /// <summary>What the way to Redis lacks, such as <c>TLS</c>. Null: nothing.</summary>
    public string? RedisLacks { get; init; }

    /// <summary>This one first.</summary>
    public required IReadOnlyList<ProcessReport> Processes { get; init; }

    public required ConnectionCounts Connections { get; init; }

    /// <summary>By platform.</summary>
    public required IReadOnlyDictionary<string, DueNow> Due { get; init; }

    public required HealthSeries Hour { get; init; }
    public required HealthSeries Day { get; init; }

    /// <summary>The worst that any living process says of a platform's gate. Null: nothing is the matter.</summary>
    public PlatformTrouble? Trouble(string platform)
    {
        var said = Processes.Where(process => process.IsAlive(At)).Select(process => process.Platforms.GetValueOrDefault(platform)).OfType<PlatformTrouble>().ToList();
        // What one process said a moment ago may be over: a gate opens by itself.
        return said.Count == 0 ? null : said.OrderByDescending(trouble => trouble.Gate.ClosedUntil > At ? trouble.Gate.ClosedUntil : null).ThenByDescending(trouble => trouble.Gate.Failures).First() with { IsIncident = said.Exists(trouble => trouble.IsIncident) };
    }
}

/// <param name="ByState">States without a connection are left out.</param>
/// <param name="Misregistered">By platform: connections that wait for the operator to correct the app registration.</param>
public sealed record ConnectionCounts(IReadOnlyDictionary<ConnectionState, int> ByState, IReadOnlyDictionary<string, int> Misregistered)
{
    public int Of(ConnectionState state) => ByState.GetValueOrDefault(state);

    public static ConnectionCounts Of(ConnectionIndex index)
    {
        var (states, misregistered) = (new Dictionary<ConnectionState, int>(), new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var summary in index.All)
        {
            states[summary.State] = states.GetValueOrDefault(summary.State) + 1;
            if (summary is { State: ConnectionState.Degraded, Reason: ConnectionReason.AppRegistration }) misregistered[summary.PlatformId] = misregistered.GetValueOrDefault(summary.PlatformId) + 1;
        }
        return new ConnectionCounts(states, misregistered);
    }
}
