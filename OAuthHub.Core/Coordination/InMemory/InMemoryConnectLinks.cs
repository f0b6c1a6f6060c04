using OAuthHub.Core.Secrets;

namespace OAuthHub.Core.Coordination.InMemory;

/// <summary>Connect links in memory.</summary>
public sealed class InMemoryConnectLinks(TimeProvider time) : IConnectLinks
{
    private readonly Lock gate = new();
    private readonly Dictionary<SecretFingerprint, Entry> entries = [];
    private readonly Queue<(DateTimeOffset MadeAt, SecretFingerprint Token)> order = new();
    private readonly Dictionary<string, (long Minute, int Made)> counts = new(StringComparer.Ordinal);

    public ValueTask<bool> TryAddAsync(SecretFingerprint token, ConnectLink link, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            RemoveOld();
            var minute = link.MadeAt.Ticks / TimeSpan.TicksPerMinute;
            var made = counts.TryGetValue(link.KeyId, out var count) && count.Minute == minute ? count.Made : 0;
            if (made >= ConnectLink.PerKeyAndMinute) return ValueTask.FromResult(false);
            counts[link.KeyId] = (minute, made + 1);
            entries[token] = new Entry(link, IsUsed: false);
            order.Enqueue((link.MadeAt, token));
            return ValueTask.FromResult(true);
        }
    }

    public ValueTask<ConnectLinkState> FindAsync(SecretFingerprint token, CancellationToken cancellationToken)
    {
        lock (gate) return ValueTask.FromResult(Look(token));
    }

    public ValueTask<ConnectLinkState> TakeAsync(SecretFingerprint token, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var state = Look(token);
            if (state is ConnectLinkState.Open(var link)) entries[token] = new Entry(link, IsUsed: true);
            return ValueTask.FromResult(state);
        }
    }

    private ConnectLinkState Look(SecretFingerprint token)
    {
        RemoveOld();
        if (!entries.TryGetValue(token, out var entry)) return new ConnectLinkState.Closed("link_unknown");
        return entry.IsUsed ? new ConnectLinkState.Closed("link_used") : ConnectLinkState.At(entry.Link, time.GetUtcNow());
    }

    private void RemoveOld()
    {
        var now = time.GetUtcNow();
        while (order.TryPeek(out var oldest) && now >= oldest.MadeAt + 2 * ConnectLink.Lifetime) entries.Remove(order.Dequeue().Token);
        if (order.Count == 0) counts.Clear();
    }

    private sealed record Entry(ConnectLink Link, bool IsUsed);
}
