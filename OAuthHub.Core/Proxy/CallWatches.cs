using System.Collections.Concurrent;

namespace OAuthHub.Core.Proxy;

/// <summary>Begins the watches of calls. Most calls end before their time is up: the source of one, with its timer, then serves another.</summary>
public sealed class CallWatches(TimeProvider time)
{
    private const int Most = 256;
    private readonly ConcurrentQueue<CancellationTokenSource> idle = new();

    /// <param name="isAlone">Nothing holds on to the token when the call has ended. False: what sends its body may.</param>
    public CallWatch Begin(TimeSpan patience, bool isAlone, CancellationToken caller)
    {
        if (isAlone && idle.TryDequeue(out var known)) known.CancelAfter(patience);
        else known = new CancellationTokenSource(patience, time);
        return new CallWatch(patience, time, known, isAlone ? this : null, caller);
    }

    internal void TakeBack(CancellationTokenSource source)
    {
        if (idle.Count < Most && source.TryReset()) idle.Enqueue(source);
        else source.Dispose();
    }
}
