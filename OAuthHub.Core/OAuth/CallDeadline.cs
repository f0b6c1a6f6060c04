namespace OAuthHub.Core.OAuth;

/// <summary>
/// The end of one call. A process that stood still (SIGSTOP, a starved machine) hears of it too late, and may have an answer that came
/// meanwhile and was not read yet: it gets a moment to read it, since nobody will send that answer again.
/// </summary>
internal sealed class CallDeadline : IDisposable
{
    /// <summary>A timer that fires by so much too late did not fire because the time was over.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan ToRead = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource over = new();
    private readonly TimeProvider time;
    private readonly long began;
    private readonly ITimer timer;
    private bool wasLate;

    public CallDeadline(TimeProvider time)
    {
        (this.time, began) = (time, time.GetTimestamp());
        timer = time.CreateTimer(_ => OnTime(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(PlatformHttp.CallTimeout, Timeout.InfiniteTimeSpan);
    }

    public CancellationToken Token => over.Token;

    public bool IsOver => over.IsCancellationRequested;

    public void Dispose()
    {
        timer.Dispose();
        over.Dispose();
    }

    private void OnTime()
    {
        try
        {
            if (!wasLate && time.GetElapsedTime(began) > PlatformHttp.CallTimeout + Late)
            {
                wasLate = true;
                timer.Change(ToRead, Timeout.InfiniteTimeSpan);
                return;
            }
            over.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The answer came in time after all.
        }
    }
}
