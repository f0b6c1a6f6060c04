namespace OAuthHub.Core.Proxy;

/// <summary>
/// Ends a call when the caller leaves, or when nothing has moved for too long. It has neither a timer nor a clock of its own: all watches are
/// looked after by one timer (<see cref="CallWatches"/>), and a call's steps only write down at which look they were.
/// </summary>
public sealed class CallWatch : IDisposable
{
    /// <summary>Even, since then it serves no call.</summary>
    private const long Over = -2;

    private readonly CallWatches keeper;
    private readonly bool isAlone;
    private readonly CancellationTokenSource over = new();
    private CancellationTokenRegistration leaving;
    private CancellationToken caller;

    /// <summary>Odd while it serves a call, one more for each beginning and end, so that a look at one call never ends the next.</summary>
    private long turn;
    private long patience, movedAt;

    /// <param name="isAlone">Nothing holds on to the token when the call has ended, so that the watch may serve another.</param>
    internal CallWatch(CallWatches keeper, bool isAlone) => (this.keeper, this.isAlone) = (keeper, isAlone);

    public CancellationToken Token => over.Token;

    public bool HasCallerLeft => caller.IsCancellationRequested;

    /// <summary>Too much time passed, and the caller is still there.</summary>
    public bool IsTooLate => over.IsCancellationRequested && !caller.IsCancellationRequested;

    internal bool IsInUse => IsServing(Volatile.Read(ref turn));

    /// <summary>Something moved: the time begins anew.</summary>
    public void Moved() => Volatile.Write(ref movedAt, keeper.Looks);

    /// <summary>From now on it waits that long; it ends a call never earlier, and at most a second later.</summary>
    public void Wait(TimeSpan longest)
    {
        Moved();
        Volatile.Write(ref patience, CallWatches.LooksIn(longest));
    }

    public void Dispose()
    {
        leaving.Dispose();
        var served = Volatile.Read(ref turn);
        var isInTime = IsServing(served) && Interlocked.CompareExchange(ref turn, served + 1, served) == served;
        if (isInTime && isAlone && TryReset() && keeper.TryKeep(this)) return;
        keeper.Forget(this);
        if (isInTime) over.Dispose(); // else whoever cancels may still be at it
    }

    internal CallWatch Start(TimeSpan longest, CancellationToken leaver)
    {
        caller = leaver;
        Wait(longest);
        Interlocked.Increment(ref turn);
        leaving = leaver.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), over);
        return this;
    }

    /// <summary>Whose turn it is, when that call has stood still for too long. Null: it has not, or there is none.</summary>
    internal long? Overdue(long looks)
    {
        var now = Volatile.Read(ref turn);
        return IsServing(now) && looks - Volatile.Read(ref movedAt) > Volatile.Read(ref patience) ? now : null;
    }

    /// <summary>Ends the call whose turn that is, unless it has ended meanwhile.</summary>
    internal void End(long overdue)
    {
        if (Interlocked.CompareExchange(ref turn, Over, overdue) == overdue) _ = over.CancelAsync(); // what that sets going must not hold up the looks at the others
    }

    private static bool IsServing(long turn) => (turn & 1) == 1;

    /// <summary>Forgets its call. False: the caller had left; it serves no other.</summary>
    private bool TryReset()
    {
        (leaving, caller) = (default, default);
        return over.TryReset();
    }
}
