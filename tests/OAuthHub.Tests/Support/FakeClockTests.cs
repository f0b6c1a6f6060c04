namespace OAuthHub.Tests.Support;

public sealed class FakeClockTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly FakeClock _clock = new(Start);

    [Fact]
    public void Time_and_timestamp_move_in_step_and_only_when_told()
    {
        var before = _clock.GetTimestamp();
        Assert.Equal(Start, _clock.GetUtcNow());
        _clock.Advance(TimeSpan.FromSeconds(90));
        Assert.Equal(Start.AddSeconds(90), _clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromSeconds(90), _clock.GetElapsedTime(before));
        Assert.Throws<ArgumentOutOfRangeException>(() => _clock.Advance(TimeSpan.FromTicks(-1)));
    }

    [Fact]
    public void Setting_the_wall_clock_leaves_timestamps_and_timers_alone()
    {
        var before = _clock.GetTimestamp();
        var delay = Task.Delay(TimeSpan.FromSeconds(10), _clock);
        _clock.SetUtcNow(Start.AddHours(8));
        Assert.Equal(Start.AddHours(8), _clock.GetUtcNow());
        Assert.Equal(TimeSpan.Zero, _clock.GetElapsedTime(before));
        Assert.False(delay.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.True(delay.IsCompleted);
        Assert.Equal(Start.AddHours(8).AddSeconds(10), _clock.GetUtcNow());
    }

    [Fact]
    public void Delays_and_cancellations_fire_exactly_when_they_are_due()
    {
        var delay = Task.Delay(TimeSpan.FromSeconds(5), _clock);
        using var cancellation = new CancellationTokenSource(TimeSpan.FromSeconds(7), _clock);
        Assert.Equal(2, _clock.ArmedTimers);
        _clock.Advance(TimeSpan.FromSeconds(4.999));
        Assert.False(delay.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(0.001));
        Assert.True(delay.IsCompletedSuccessfully);
        Assert.False(cancellation.IsCancellationRequested);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True(cancellation.IsCancellationRequested);
    }

    [Fact]
    public void Timers_fire_in_order_of_due_time_and_then_of_arming_and_see_their_own_time()
    {
        var fired = new List<(string Name, DateTimeOffset At)>();
        using var late = Timer("late", 3);
        using var first = Timer("first", 2);
        using var second = Timer("second", 2);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal([("first", Start.AddSeconds(2)), ("second", Start.AddSeconds(2)), ("late", Start.AddSeconds(3))], fired);
        Assert.Equal(Start.AddSeconds(10), _clock.GetUtcNow());

        ITimer Timer(string name, int seconds) =>
            _clock.CreateTimer(_ => fired.Add((name, _clock.GetUtcNow())), null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);
    }

    [Fact]
    public void A_periodic_timer_fires_each_time_until_it_stops_itself()
    {
        var times = new List<DateTimeOffset>();
        ITimer? timer = null;
        timer = _clock.CreateTimer(
            _ =>
            {
                times.Add(_clock.GetUtcNow());
                if (times.Count == 3) timer!.Dispose();
            },
            null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([Start.AddSeconds(1), Start.AddSeconds(3), Start.AddSeconds(5)], times);
        Assert.Equal(0, _clock.ArmedTimers);
        Assert.False(timer.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan));
    }

    [Fact]
    public void A_timer_armed_by_a_timer_fires_in_the_same_advance()
    {
        var chained = false;
        using var timer = _clock.CreateTimer(
            _ => _clock.CreateTimer(_ => chained = true, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan),
            null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True(chained);
    }

    [Fact]
    public async Task A_timer_of_zero_fires_without_an_advance()
    {
        var fired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var timer = _clock.CreateTimer(_ => fired.TrySetResult(), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        await fired.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Waiting_for_timers_ends_when_enough_are_armed()
    {
        var both = _clock.WaitForTimersAsync(2);
        var first = Task.Delay(TimeSpan.FromSeconds(1), _clock);
        Assert.False(both.IsCompleted);
        var second = Task.Delay(TimeSpan.FromSeconds(1), _clock);
        await both.WaitAsync(TimeSpan.FromSeconds(20));
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Task.WhenAll(first, second);
    }

    [Fact]
    public async Task Many_threads_may_advance_and_arm_at_once()
    {
        const int Threads = 8, Rounds = 500;
        var fired = 0;
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Run(() =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                var timer = _clock.CreateTimer(state => Interlocked.Increment(ref fired), null, TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
                _clock.Advance(TimeSpan.FromMilliseconds(1));
                GC.KeepAlive(timer);
            }
        }))).WaitAsync(TimeSpan.FromSeconds(60));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(Threads * Rounds, fired);
        Assert.Equal(Start.AddMilliseconds((Threads * Rounds) + 1), _clock.GetUtcNow());
    }
}
