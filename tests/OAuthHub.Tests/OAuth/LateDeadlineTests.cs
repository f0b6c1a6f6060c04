using OAuthHub.Core.OAuth;

namespace OAuthHub.Tests.OAuth;

/// <summary>A process that stood still during a call: its timers fire before it has read what came meanwhile.</summary>
public sealed class LateDeadlineTests
{
    private readonly StandingClock clock = new();

    [Fact]
    public void F08_who_stood_still_gets_a_moment_to_read_the_answer_that_came_meanwhile()
    {
        using var deadline = new CallDeadline(clock);
        clock.Elapsed = TimeSpan.FromSeconds(25);
        clock.Fire();
        Assert.False(deadline.IsOver);
        Assert.Equal(TimeSpan.FromSeconds(2), clock.DueIn);
        clock.Fire(); // and no second one
        Assert.True(deadline.IsOver);
    }

    [Fact]
    public void Who_did_not_is_told_when_the_time_is_over()
    {
        using var deadline = new CallDeadline(clock);
        Assert.Equal(PlatformHttp.CallTimeout, clock.DueIn);
        clock.Elapsed = PlatformHttp.CallTimeout;
        clock.Fire();
        Assert.True(deadline.IsOver);
    }

    /// <summary>Time goes by and no timer fires until the test lets it.</summary>
    private sealed class StandingClock : TimeProvider
    {
        private Action? callback;

        public TimeSpan Elapsed { get; set; }

        public TimeSpan DueIn { get; private set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Elapsed.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            this.callback = () => callback(state);
            DueIn = dueTime;
            return new Timer(this);
        }

        public void Fire() => callback!();

        private sealed class Timer(StandingClock clock) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                clock.DueIn = dueTime;
                return true;
            }

            public void Dispose() { }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
