using Microsoft.Extensions.DependencyInjection;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Coordination.InMemory;

namespace OAuthHub.Tests.Refresh;

/// <summary>The leases of one process, with a test beside the moments that count.</summary>
internal sealed class WatchedLeases : ILeases
{
    private InMemoryLeases? inner;

    public Func<Task>? Releasing { get; set; }
    public Action? Taken { get; set; }

    /// <summary>The lease was found long enough, and nothing was sent yet: here a process may be stopped.</summary>
    public Action? Checked { get; set; }

    public WatchedLeases Around(IServiceProvider provider)
    {
        inner = new InMemoryLeases(provider.GetRequiredService<TimeProvider>());
        return this;
    }

    public async ValueTask<ILease?> TryAcquireAsync(string resource, CancellationToken cancellationToken)
    {
        var lease = await inner!.TryAcquireAsync(resource, cancellationToken);
        Taken?.Invoke();
        return lease is null ? null : new Watched(lease, this);
    }

    private sealed class Watched(ILease lease, WatchedLeases leases) : ILease
    {
        public bool Lasts(TimeSpan time)
        {
            var lasts = lease.Lasts(time);
            if (lasts) leases.Checked?.Invoke();
            return lasts;
        }

        public async ValueTask DisposeAsync()
        {
            if (leases.Releasing is { } releasing) await releasing();
            await lease.DisposeAsync();
        }
    }
}
