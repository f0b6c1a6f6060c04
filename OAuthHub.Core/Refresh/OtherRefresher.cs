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
    public async Task<RefreshOutcome> WaitAsync(string connectionId, RefreshRequest request)
    {
        var before = (await connections.ReadAsync(connectionId, CancellationToken.None))?.Connection;
        var (started, span) = (time.GetTimestamp(), Activity.Current);
        while (before is not null && time.GetElapsedTime(started) < RefreshTimes.Wait)
        {
            var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using (changes.Subscribe(change =>
            {
                if (!string.Equals(change.Id, connectionId, StringComparison.Ordinal)) return;
                span.LinkTo(change.TraceParent);
                changed.TrySetResult();
            }))
            {
                // An event may be missed, so look now and then.
                await Task.WhenAny(changed.Task, Task.Delay(LookEvery, time, CancellationToken.None));
            }
            if ((await connections.ReadAsync(connectionId, CancellationToken.None))?.Connection is not { } now) return new RefreshOutcome.Gone();
            if (now.TokenGeneration > before.TokenGeneration) return new RefreshOutcome.Refreshed(now);
            if (!now.IsUsable) return new RefreshOutcome.NeedsReconnect(now.Reason ?? ConnectionReason.GrantRevoked);
            if (now.FailedAttempts > before.FailedAttempts) break;
        }
        return before is null ? new RefreshOutcome.Gone() : new RefreshOutcome.TryLater(TimeSpan.FromSeconds(2), "refresh_in_progress");
    }

    /// <summary>Nothing may be sent before this time: the worker looks again then, and what lives is served meanwhile.</summary>
    public async Task<RefreshOutcome> PutOffAsync(Connection connection, DateTimeOffset until)
    {
        await due.ScheduleAsync(connection.PlatformId, connection.Id, until, CancellationToken.None);
        var pause = until - time.GetUtcNow();
        return new RefreshOutcome.TryLater(pause > TimeSpan.Zero ? pause : TimeSpan.FromSeconds(1), "platform_unavailable");
    }
}
