namespace OAuthHub.Tests.Processes.Reliability;

internal enum HitKind { KillWorker, KillApi, StopWorker, StopApi, KillRedis, FlushRedis, PauseRedis }

/// <param name="Length">For how long it stands still, or is away; nothing for what comes back at once.</param>
/// <param name="AnswersAreHeld">Answers of the platform are held back as it comes: tokens that are spent and not yet stored.</param>
internal sealed record PlannedHit(TimeSpan At, HitKind Kind, TimeSpan Length, bool AnswersAreHeld);

/// <summary>What hits whom and when, from a seed.</summary>
internal static class HitPlan
{
    /// <summary>Longer than a lease (45 s) and an intent (40 s) last.</summary>
    private static readonly TimeSpan LongStop = TimeSpan.FromSeconds(48);

    /// <summary>From the last hit to the end.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(3);

    private static readonly HitKind[] Kinds =
    [
        HitKind.KillWorker, HitKind.KillWorker, HitKind.KillApi, HitKind.KillApi, HitKind.StopWorker, HitKind.StopApi, HitKind.KillRedis, HitKind.FlushRedis, HitKind.PauseRedis,
    ];

    public static IReadOnlyList<PlannedHit> Make(TimeSpan length, SeededMoments moments)
    {
        var hits = new List<PlannedHit>();
        // One after the other, so that there is always a worker that does not stand still for long; everything else goes on meanwhile.
        if (length >= 2 * (LongStop + TimeSpan.FromSeconds(7)))
        {
            hits.Add(new PlannedHit(moments.Between(2, 5), HitKind.StopWorker, LongStop + moments.Between(0, 2), moments.Below(2) == 0));
            hits.Add(new PlannedHit(moments.Between(10, 15), HitKind.StopApi, LongStop + moments.Between(0, 2), moments.Below(2) == 0));
            hits.Add(new PlannedHit(length / 2 + moments.Between(0, 4), HitKind.StopWorker, LongStop + moments.Between(0, 2), moments.Below(2) == 0));
        }
        // Each kind comes once before any comes again.
        var left = new List<HitKind>();
        for (var at = moments.Between(1, 3); at < length - Calm; at += moments.Between(1.5, 4))
        {
            if (left.Count == 0) left.AddRange(Kinds);
            var kind = left[moments.Below(left.Count)];
            left.Remove(kind);
            var longest = Math.Min(12, (length - at).TotalSeconds);
            var lasts = kind switch
            {
                HitKind.StopWorker or HitKind.StopApi or HitKind.PauseRedis => moments.Between(2, longest),
                HitKind.KillRedis => moments.Between(0, 5),
                HitKind.KillWorker or HitKind.KillApi when moments.Below(6) == 0 => moments.Between(0.1, 1.5), // and killed again while it starts
                _ => TimeSpan.Zero,
            };
            hits.Add(new PlannedHit(at, kind, lasts, moments.Below(3) == 0));
        }
        return [.. hits.OrderBy(hit => hit.At)];
    }
}
