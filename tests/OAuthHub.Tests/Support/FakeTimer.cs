namespace OAuthHub.Tests.Support;

/// <summary>A timer of a <see cref="FakeClock"/>; its mutable members are guarded by the clock's lock.</summary>
internal sealed class FakeTimer(FakeClock clock, TimerCallback callback, object? state) : ITimer
{
    // Like the real one: the callback sees the async-locals of whoever made the timer.
    private readonly ExecutionContext? _context = ExecutionContext.Capture();

    public static IComparer<FakeTimer> ByDueTime { get; } = Comparer<FakeTimer>.Create((one, other) =>
        one.Due != other.Due ? one.Due.CompareTo(other.Due) : one.Arming.CompareTo(other.Arming));

    public TimeSpan Due { get; set; }
    public TimeSpan Period { get; set; } = Timeout.InfiniteTimeSpan;
    public long Arming { get; set; }
    public bool IsDisposed { get; set; }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, Timeout.InfiniteTimeSpan);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, Timeout.InfiniteTimeSpan);
        return clock.Arm(this, dueTime, period);
    }

    public void Fire()
    {
        if (_context is null) callback(state);
        else ExecutionContext.Run(_context, _ => callback(state), null);
    }

    public void Dispose() => clock.Disarm(this);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
