namespace OAuthHub.Core.Coordination.InMemory;

/// <summary>Of one process: it knows all connections by itself, so only their times are passed on.</summary>
public sealed class InMemorySharedIndex(IDueQueue due) : ISharedIndex
{
    private volatile bool isComplete;

    public ValueTask<bool> IsCompleteAsync(CancellationToken cancellationToken) => ValueTask.FromResult(isComplete);

    public async ValueTask AddAsync(IReadOnlyCollection<IndexEntry> entries, bool isShared, CancellationToken cancellationToken)
    {
        foreach (var entry in entries) await due.ScheduleAsync(entry.Queue, entry.Id, entry.DueAt, cancellationToken);
    }

    public ValueTask<string> BeginAsync(CancellationToken cancellationToken) => ValueTask.FromResult("");

    public ValueTask MarkCompleteAsync(string filling, CancellationToken cancellationToken)
    {
        isComplete = true;
        return ValueTask.CompletedTask;
    }

    public ValueTask RemoveAsync(string user, string connectionId, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask<IReadOnlyCollection<string>> FindAsync(string user, CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyCollection<string>>([]);
}
