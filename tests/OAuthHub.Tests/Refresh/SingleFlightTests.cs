using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Refresh;

public sealed class SingleFlightTests
{
    private readonly SingleFlight<int> flights = new();

    [Fact]
    public async Task A_hundred_callers_are_one_run_and_one_of_them_began_it()
    {
        var end = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var (runs, begun) = (0, 0);
        var callers = Enumerable.Range(0, 100).Select(_ => Task.Run(() =>
        {
            var flight = flights.Join("a", () => { Interlocked.Increment(ref runs); return end.Task; }, out var began);
            if (began) Interlocked.Increment(ref begun);
            return flight;
        })).ToList();
        Assert.NotEqual(Task.WhenAll(callers), await Task.WhenAny(Task.WhenAll(callers), flights.Join("b", () => Task.FromResult(1), out _)));
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref runs) == 1, HubHost.Deadline));
        end.SetResult(7);
        Assert.All(await Task.WhenAll(callers).WaitAsync(HubHost.Deadline), result => Assert.Equal(7, result));
        Assert.True(begun >= 1 && begun == runs, $"{begun} began, {runs} ran");
    }

    [Fact]
    public async Task Keys_do_not_meet_and_a_run_that_is_over_is_not_joined()
    {
        var end = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = flights.Join("a", () => end.Task, out _);
        Assert.Equal(2, await flights.Join("b", () => Task.FromResult(2), out _).WaitAsync(HubHost.Deadline));
        Assert.Equal([held], flights.Running);
        end.SetResult(1);
        await held;
        Assert.Empty(flights.Running);
        Assert.Equal(3, await flights.Join("a", () => Task.FromResult(3), out var began).WaitAsync(HubHost.Deadline));
        Assert.True(began);
    }

    [Fact]
    public async Task A_run_that_fails_fails_for_all_and_leaves_nothing_behind()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => flights.Join("a", () => throw new InvalidOperationException(), out _));
        Assert.Equal(1, await flights.Join("a", () => Task.FromResult(1), out _));
    }
}
