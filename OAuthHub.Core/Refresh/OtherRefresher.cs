using System.Diagnostics;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Telemetry;

namespace OAuthHub.Core.Refresh;

/// <summary>What to do when somebody else refreshes, or when nothing may be sent yet.</summary>
public sealed class OtherRefresher(ConnectionStore connections, IChangeEvents changes, IDueQueue due, TimeProvider time)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>Waits until another owner's refresh shows in the vault, at most 25 s.</summary>
    /// <param name="seen">What was read when the other was found at it; its result may be in the vault already.</param>
    public async Task<RefreshOutcome> WaitAsync(Connection seen)
    {
        for (var watch = new RefreshWatch(seen.Id, seen, time.GetTimestamp()); ;)
            if (await NextAsync(watch) is { } outcome) return outcome;
    }

    /// <summary>Notes what the vault has now, to see what changes.</summary>
    public async Task<RefreshWatch> BeginAsync(string connectionId) =>
        new(connectionId, (await connections.ReadAsync(connectionId, CancellationToken.None))?.Connection, time.GetTimestamp());

    /// <summary>Waits for a sign of the other, half a second at most. Null: there is none yet.</summary>
    public async Task<RefreshOutcome?> NextAsync(RefreshWatch watch)
    {
        if (watch.Before is not { } before) return new RefreshOutcome.Gone();
        if (time.GetElapsedTime(watch.StartedAt) >= RefreshTimes.Wait) return new RefreshOutcome.TryLater(TimeSpan.FromSeconds(2), "refresh_in_progress");
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var span = Activity.Current;
        using (changes.Subscribe(change =>
        {
            if (!string.Equals(change.Id, watch.ConnectionId, StringComparison.Ordinal)) return;
            span.LinkTo(change.TraceParent);
            changed.TrySetResult();
        }))
        {
            // An event may be missed, so look now and then.
            await Task.WhenAny(changed.Task, Task.Delay(LookEvery, time, CancellationToken.None));
        }
        if ((await connections.ReadAsync(watch.ConnectionId, CancellationToken.None))?.Connection is not { } now) return new RefreshOutcome.Gone();
        if (now.TokenGeneration > before.TokenGeneration) return new RefreshOutcome.Refreshed(now);
        if (!now.IsUsable) return new RefreshOutcome.NeedsReconnect(now.Reason ?? ConnectionReason.GrantRevoked);
        return now.FailedAttempts > before.FailedAttempts ? new RefreshOutcome.TryLater(TimeSpan.FromSeconds(2), "refresh_in_progress") : null;
    }

    /// <summary>
    /// Another has the lease, or an intent that holds: a worker, whom nobody waits for, looks again soon, since that one may be done or die at
    /// any moment.
    /// </summary>
    public static RefreshOutcome LookAgain { get; } = new RefreshOutcome.TryLater(TimeSpan.FromSeconds(5), "refresh_in_progress");

    /// <summary>Nothing may be sent before this time: the worker looks again then, and what lives is served meanwhile.</summary>
    public async Task<RefreshOutcome> PutOffAsync(Connection connection, DateTimeOffset until)
    {
        await due.ScheduleAsync(connection.PlatformId, connection.Id, until, CancellationToken.None);
        var pause = until - time.GetUtcNow();
        return new RefreshOutcome.TryLater(pause > TimeSpan.Zero ? pause : TimeSpan.FromSeconds(1), "platform_unavailable");
    }
}

/// <param name="Before">The connection when the watch began; null: there was none.</param>
public sealed record RefreshWatch(string ConnectionId, Connection? Before, long StartedAt);
