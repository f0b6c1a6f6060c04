using OAuthHub.Core.Health;

namespace OAuthHub.Api.Health;

/// <summary>How one platform answers.</summary>
internal sealed record PlatformHealthView
{
    /// <summary>The platform's id.</summary>
    public required string Platform { get; init; }

    /// <summary>What is wrong with it and what to do, the worst first. Empty: all is well.</summary>
    public required IReadOnlyList<FindingView> Findings { get; init; }

    /// <summary>Whether requests are sent to it.</summary>
    public required BreakerState Breaker { get; init; }

    /// <summary>Until when nothing is sent. Null: the gate is open.</summary>
    public DateTimeOffset? ClosedUntil { get; init; }

    /// <summary>Failures in a row, of the process that met most.</summary>
    public int FailuresInRow { get; init; }

    /// <summary>So many grants were refused within a minute that none of the refusals is believed.</summary>
    public bool Incident { get; init; }

    /// <summary>What is due and not taken up by a worker.</summary>
    public required DueView Due { get; init; }

    /// <summary>What happened in the last hour.</summary>
    public required NumbersView LastHour { get; init; }

    /// <summary>What happened in the last day.</summary>
    public required NumbersView LastDay { get; init; }

    public static PlatformHealthView Of(string id, HealthState state, IReadOnlyList<HealthFinding> findings)
    {
        var (trouble, due) = (state.Trouble(id), state.Due.GetValueOrDefault(id));
        var until = trouble?.Gate.ClosedUntil > state.At ? trouble.Gate.ClosedUntil : null;
        return new PlatformHealthView
        {
            Platform = id,
            Findings = [.. findings.Select(FindingView.Of)],
            Breaker = until is null ? BreakerState.Open : trouble!.Gate.IsAsked ? BreakerState.Paused : BreakerState.Broken,
            ClosedUntil = until,
            FailuresInRow = trouble?.Gate.Failures ?? 0,
            Incident = trouble?.IsIncident is true,
            Due = new DueView(due?.Count ?? 0, due?.OldestAt),
            LastHour = NumbersView.Of(state.Hour.Total(id)),
            LastDay = NumbersView.Of(state.Day.Total(id)),
        };
    }
}

/// <summary>Open: requests are sent. Paused: the platform asked for a pause (429). Broken: it failed five times in a row, and is asked again when the time is over.</summary>
internal enum BreakerState { Open, Paused, Broken }
