using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Connections;

namespace OAuthHub.Core.Audit;

/// <summary>
/// Takes the audit's entries and writes them behind the requests: within moments to the file, within a second to the disk, within a minute the
/// vault knows how far the file is. One file for each running process.
/// </summary>
public sealed partial class AuditLog(AuditFiles files, ConnectionUse uses, IOptions<AuditOptions> options, TimeProvider time, ILogger<AuditLog> logger) : BackgroundService
{
    private const int MostWaiting = 100_000, Enough = 1000;
    private static readonly TimeSpan SyncEvery = TimeSpan.FromSeconds(1), AnchorEvery = TimeSpan.FromMinutes(1), LongestEnd = TimeSpan.FromSeconds(3);

    /// <summary>How long the first entry waits for others: under load a write for each would cost more than the calls that they tell of.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(20);

    private readonly AuditQueue waiting = new(MostWaiting);
    private AuditBatch batch = new();
    private AuditFile? file;
    private long lost;

    /// <summary>Never waits and never throws. What does not fit in memory, because the disk takes nothing, is counted and said as soon as it does.</summary>
    /// <param name="found">The entry's connection, where it was found on the way.</param>
    public void Write(AuditEntry entry, ConnectionSummary? found = null)
    {
        var now = time.GetUtcNow();
        if (entry.IsUse && found is not null) uses.Note(found, entry.Actor.Id!, entry.Actor.Name, now);
        else if (entry.IsUse) uses.Note(entry.Connection!, entry.Actor.Id!, entry.Actor.Name, now);
        if (!waiting.TryAdd(now, entry)) Interlocked.Increment(ref lost);
    }

    /// <summary>Waits until all that was written before is in the file.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (ExecuteTask is not { } writing) return; // a command: nothing waits
        await Task.WhenAny(waiting.WhenWritten(), writing).WaitAsync(cancellationToken);
    }

    /// <summary>For a command, behind which nothing runs: on the disk when this returns.</summary>
    public async Task WriteNowAsync(params IReadOnlyList<AuditEntry> entries)
    {
        await using var run = Begin();
        await run.WriteAsync(entries);
    }

    /// <summary>For a command that does one thing after the other: what it has done is in the audit also when it is ended in the middle.</summary>
    public AuditRun Begin() => new(files, time);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        waiting.Complete();
        try
        {
            if (ExecuteTask is { } running) await running.WaitAsync(LongestEnd, TimeProvider.System, cancellationToken);
        }
        catch (Exception ended) when (ended is TimeoutException or OperationCanceledException)
        {
            // The host waits no longer. What is not written by now is lost, and that is said.
            if (batch.Count + waiting.Count is > 0 and var left) LogNotWritten(logger, left, "the hub had to end");
        }
        await base.StopAsync(cancellationToken);
        file?.Dispose();
    }

    public override void Dispose()
    {
        waiting.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (synced, anchored, isDirty) = (time.GetTimestamp(), time.GetTimestamp(), false);
        for (var isOver = false; !isOver || !batch.IsEmpty;)
        {
            if (batch.IsEmpty)
            {
                await waiting.WaitAsync(isDirty ? SyncEvery : Timeout.InfiniteTimeSpan);
                if (waiting.Count is > 0 and < Enough && !waiting.IsCompleted) await Task.Delay(Gathering, TimeProvider.System, CancellationToken.None);
                isOver = waiting.IsCompleted;
                batch = waiting.Take(batch);
            }
            if (!await TryWriteAsync(stoppingToken)) continue;
            isDirty |= batch.Count > 0;
            batch.Done();
            if (isDirty && time.GetElapsedTime(synced) >= SyncEvery)
            {
                file?.Sync();
                (synced, isDirty) = (time.GetTimestamp(), false);
            }
            if (file is not null && time.GetElapsedTime(anchored) >= AnchorEvery)
            {
                await files.AnchorAsync(file.Head, CancellationToken.None);
                anchored = time.GetTimestamp();
            }
        }
        if (file is null) return;
        file.Sync();
        await files.AnchorAsync(file.Head, CancellationToken.None);
    }

    private async Task<bool> TryWriteAsync(CancellationToken stoppingToken)
    {
        if (batch.Count == 0) return true;
        try
        {
            if (file is null || file.Length > options.Value.FileBytes)
            {
                file?.Dispose();
                file = null;
                file = await files.CreateAsync(stoppingToken);
            }
            if (Interlocked.Exchange(ref lost, 0) is > 0 and var count) batch.Add(time.GetUtcNow(), new AuditEntry("audit.lost", "lost", AuditActor.Hub) { Detail = $"{count} entries: the disk took nothing for too long" });
            file.Append(batch);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or Vault.VaultUnavailableException or InvalidOperationException)
        {
            LogNotWritten(logger, batch.Count + waiting.Count, failure.Message);
            if (stoppingToken.IsCancellationRequested || waiting.IsCompleted) return true; // nothing can be done any more, and it has been said
            await Task.Delay(SyncEvery, TimeProvider.System, CancellationToken.None);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} entries of the audit wait in memory, because they cannot be written: {Why}")]
    private static partial void LogNotWritten(ILogger logger, int count, string why);
}
