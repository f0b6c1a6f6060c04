namespace OAuthHub.Tests.Support;

/// <summary>The time that passes while this process runs: what it stands still in between, as anything may on a busy machine, counts as no more than a moment.</summary>
internal sealed class OwnTime : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource stop = new();
    private readonly Task counting;
    private long ticks;

    public OwnTime() => counting = CountAsync();

    public TimeSpan Elapsed => TimeSpan.FromTicks(Interlocked.Read(ref ticks));

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await counting;
        stop.Dispose();
    }

    private async Task CountAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            var began = TimeProvider.System.GetTimestamp();
            await Task.Delay(Step, TimeProvider.System, CancellationToken.None).ConfigureAwait(false);
            Interlocked.Add(ref ticks, Math.Min(TimeProvider.System.GetElapsedTime(began).Ticks, 2 * Step.Ticks));
        }
    }
}
