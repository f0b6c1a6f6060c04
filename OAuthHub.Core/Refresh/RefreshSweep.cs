using System.Collections.Concurrent;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Core.Refresh;

/// <summary>
/// One round of the worker: for each platform, claims what is due and refreshes it, as many at a time as the platform bears.
/// What it costs grows with what is due, not with what is stored.
/// </summary>
public sealed class RefreshSweep(IDueQueue due, TokenRefresher refresher, ConnectionStore connections, PlatformCatalog catalog, DueBacklog backlog, TimeProvider time)
{
    /// <summary>
    /// A claim that is not settled by then can be claimed again, by this worker or another: its worker died, or its platform is slow; which of
    /// the two it is, the lease tells.
    /// </summary>
    private static readonly TimeSpan ClaimFor = TimeSpan.FromSeconds(10);

    /// <summary>Between two looks at a connection of which nothing can be done now.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, Task> rounds = new();
    private long beganTicks; // of UTC; 0: never

    /// <summary>When the last round began. Null: this process has swept nothing yet, or leaves it to others.</summary>
    public DateTimeOffset? BeganAt => Volatile.Read(ref beganTicks) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>
    /// Starts a round for each platform that has something due and no round running, and returns their ends. A platform that is
    /// slow keeps only its own round waiting.
    /// </summary>
    public async Task<Task> StartAsync(CancellationToken cancellationToken)
    {
        Volatile.Write(ref beganTicks, time.GetUtcNow().UtcTicks);
        foreach (var platformId in await due.PlatformsAsync(time.GetUtcNow() + SettledRefresh.SweepAhead, cancellationToken))
        {
            if (rounds.TryGetValue(platformId, out var round) && !round.IsCompleted) continue;
            rounds[platformId] = RunAsync(platformId, cancellationToken);
        }
        await backlog.CountAsync(cancellationToken);
        return Task.WhenAll(rounds.Values);
    }

    private async Task RunAsync(string platformId, CancellationToken cancellationToken)
    {
        var running = new Dictionary<string, Task>(StringComparer.Ordinal);
        var look = Task.CompletedTask;
        var atOnce = catalog.Find(platformId)?.Limits.Concurrency ?? 1;
        while (!cancellationToken.IsCancellationRequested)
        {
            var now = time.GetUtcNow();
            foreach (var id in await due.ClaimAsync(platformId, now + SettledRefresh.SweepAhead, now + ClaimFor, atOnce - running.Count, cancellationToken))
                if (!running.ContainsKey(id)) running.Add(id, RefreshAsync(platformId, id)); // a slow one comes by again
            if (running.Count == 0) return;
            // A slow one keeps only its own slot: what falls due meanwhile is looked for all the same.
            if (look.IsCompleted) look = Task.Delay(LookEvery, time, cancellationToken);
            await Task.WhenAny([.. running.Values, look]);
            foreach (var (id, refresh) in running)
                if (refresh.IsCompleted) running.Remove(id);
        }
        await Task.WhenAll(running.Values);
    }

    private async Task RefreshAsync(string platformId, string id)
    {
        var outcome = await refresher.RefreshAsync(id, new RefreshRequest(RefreshReason.Due), CancellationToken.None);
        // A refresh that wrote has set the time already; one that did not write is looked at again when it makes sense. Claims run
        // ahead by as much as is added here: without it a pause of less than that would be claimed again and again until it is over.
        if (outcome is RefreshOutcome.TryLater(var after, _)) await due.ScheduleAsync(platformId, id, time.GetUtcNow() + after + SettledRefresh.SweepAhead + Shortest, CancellationToken.None);
        else if (outcome is RefreshOutcome.Fresh or RefreshOutcome.Gone) await due.ScheduleAsync(platformId, id, Next(id), CancellationToken.None);
    }

    private DateTimeOffset? Next(string id) =>
        connections.Index.Find(id)?.DueAt is not { } at ? null
        : at > time.GetUtcNow() + SettledRefresh.SweepAhead ? at
        : time.GetUtcNow() + TimeSpan.FromSeconds(5);
}
