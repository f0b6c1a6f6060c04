using System.Globalization;

namespace OAuthHub.Tests.Support;

/// <summary>
/// The times in which the machine did nothing for this process: a thread of its own, before all others, that wants to run every few milliseconds and
/// notes when it could not. For tests of how long something takes, which otherwise measure the machine.
/// </summary>
internal sealed class Standstills : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Noted = TimeSpan.FromMilliseconds(100);

    private readonly List<(long From, long To)> found = [];
    private readonly ManualResetEventSlim ended = new();
    private readonly Thread watching;

    public Standstills()
    {
        watching = new Thread(Watch) { IsBackground = true, Name = "standstills", Priority = ThreadPriority.Highest };
        watching.Start();
    }

    /// <summary>Once it has ended: how much of the time between these two stamps the machine stood still.</summary>
    public TimeSpan Within(long from, long to) => found.Aggregate(TimeSpan.Zero, (sum, still) =>
        Math.Max(from, still.From) is var began && Math.Min(to, still.To) is var over && over > began ? sum + TimeProvider.System.GetElapsedTime(began, over) : sum);

    /// <summary>Once it has ended: how often, and for how long at most.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{found.Count} times, for {found.Select(still => TimeProvider.System.GetElapsedTime(still.From, still.To)).DefaultIfEmpty().Max().TotalMilliseconds:0} ms at most");

    public void End()
    {
        ended.Set();
        watching.Join();
    }

    public void Dispose()
    {
        End();
        ended.Dispose();
    }

    private void Watch()
    {
        var last = TimeProvider.System.GetTimestamp();
        while (!ended.Wait(Every))
        {
            var now = TimeProvider.System.GetTimestamp();
            if (TimeProvider.System.GetElapsedTime(last, now) > Noted) found.Add((last, now));
            last = now;
        }
    }
}
