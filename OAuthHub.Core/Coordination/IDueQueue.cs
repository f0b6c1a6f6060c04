namespace OAuthHub.Core.Coordination;

/// <summary>
/// Which connections are due, a queue for each platform, ordered by time: one platform's backlog never stands before another's. One
/// more queue holds those that have ended and whose platform is still to be told. Claiming moves a connection's time ahead, atomically, so that any number of workers share the work without meeting; a worker
/// that dies loses its claim by itself.
/// </summary>
/// <remarks>It only suggests: correctness rests on the lease and the vault. The cost of a claim grows with what is claimed.</remarks>
public interface IDueQueue
{
    /// <summary>Sets the time of a connection, replacing the one before; null removes it.</summary>
    ValueTask ScheduleAsync(string platformId, string connectionId, DateTimeOffset? dueAt, CancellationToken cancellationToken);

    /// <summary>The platforms that have anything due at that time.</summary>
    ValueTask<IReadOnlyList<string>> PlatformsAsync(DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>At most <paramref name="count"/> connections due at <paramref name="until"/>, earliest first, now claimed until <paramref name="claimedUntil"/>.</summary>
    ValueTask<IReadOnlyList<string>> ClaimAsync(string platformId, DateTimeOffset until, DateTimeOffset claimedUntil, int count, CancellationToken cancellationToken);

    /// <summary>How many are due at that time and not claimed.</summary>
    ValueTask<long> CountDueAsync(string platformId, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>The earliest time in a platform's queue; what is claimed stands at its claim's end. Null: the queue is empty.</summary>
    ValueTask<DateTimeOffset?> FirstAsync(string platformId, CancellationToken cancellationToken);
}

/// <summary>The names of queues that are no platform's; a platform's id cannot begin like this.</summary>
public static class DueQueues
{
    /// <summary>Connections that the user has ended, due when their platform is to be told.</summary>
    public const string Ending = "~ending";

    /// <summary>Messages of webhooks, due when they are to be tried.</summary>
    public const string Webhooks = "~webhooks";

    public static bool IsPlatform(string queue) => !queue.StartsWith('~');
}
