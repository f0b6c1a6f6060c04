using System.Diagnostics.CodeAnalysis;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Core.Refresh;

/// <summary>The gate of one platform.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore without a wait handle holds nothing to dispose.")]
public sealed class PlatformGate(LimitRules limits, TimeProvider time)
{
    private const int FailuresThatOpen = 5;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>How long the others wait for the first exchange.</summary>
    private static readonly TimeSpan LongestFirst = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim slots = new(limits.Concurrency);
    private readonly TaskCompletionSource firstIsOver = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int entered;
    private readonly Lock gate = new();
    private DateTimeOffset closedUntil = DateTimeOffset.MinValue;
    private DateTimeOffset nextStart = DateTimeOffset.MinValue;
    private int failures;
    private bool isAsked;

    /// <summary>How long nothing may be sent; zero when the gate is open.</summary>
    public TimeSpan ClosedFor
    {
        get
        {
            lock (gate) return closedUntil > time.GetUtcNow() ? closedUntil - time.GetUtcNow() : TimeSpan.Zero;
        }
    }

    /// <summary>For whoever looks at the hub's health.</summary>
    public GateState State
    {
        get
        {
            lock (gate) return closedUntil > time.GetUtcNow() ? new GateState(closedUntil, isAsked, failures) : new GateState(null, false, failures);
        }
    }

    /// <summary>Waits for a slot and for the rate; null when the gate is closed.</summary>
    public async Task<IDisposable?> EnterAsync(CancellationToken cancellationToken)
    {
        if (ClosedFor > TimeSpan.Zero) return null;
        await slots.WaitAsync(cancellationToken);
        try
        {
            // The first exchange of a process goes alone. All that it runs is compiled then, which makes the time between the
            // platform's answer and the disk a hundred times longer: a process that dies in it must not cost more than one grant.
            if (Interlocked.Increment(ref entered) > 1 && !firstIsOver.Task.IsCompleted)
                await Task.WhenAny(firstIsOver.Task, Task.Delay(LongestFirst, time, cancellationToken));
            var wait = Reserve();
            if (wait > TimeSpan.Zero) await Task.Delay(wait, time, cancellationToken);
            if (ClosedFor == TimeSpan.Zero) return new Slot(this);
        }
        catch
        {
            slots.Release();
            throw;
        }
        slots.Release();
        return null;
    }

    /// <summary>The platform asked for a pause (429 with Retry-After).</summary>
    public void Pause(TimeSpan length) => Close(length, asked: true);

    public void Succeeded()
    {
        lock (gate) failures = 0;
    }

    /// <summary>After five failures in a row the gate closes, twice as long each time; the next request through it is the probe.</summary>
    public void Failed()
    {
        lock (gate)
        {
            failures++;
            if (failures < FailuresThatOpen) return;
            var pause = FirstPause * Math.Pow(2, Math.Min(failures - FailuresThatOpen, 10));
            Close(pause < LongestPause ? pause : LongestPause, asked: false); // never shorter than what the platform asked for
        }
    }

    private void Close(TimeSpan length, bool asked)
    {
        lock (gate)
        {
            var until = time.GetUtcNow() + length;
            if (until > closedUntil) (closedUntil, isAsked) = (until, asked);
        }
    }

    private TimeSpan Reserve()
    {
        if (limits.PerSecond <= 0) return TimeSpan.Zero;
        lock (gate)
        {
            var now = time.GetUtcNow();
            var start = nextStart > now ? nextStart : now;
            nextStart = start + TimeSpan.FromSeconds(1 / limits.PerSecond);
            return start - now;
        }
    }

    private sealed class Slot(PlatformGate gate) : IDisposable
    {
        private int released;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref released, 1) == 1) return;
            gate.firstIsOver.TrySetResult();
            gate.slots.Release();
        }
    }
}

/// <param name="ClosedUntil">Nothing is sent until then. Null: the gate is open.</param>
/// <param name="IsAsked">The platform asked for it; otherwise it was the breaker, after failures in a row.</param>
/// <param name="Failures">In a row, up to now.</param>
public sealed record GateState(DateTimeOffset? ClosedUntil, bool IsAsked, int Failures);
