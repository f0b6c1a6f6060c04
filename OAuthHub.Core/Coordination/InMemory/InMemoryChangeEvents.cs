using System.Collections.Immutable;

namespace OAuthHub.Core.Coordination.InMemory;

/// <summary>Change events within one process.</summary>
public sealed class InMemoryChangeEvents : IChangeEvents
{
    private ImmutableArray<Action<HubChange>> handlers = [];

    public void Publish(HubChange change)
    {
        foreach (var handler in handlers) handler(change);
    }

    public IDisposable Subscribe(Action<HubChange> handler)
    {
        ImmutableInterlocked.Update(ref handlers, list => list.Add(handler));
        return new Subscription(() => ImmutableInterlocked.Update(ref handlers, list => list.Remove(handler)));
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
