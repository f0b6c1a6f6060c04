namespace OAuthHub.Core.Coordination;

/// <summary>
/// Measures a lease on two clocks. The monotonic clock stands still while a Linux machine sleeps, and the wall clock can be
/// set; where they disagree, neither is believed.
/// </summary>
public sealed class LeaseClock(TimeProvider time)
{
    /// <summary>How far the clocks may drift apart before the lease counts as lost.</summary>
    public static readonly TimeSpan LargestDrift = TimeSpan.FromSeconds(1);

    private readonly DateTimeOffset wallStart = time.GetUtcNow();
    private readonly long monotonicStart = time.GetTimestamp();
    private long renewedAfterTicks;

    /// <summary>The age of the clock, to be given to <see cref="RenewedAt"/>.</summary>
    public TimeSpan Age => time.GetElapsedTime(monotonicStart);

    /// <summary>Counts from now again.</summary>
    public void Renewed() => RenewedAt(Age);

    /// <summary>Counts again from an age of before: of when a renewal was asked for, not of when it was heard to be granted.</summary>
    public void RenewedAt(TimeSpan age) => Interlocked.Exchange(ref renewedAfterTicks, age.Ticks);

    /// <param name="length">The lease's length from the last renewal.</param>
    public bool Lasts(TimeSpan length, TimeSpan needed)
    {
        var (wall, monotonic) = Elapsed();
        if ((wall - monotonic).Duration() > LargestDrift) return false;
        var end = new TimeSpan(Interlocked.Read(ref renewedAfterTicks)) + length;
        return wall + needed <= end && monotonic + needed <= end;
    }

    private (TimeSpan Wall, TimeSpan Monotonic) Elapsed() => (time.GetUtcNow() - wallStart, time.GetElapsedTime(monotonicStart));
}
