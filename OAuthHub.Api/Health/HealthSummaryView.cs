using OAuthHub.Core.Connections;
using OAuthHub.Core.Health;

namespace OAuthHub.Api.Health;

/// <summary>How the hub is now.</summary>
internal sealed record HealthSummaryView
{
    /// <summary>When this was looked at.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What is wrong and what to do, the worst first. Empty: all is well.</summary>
    public required IReadOnlyList<FindingView> Findings { get; init; }

    /// <summary>The vault can be written, or cannot.</summary>
    public required PartState Vault { get; init; }

    /// <summary>Redis answers, or does not, or the hub runs without one.</summary>
    public required PartState Redis { get; init; }

    /// <summary>The process that answers, then the others that share its Redis.</summary>
    public required IReadOnlyList<ProcessView> Processes { get; init; }

    /// <summary>How many of the processes refresh what is due.</summary>
    public required int WorkersAlive { get; init; }

    /// <summary>How many connections are in which state.</summary>
    public required ConnectionCountsView Connections { get; init; }

    /// <summary>What is due and not taken up by a worker.</summary>
    public required DueView Due { get; init; }

    public static HealthSummaryView Of(HealthState state, IReadOnlyList<HealthFinding> findings) => new()
    {
        At = state.At,
        Findings = [.. findings.Select(FindingView.Of)],
        Vault = state.IsVaultWell ? PartState.Well : PartState.Away,
        Redis = state.IsRedisWell switch { null => PartState.None, true => PartState.Well, false => PartState.Away },
        Processes = [.. state.Processes.Select(process => ProcessView.Of(process, state.At))],
        WorkersAlive = state.Processes.Count(process => process.Sweeps(state.At)),
        Connections = ConnectionCountsView.Of(state.Connections),
        Due = new DueView(state.Due.Values.Sum(due => due.Count), state.Due.Values.Min(due => due.OldestAt)),
    };
}

internal enum PartState { Well, Away, None }

/// <param name="Code">Stable: docs/telemetry.md lists the codes.</param>
/// <param name="Severity">How soon to look.</param>
/// <param name="Title">What happened.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="Platform">The platform's id. Null: it is the hub itself.</param>
internal sealed record FindingView(string Code, Severity Severity, string Title, string Remedy, string? Platform)
{
    public static FindingView Of(HealthFinding finding) => new(finding.Code, finding.Severity, finding.Title, finding.Remedy, finding.Platform);
}

/// <param name="Name">Its machine, and its number there.</param>
/// <param name="Program">Such as <c>OAuthHub.Worker</c>.</param>
/// <param name="Version">Of the hub.</param>
/// <param name="State">Alive, silent for longer than half a minute, or stopped as it was told to.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="LastBeatAt">When it was last heard of.</param>
/// <param name="LastSweepAt">When it last began to refresh what is due. Null: it leaves that to others.</param>
internal sealed record ProcessView(string Name, string Program, string Version, ProcessState State, DateTimeOffset StartedAt, DateTimeOffset LastBeatAt, DateTimeOffset? LastSweepAt)
{
    public static ProcessView Of(ProcessReport report, DateTimeOffset now) => new(
        report.Name, report.Program, report.Version, report.IsStopped ? ProcessState.Stopped : report.IsAlive(now) ? ProcessState.Alive : ProcessState.Silent, report.StartedAt, report.At, report.SweptAt);
}

internal enum ProcessState { Alive, Silent, Stopped }

/// <param name="Active">In use.</param>
/// <param name="Degraded">Refreshing fails, and is tried again.</param>
/// <param name="NeedsReconnect">Only their people can repair them.</param>
/// <param name="Quarantined">They wait for the operator's word.</param>
/// <param name="Revoking">They have ended, and the platform has not been told yet.</param>
internal sealed record ConnectionCountsView(int Active, int Degraded, int NeedsReconnect, int Quarantined, int Revoking)
{
    public static ConnectionCountsView Of(ConnectionCounts counts) => new(
        counts.Of(ConnectionState.Active), counts.Of(ConnectionState.Degraded), counts.Of(ConnectionState.NeedsReconnect), counts.Of(ConnectionState.Quarantined), counts.Of(ConnectionState.Revoking));
}

/// <param name="Count">How many connections.</param>
/// <param name="OldestAt">Since when the one that waits longest is due. Null: none is.</param>
internal sealed record DueView(long Count, DateTimeOffset? OldestAt);
