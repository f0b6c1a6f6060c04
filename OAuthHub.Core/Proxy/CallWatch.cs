namespace OAuthHub.Core.Proxy;

/// <summary>Ends a call when the caller leaves, or when nothing has moved for too long.</summary>
public sealed class CallWatch : IDisposable
{
    /// <summary>A timer is not set anew for each piece that moves: it may fire earlier by this part of the time.</summary>
    private const int Coarseness = 64;

    private readonly CallWatches? keeper;
    private readonly CancellationTokenSource over;
    private readonly TimeProvider time;
    private CancellationTokenRegistration leaving;
    private CancellationToken caller;
    private TimeSpan patience;
    private long began;

    /// <param name="keeper">Gets it back. Null: nobody does.</param>
    internal CallWatch(TimeProvider time, CallWatches? keeper) => (this.time, this.keeper, over) = (time, keeper, new CancellationTokenSource(Timeout.InfiniteTimeSpan, time));

    public CancellationToken Token => over.Token;

    public bool HasCallerLeft => caller.IsCancellationRequested;

    /// <summary>Too much time passed, and the caller is still there.</summary>
    public bool IsTooLate => over.IsCancellationRequested && !caller.IsCancellationRequested;

    /// <summary>Something moved: the time begins anew.</summary>
    public void Moved()
    {
        var now = time.GetTimestamp();
        if (time.GetElapsedTime(began, now) >= patience / Coarseness) Begin(now);
    }

    /// <summary>From now on it waits that long.</summary>
    public void Wait(TimeSpan longest)
    {
        if (longest == patience)
        {
            Moved();
            return;
        }
        patience = longest;
        Begin(time.GetTimestamp());
    }

    public void Dispose()
    {
        leaving.Dispose();
        if (keeper?.TakeBack(this) is not true) over.Dispose();
    }

    internal CallWatch Start(TimeSpan longest, CancellationToken leaver)
    {
        (patience, caller) = (longest, leaver);
        Begin(time.GetTimestamp());
        leaving = leaver.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), over);
        return this;
    }

    /// <summary>Forgets its call. False: its time was up, or the caller had left; it serves no other.</summary>
    internal bool TryReset()
    {
        (leaving, caller) = (default, default);
        return over.TryReset();
    }

    private void Begin(long now)
    {
        began = now;
        over.CancelAfter(patience);
    }
}
