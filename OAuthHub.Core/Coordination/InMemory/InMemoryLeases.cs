using System.Collections.Concurrent;

namespace OAuthHub.Core.Coordination.InMemory;

/// <summary>Leases within one process: the holder and the lease live and die together, so none is ever taken over.</summary>
public sealed class InMemoryLeases(TimeProvider time) : ILeases
{
    /// <summary>Longer than everything a live holder can do.</summary>
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(120);

    private readonly ConcurrentDictionary<string, Lease> held = new();

    public ValueTask<ILease?> TryAcquireAsync(string resource, CancellationToken cancellationToken)
    {
        var lease = new Lease(this, resource, time);
        return ValueTask.FromResult<ILease?>(held.TryAdd(resource, lease) ? lease : null);
    }

    private sealed class Lease(InMemoryLeases leases, string resource, TimeProvider time) : ILease
    {
        private readonly LeaseClock clock = new(time);

        public bool Lasts(TimeSpan needed) => clock.Lasts(Length, needed);

        public ValueTask DisposeAsync()
        {
            leases.held.TryRemove(new KeyValuePair<string, Lease>(resource, this));
            return ValueTask.CompletedTask;
        }
    }
}
