using System.Collections.Concurrent;

namespace OAuthHub.Sandbox.Authorization;

/// <summary>Things that are all forgotten after the same time, which makes sweeping a look at the oldest few.</summary>
internal sealed class ExpiringStore<T>(TimeProvider time, TimeSpan life) where T : class
{
    private readonly ConcurrentDictionary<string, (T Value, DateTimeOffset ExpiresAt)> _items = new();
    private readonly ConcurrentQueue<(string Key, DateTimeOffset ExpiresAt)> _order = new();

    public void Add(string key, T value)
    {
        Sweep();
        var expiresAt = time.GetUtcNow() + life;
        _items[key] = (value, expiresAt);
        _order.Enqueue((key, expiresAt));
    }

    public T? Find(string key) => _items.TryGetValue(key, out var item) && time.GetUtcNow() < item.ExpiresAt ? item.Value : null;

    /// <summary>Finds it and forgets it: only one caller gets it.</summary>
    public T? Take(string key) => _items.TryRemove(key, out var item) && time.GetUtcNow() < item.ExpiresAt ? item.Value : null;

    public void Clear()
    {
        _items.Clear();
        _order.Clear();
    }

    private void Sweep()
    {
        var now = time.GetUtcNow();
        while (_order.TryPeek(out var oldest) && oldest.ExpiresAt <= now && _order.TryDequeue(out var gone))
            _items.TryRemove(gone.Key, out _);
    }
}
