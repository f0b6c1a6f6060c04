namespace OAuthHub.Core.Coordination.InMemory;

/// <summary>Within one process, leases need no vault.</summary>
internal sealed class InMemoryOpeningLeases(TimeProvider time) : IOpeningLeases
{
    private readonly InMemoryLeases leases = new(time);

    public ValueTask<ILease?> TryAcquireAsync(string place, CancellationToken cancellationToken) => leases.TryAcquireAsync(place, cancellationToken);
}
