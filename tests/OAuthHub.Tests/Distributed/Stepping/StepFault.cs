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

    /// <summary>
    /// True where no client of a platform without leeway can keep the grant: the token is spent, and its answer never reached the hub, or only
    /// after it had given up the call.
    /// </summary>
    public bool MayLoseTheGrant => this is AnswerLost or Paused { Point: "received", Asleep: false };

    public sealed record Nothing() : StepFault("");

    /// <summary>Redis loses the lease just before that point.</summary>
    public sealed record LeaseGone(string At) : StepFault(At);

    /// <summary>Redis cannot be asked for a lease.</summary>
    public sealed record RedisAway(bool ForBoth) : StepFault("lease");

    /// <summary>Stands still at that point for a minute, with its timers (a process that is stopped) or without (a computer that sleeps).</summary>
    public sealed record Paused(string At, bool Asleep) : StepFault(At);

    public sealed record WriteFails(string At, WriteFault Fault) : StepFault(At);

    public sealed record AnswerLost() : StepFault("received");
}
