using OAuthHub.Tests.Vault;

namespace OAuthHub.Tests.Distributed.Stepping;

/// <summary>What befalls the first of the two refreshers, and at which point.</summary>
internal abstract record StepFault(string Point)
{
    public static IReadOnlyList<StepFault> All { get; } =
    [
        new Nothing(),
        .. new[] { "read", "intent", "send", "received", "answer" }.SelectMany(point => new StepFault[] { new LeaseGone(point), new Paused(point, Asleep: false), new Paused(point, Asleep: true) }),
        new RedisAway(ForBoth: false), new RedisAway(ForBoth: true),
        new WriteFails("intent", WriteFault.Before), new WriteFails("intent", WriteFault.After), new WriteFails("answer", WriteFault.Before), new WriteFails("answer", WriteFault.After),
        new AnswerLost(),
    ];

    public sealed record Nothing() : StepFault("");

    /// <summary>Redis loses the lease just before that point.</summary>
    public sealed record LeaseGone(string Point) : StepFault(Point);

    /// <summary>Redis cannot be asked for a lease.</summary>
    public sealed record RedisAway(bool ForBoth) : StepFault("lease");

    /// <summary>Stands still at that point for a minute, with its timers (a process that is stopped) or without (a computer that sleeps).</summary>
    public sealed record Paused(string Point, bool Asleep) : StepFault(Point);

    public sealed record WriteFails(string Point, WriteFault Fault) : StepFault(Point);

    public sealed record AnswerLost() : StepFault("received");
}
