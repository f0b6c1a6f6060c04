namespace OAuthHub.Core.Proxy;

/// <summary>Ends a call when the caller leaves, or when nothing has moved for too long.</summary>
public sealed class CallWatch : IDisposable
{
    private readonly CancellationTokenSource over;
    private readonly CancellationTokenRegistration leaving;
    private readonly CancellationToken caller;
    private TimeSpan patience;

    public CallWatch(TimeSpan patience, TimeProvider time, CancellationToken caller)
    {
        (this.patience, this.caller) = (patience, caller);
        over = new CancellationTokenSource(patience, time);
        leaving = caller.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), over);
    }

    public CancellationToken Token => over.Token;

    public bool HasCallerLeft => caller.IsCancellationRequested;

    /// <summary>Too much time passed, and the caller is still there.</summary>
    public bool IsTooLate => over.IsCancellationRequested && !caller.IsCancellationRequested;

    /// <summary>Something moved: the time begins anew.</summary>
    public void Moved() => over.CancelAfter(patience);

    /// <summary>From now on it waits that long.</summary>
    public void Wait(TimeSpan longest)
    {
        patience = longest;
        Moved();
    }

    public void Dispose()
    {
        leaving.Dispose();
        over.Dispose();
    }
}
