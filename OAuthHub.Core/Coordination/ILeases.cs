namespace OAuthHub.Core.Coordination;

/// <summary>The right to refresh one connection, held by one owner for a limited time.</summary>
public interface ILeases
{
    /// <summary>The lease, or null when another owner has it now.</summary>
    /// <exception cref="CoordinationUnavailableException">Nobody can tell.</exception>
    ValueTask<ILease?> TryAcquireAsync(string resource, CancellationToken cancellationToken);
}

/// <summary>
/// A lease that is held. It renews itself while its process lives; disposing it lets it go, if it is still ours.
/// </summary>
public interface ILease : IAsyncDisposable
{
    /// <summary>
    /// True when the lease surely lasts for that long: on the wall clock and on the monotonic one, with no jump between them since
    /// it was taken. A computer that slept, or a process that was stopped, finds out here.
    /// </summary>
    bool Lasts(TimeSpan time);
}
