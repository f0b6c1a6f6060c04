namespace OAuthHub.Core.Coordination;

/// <summary>
/// What the processes of a hub know together of its connections beside the vault: whose they are, and when each is due. It holds
/// nothing that the vault does not, and is filled from it again when it is lost.
/// </summary>
/// <remarks>It only suggests: whatever it names is read from the vault before it is believed.</remarks>
public interface ISharedIndex
{
    /// <summary>False: it was never filled, or it is lost.</summary>
    ValueTask<bool> IsCompleteAsync(CancellationToken cancellationToken);

    /// <summary>Adds connections. One that is there already keeps the earlier of its two times, so that nobody's claim is put off.</summary>
    /// <param name="isShared">The others know these already; only this process has to learn them.</param>
    ValueTask AddAsync(IReadOnlyCollection<IndexEntry> entries, bool isShared, CancellationToken cancellationToken);

    /// <summary>Says that it is about to be filled with everything of the vault.</summary>
    /// <returns>What to end the filling with.</returns>
    ValueTask<string> BeginAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Says that everything of the vault is in it, unless it was lost since that filling began, or somebody else fills it: then who
    /// looks next fills it again.
    /// </summary>
    ValueTask MarkCompleteAsync(string filling, CancellationToken cancellationToken);

    /// <summary>Forgets whose the connection is. Its time is removed with <see cref="IDueQueue.ScheduleAsync"/>.</summary>
    ValueTask RemoveAsync(string user, string connectionId, CancellationToken cancellationToken);

    /// <summary>The ids of a user's connections that some process has added; empty where this process knows all of them anyway.</summary>
    ValueTask<IReadOnlyCollection<string>> FindAsync(string user, CancellationToken cancellationToken);
}

/// <param name="User">Null: it is nobody's any more; only its time counts.</param>
/// <param name="Queue">The due queue that it stands in: its platform's, or <see cref="DueQueues.Ending"/>.</param>
/// <param name="DueAt">Null: never.</param>
public sealed record IndexEntry(string Id, string? User, string Queue, DateTimeOffset? DueAt);
