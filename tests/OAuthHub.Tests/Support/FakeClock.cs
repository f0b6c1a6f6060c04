namespace OAuthHub.Tests.Support;

/// <summary>A clock that stands still until a test moves it. Delays and time-outs that were given it fire on <see cref="Advance"/>.</summary>
/// <remarks>
/// Timers fire on the thread that advances, in the order of their due times and, where these are equal, in the order in
/// which they were armed; while one fires, the clock shows its due time. Any thread may use it at any moment.
/// </remarks>
public sealed class FakeClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly SortedSet<FakeTimer> _armed = new(FakeTimer.ByDueTime);
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiting = [];
    private DateTimeOffset _wallAtZero = start.ToUniversalTime();
    private TimeSpan _elapsed;
    private TimeSpan _promised;
    private long _armings;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>How many timers wait to fire.</summary>
    public int ArmedTimers
    {
        get
        {
            lock (_gate) return _armed.Count;
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate) return _wallAtZero + _elapsed;
    }

    public override long GetTimestamp()
    {
        lock (_gate) return _elapsed.Ticks;
    }

    /// <summary>Moves on and fires every timer that comes due, also those that are armed on the way.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        TimeSpan target;
        // Two threads that advance at once add up.
        lock (_gate) target = _promised += by;
        while (NextDue(target) is { } timer) timer.Fire();
    }

    /// <summary>Sets the wall clock, as an administrator, NTP or the end of a suspension does: no timer fires, and timestamps go on as before.</summary>
    public void SetUtcNow(DateTimeOffset now)
    {
        lock (_gate) _wallAtZero = now.ToUniversalTime() - _elapsed;
    }

    /// <summary>Completes once at least <paramref name="count"/> timers are armed: what is under test has begun to wait.</summary>
    public Task WaitForTimersAsync(int count, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_armed.Count >= count) return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((count, reached));
            return reached.Task.WaitAsync(cancellationToken);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new FakeTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    internal bool Arm(FakeTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            if (timer.IsDisposed) return false;
            _armed.Remove(timer);
            timer.Period = period;
            if (dueTime == Timeout.InfiniteTimeSpan) return true;
            Enqueue(timer, _elapsed + dueTime);
        }

        // Zero means now, without anybody moving the clock; and as with a real timer on another thread, for the caller may hold locks.
        if (dueTime == TimeSpan.Zero) ThreadPool.UnsafeQueueUserWorkItem(static clock => clock.Advance(TimeSpan.Zero), this, preferLocal: false);
        return true;
    }

    internal void Disarm(FakeTimer timer)
    {
        lock (_gate)
        {
            timer.IsDisposed = true;
            _armed.Remove(timer);
        }
    }

    private FakeTimer? NextDue(TimeSpan target)
    {
        lock (_gate)
        {
            if (_armed.Min is not { } next || next.Due > target)
            {
                if (_elapsed < target) _elapsed = target;
                return null;
            }

            _armed.Remove(next);
            if (_elapsed < next.Due) _elapsed = next.Due;
            // Armed again before it fires, so that its callback may change or stop it.
            if (next.Period > TimeSpan.Zero) Enqueue(next, next.Due + next.Period);
            return next;
        }
    }

    private void Enqueue(FakeTimer timer, TimeSpan due)
    {
        timer.Due = due;
        timer.Arming = ++_armings;
        _armed.Add(timer);
        _waiting.RemoveAll(waiting => _armed.Count >= waiting.Count && waiting.Reached.TrySetResult());
    }
}
