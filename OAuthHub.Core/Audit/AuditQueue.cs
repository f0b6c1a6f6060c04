namespace OAuthHub.Core.Audit;

/// <summary>Where entries wait for whoever writes the file. Putting one in waits for nothing but another that is just put in.</summary>
/// <param name="most">So many may wait.</param>
internal sealed class AuditQueue(int most) : IDisposable
{
    private readonly Lock gate = new();
    private readonly SemaphoreSlim arrival = new(0);
    private AuditBatch waiting = new();
    private bool isCompleted;

    public int Count
    {
        get
        {
            lock (gate) return waiting.Count;
        }
    }

    /// <summary>Nothing more comes in.</summary>
    public bool IsCompleted => Volatile.Read(ref isCompleted);

    /// <returns>False: there is no room, or nothing comes in any more.</returns>
    public bool TryAdd(DateTimeOffset at, AuditEntry entry)
    {
        lock (gate)
        {
            if (isCompleted || waiting.Count >= most) return false;
            if (waiting.IsEmpty) arrival.Release();
            waiting.Add(at, entry);
            return true;
        }
    }

    /// <summary>Ends when all that was put in before is written.</summary>
    public Task WhenWritten()
    {
        lock (gate)
        {
            if (waiting.IsEmpty) arrival.Release();
            return waiting.WhenWritten();
        }
    }

    public void Complete()
    {
        lock (gate)
        {
            isCompleted = true;
            arrival.Release();
        }
    }

    /// <summary>Waits until something has come, so long at most.</summary>
    public Task WaitAsync(TimeSpan longest) => arrival.WaitAsync(longest, CancellationToken.None);

    /// <summary>All that has come.</summary>
    /// <param name="next">Empty: what comes from now on is put into it.</param>
    public AuditBatch Take(AuditBatch next)
    {
        lock (gate)
        {
            (var taken, waiting) = (waiting, next);
            return taken;
        }
    }

    public void Dispose()
    {
        lock (gate) isCompleted = true; // a late entry is refused, and meets nothing that is gone
        arrival.Dispose();
    }
}
