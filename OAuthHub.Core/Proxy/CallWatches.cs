using System.Collections.Concurrent;

namespace OAuthHub.Core.Proxy;

/// <summary>
/// Begins the watches of calls and looks after all of them once a second, as long as there are calls. Most calls end before their time is up: the
/// watch of one then serves another, and sets no timer.
/// </summary>
public sealed class CallWatches : IDisposable
{
    private const int Most = 256;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<CallWatch> idle = new();
    private readonly ITimer timer;
    private readonly Lock gate = new();
    private readonly HashSet<CallWatch> all = [];
    private long looks;
    private int isArmed;

    public CallWatches(TimeProvider time) => timer = time.CreateTimer(static self => ((CallWatches)self!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>How often it has looked: the clock of the watches.</summary>
    internal long Looks => Volatile.Read(ref looks);

    /// <param name="isAlone">Nothing holds on to the token when the call has ended. False: what sends its body may.</param>
    public CallWatch Begin(TimeSpan patience, bool isAlone, CancellationToken caller)
    {
        if (!isAlone || !idle.TryDequeue(out var watch))
        {
            watch = new CallWatch(this, isAlone);
            lock (gate) all.Add(watch);
        }
        watch.Start(patience, caller);
        if (Volatile.Read(ref isArmed) == 0) Arm();
        return watch;
    }

    public void Dispose() => timer.Dispose();

    internal static long LooksIn(TimeSpan patience) => (patience.Ticks + Every.Ticks - 1) / Every.Ticks;

    /// <returns>False: there are enough.</returns>
    internal bool TryKeep(CallWatch watch)
    {
        if (idle.Count >= Most) return false;
        idle.Enqueue(watch);
        return true;
    }

    internal void Forget(CallWatch watch)
    {
        lock (gate) all.Remove(watch);
    }

    private void Arm()
    {
        if (Interlocked.Exchange(ref isArmed, 1) == 0) timer.Change(Every, Timeout.InfiniteTimeSpan);
    }

    private void Look()
    {
        var now = Interlocked.Increment(ref looks);
        // First: a call that begins during this look and is not seen by it arms the timer itself.
        Interlocked.Exchange(ref isArmed, 0);
        var isAnyInUse = false;
        lock (gate)
        {
            foreach (var watch in all)
            {
                isAnyInUse |= watch.IsInUse;
                if (watch.Overdue(now) is { } overdue) watch.End(overdue);
            }
        }
        if (isAnyInUse) Arm();
    }
}
