using OAuthHub.Core.Proxy;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Proxy;

public sealed class CallWatchTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeClock clock = new(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly CallWatches watches;

    public CallWatchTests() => watches = new CallWatches(clock);

    public void Dispose() => watches.Dispose();

    [Fact]
    public void A_call_that_stands_still_is_ended_at_most_a_second_late_and_one_that_moves_is_not()
    {
        using var watch = watches.Begin(3 * Second, isAlone: true, CancellationToken.None);
        clock.Advance(3 * Second);
        Assert.False(watch.Token.IsCancellationRequested);
        watch.Moved();
        clock.Advance(3 * Second);
        Assert.False(watch.Token.IsCancellationRequested);
        watch.Wait(TimeSpan.FromMilliseconds(4200));
        clock.Advance(5 * Second);
        Assert.False(watch.Token.IsCancellationRequested);
        clock.Advance(Second);
        Assert.True(watch.Token.IsCancellationRequested);
        Assert.Equal((true, false), (watch.IsTooLate, watch.HasCallerLeft));
    }

    [Fact]
    public void A_caller_that_leaves_ends_its_call_at_once()
    {
        using var caller = new CancellationTokenSource();
        using var watch = watches.Begin(3 * Second, isAlone: true, caller.Token);
        caller.Cancel();
        Assert.True(watch.Token.IsCancellationRequested);
        Assert.Equal((false, true), (watch.IsTooLate, watch.HasCallerLeft));
    }

    [Fact]
    public void The_watch_of_a_call_that_ended_in_time_serves_another_for_its_whole_time()
    {
        var first = Begin();
        clock.Advance(3 * Second);
        first.Dispose();
        using var second = Begin();
        Assert.Equal(first.Token, second.Token);
        clock.Advance(3 * Second);
        Assert.False(second.Token.IsCancellationRequested);

        CallWatch Begin() => watches.Begin(3 * Second, isAlone: true, CancellationToken.None);
    }

    [Fact]
    public void A_watch_whose_call_was_ended_or_whose_token_others_may_hold_serves_no_other()
    {
        var late = watches.Begin(Second, isAlone: true, CancellationToken.None);
        clock.Advance(2 * Second);
        late.Dispose();
        using var left = new CancellationTokenSource();
        var leaving = watches.Begin(Second, isAlone: true, left.Token);
        left.Cancel();
        leaving.Dispose();
        var sending = watches.Begin(Second, isAlone: false, CancellationToken.None);
        var token = sending.Token;
        sending.Dispose();
        using var next = watches.Begin(Second, isAlone: true, CancellationToken.None);
        Assert.False(next.Token.IsCancellationRequested);
        Assert.NotEqual(token, next.Token);
    }

    [Fact]
    public void A_hub_without_calls_looks_at_nothing()
    {
        Assert.Equal(0, clock.ArmedTimers);
        var watch = watches.Begin(10 * Second, isAlone: true, CancellationToken.None);
        clock.Advance(5 * Second);
        Assert.Equal(1, clock.ArmedTimers);
        watch.Dispose();
        clock.Advance(Second);
        Assert.Equal(0, clock.ArmedTimers);
        using var again = watches.Begin(Second, isAlone: true, CancellationToken.None);
        clock.Advance(2 * Second);
        Assert.True(again.IsTooLate);
    }

    [Fact]
    public void A_look_at_a_call_that_ends_at_that_moment_does_not_end_the_next()
    {
        var first = watches.Begin(Second, isAlone: true, CancellationToken.None);
        var overdue = first.Overdue(looks: 9)!.Value;
        first.Dispose();
        using var next = watches.Begin(Second, isAlone: true, CancellationToken.None);
        Assert.Same(first, next);
        first.End(overdue);
        Assert.False(next.Token.IsCancellationRequested);
        next.End(next.Overdue(looks: 9)!.Value);
        Assert.True(next.Token.IsCancellationRequested);
    }
}
