using System.Collections.Concurrent;

namespace OAuthHub.Core.Proxy;

/// <summary>Begins the watches of calls. Most calls end before their time is up: the watch of one, with its timer, then serves another.</summary>
public sealed class CallWatches(TimeProvider time)
{
    private const int Most = 256;
    private readonly ConcurrentQueue<CallWatch> idle = new();

    /// <param name="isAlone">Nothing holds on to the token when the call has ended. False: what sends its body may.</param>
    public CallWatch Begin(TimeSpan patience, bool isAlone, CancellationToken caller)
    {
        if (!isAlone || !idle.TryDequeue(out var watch)) watch = new CallWatch(time, isAlone ? this : null);
        return watch.Start(patience, caller);
    }

    /// <returns>False: it is not kept.</returns>
    internal bool TakeBack(CallWatch watch)
    {
        if (idle.Count >= Most || !watch.TryReset()) return false;
        idle.Enqueue(watch);
        return true;
    }
}
