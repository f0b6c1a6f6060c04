using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Distributed.Stepping;

/// <summary>
/// Runs two refreshers so that only one of them moves at a time, from one point to the next, in an order that the schedule decides. A switch
/// from one that could go on costs one of the few that a run may have; from one that waits or has ended it is free.
/// </summary>
internal sealed class Stepper
{
    private const int Switches = 2;
    private const int LongestRun = 400;

    private readonly Lock gate = new();
    private readonly Refresher[] refreshers = [new("A"), new("B")];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool isOn;

    /// <summary>Called when one is about to leave a point: the moment for a fault. True: it stays, and the other goes on.</summary>
    public Func<int, string, Task<bool>>? Leaving { get; set; }

    /// <summary>Moves the clock of one that waits for the time.</summary>
    public required Func<int, Task> PassTimeAsync { get; init; }

    /// <summary>The steps of the run, for a message.</summary>
    public List<string> Trace { get; } = [];

    /// <summary>Where it stands; null: it runs.</summary>
    public string? PointOf(int who)
    {
        lock (gate) return refreshers[who].Point;
    }

    /// <summary>Stands still until the schedule lets it go on.</summary>
    public Task AtAsync(int who, string point)
    {
        if (!isOn) return Task.CompletedTask;
        var step = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Become(who, refreshers[who] with { Point = point, Step = step, IsWaiting = false });
        return step.Task;
    }

    /// <summary>From now on only the time, or another, can let it go on.</summary>
    public void Waits(int who)
    {
        if (isOn) Become(who, refreshers[who] with { Point = "wait", Step = null, IsWaiting = true });
    }

    public void GoesOn(int who)
    {
        if (isOn) Become(who, refreshers[who] with { Point = null, Step = null, IsWaiting = false });
    }

    public async Task RunAsync(Schedules schedule, params Func<Task>[] runs)
    {
        Trace.Clear();
        for (var who = 0; who < runs.Length; who++) refreshers[who] = new Refresher(refreshers[who].Name);
        isOn = true;
        var tasks = runs.Select((run, who) => Task.Run(() => LiveAsync(who, run))).ToList();
        var (current, left) = (0, Switches);
        for (var step = 0; ; step++)
        {
            await QuietAsync();
            if (refreshers.All(one => one.IsOver)) break;
            Assert.True(step < LongestRun, $"It comes to no end: {this}");
            current = Choose(schedule, current, ref left);
            if (!await StepAsync(current) && !refreshers[1 - current].IsOver) current = 1 - current;
        }
        isOn = false;
        await Task.WhenAll(tasks);
    }

    public override string ToString() => string.Join(' ', Trace);

    private int Choose(Schedules schedule, int current, ref int left)
    {
        var (own, other) = (refreshers[current], refreshers[1 - current]);
        if (other.IsOver) return current;
        if (own.IsOver || own.IsWaiting) return 1 - current; // if both wait, they look in turn
        if (left == 0 || schedule.Choose(2) == 0) return current;
        left--;
        return 1 - current;
    }

    private async Task<bool> StepAsync(int who)
    {
        var one = refreshers[who];
        if (Leaving is { } leaving && await leaving(who, one.Point!))
        {
            Trace.Add($"{one.Name}:paused");
            return false;
        }
        Trace.Add($"{one.Name}:{one.Point}");
        Become(who, one with { Point = null, Step = null, IsWaiting = false });
        if (one.Step is { } step) step.SetResult();
        else await PassTimeAsync(who);
        return true;
    }

    private async Task LiveAsync(int who, Func<Task> run)
    {
        try
        {
            await AtAsync(who, "begin");
            await run();
        }
        finally
        {
            Become(who, refreshers[who] with { Point = "end", Step = null, IsWaiting = false, IsOver = true });
        }
    }

    /// <summary>Until each stands at a point, waits, or has ended.</summary>
    private async Task QuietAsync()
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (refreshers.All(one => one.Point is not null)) return;
                next = changed.Task;
            }
            await next.WaitAsync(HubHost.Deadline);
        }
    }

    private void Become(int who, Refresher next)
    {
        TaskCompletionSource wake;
        lock (gate)
        {
            refreshers[who] = next;
            (wake, changed) = (changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        wake.SetResult();
    }

    /// <param name="Point">Where it stands; null: it runs.</param>
    private sealed record Refresher(string Name, string? Point = null, TaskCompletionSource? Step = null, bool IsWaiting = false, bool IsOver = false);
}
