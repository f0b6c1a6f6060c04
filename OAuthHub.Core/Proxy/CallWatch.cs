namespace OAuthHub.Core.Proxy;

/// <summary>Ends a call when the caller leaves, or when nothing has moved for too long.</summary>
public sealed class CallWatch : IDisposable
{
    /// <summary>A timer is not set anew for each piece that moves: it may fire earlier by this part of the time.</summary>
    private const int Coarseness = 64;

    private readonly CallWatches? keeper;
    private readonly CancellationTokenSource over;
    private readonly CancellationTokenRegistration leaving;
    private readonly CancellationToken caller;
    private readonly TimeProvider time;
    private TimeSpan patience;
    private long began;

    /// <param name="over">Its timer runs already.</param>
    /// <param name="keeper">Gets the source back. Null: nobody does.</param>
    internal CallWatch(TimeSpan patience, TimeProvider time, CancellationTokenSource over, CallWatches? keeper, CancellationToken caller)
    {
        (this.patience, this.time, this.caller, this.over, this.keeper, began) = (patience, time, caller, over, keeper, time.GetTimestamp());
        leaving = caller.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), over);
    }

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
        if (keeper is null) over.Dispose();
        else keeper.TakeBack(over);
    }

    private void Begin(long now)
    {
        began = now;
        over.CancelAfter(patience);
    }
}
