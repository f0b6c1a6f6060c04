using OAuthHub.Core.Refresh;

namespace OAuthHub.Core.Health;

/// <summary>How one process of the hub is, in its own words.</summary>
public sealed record ProcessReport
{
    /// <summary>After this the process is no longer taken for alive: six beats.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    /// <summary>Random, new at each start.</summary>
    public required string Id { get; init; }

    /// <summary>For the operator: its machine and its number there.</summary>
    public required string Name { get; init; }

    /// <summary>Such as <c>OAuthHub.Worker</c>.</summary>
    public required string Program { get; init; }

    public required string Version { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it said this.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When it last began to refresh what is due. Null: it does not do that, or not yet.</summary>
    public DateTimeOffset? SweptAt { get; init; }

    /// <summary>It was told to stop, and this was its last word.</summary>
    public bool IsStopped { get; init; }

    /// <summary>Of each platform with which something is the matter.</summary>
    public IReadOnlyDictionary<string, PlatformTrouble> Platforms { get; init; } = new Dictionary<string, PlatformTrouble>();

    public bool IsAlive(DateTimeOffset now) => !IsStopped && now - At < LongestSilence;

    public bool Sweeps(DateTimeOffset now) => IsAlive(now) && now - SweptAt < LongestSilence;
}

/// <param name="IsIncident">So many grants were refused within a minute that none of the refusals is believed.</param>
public sealed record PlatformTrouble(GateState Gate, bool IsIncident);
