using System.Collections.Concurrent;

namespace OAuthHub.Core.Coordination.InMemory;

/// <summary>A sorted set in memory for each platform.</summary>
public sealed class InMemoryDueQueue : IDueQueue
{
    private readonly ConcurrentDictionary<string, SortedTimes> queues = new();

    public ValueTask ScheduleAsync(string platformId, string connectionId, DateTimeOffset? dueAt, CancellationToken cancellationToken)
    {
        queues.GetOrAdd(platformId, _ => new SortedTimes()).Set(connectionId, dueAt?.UtcTicks);
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<string>> PlatformsAsync(DateTimeOffset at, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<string>>([.. queues.Where(queue => DueQueues.IsPlatform(queue.Key) && queue.Value.HasDue(at.UtcTicks)).Select(queue => queue.Key)]);

    public ValueTask<IReadOnlyList<string>> ClaimAsync(string platformId, DateTimeOffset until, DateTimeOffset claimedUntil, int count, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<string>>(queues.TryGetValue(platformId, out var queue) ? queue.Claim(until.UtcTicks, claimedUntil.UtcTicks, count) : []);

    public ValueTask<long> CountDueAsync(string platformId, DateTimeOffset at, CancellationToken cancellationToken) =>
        ValueTask.FromResult(queues.TryGetValue(platformId, out var queue) ? queue.Count(at.UtcTicks) : 0);

    public ValueTask<DateTimeOffset?> FirstAsync(string platformId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(queues.TryGetValue(platformId, out var queue) && queue.First() is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : (DateTimeOffset?)null);

    private sealed class SortedTimes
    {
        private readonly Lock gate = new();
        private readonly SortedSet<(long Ticks, string Id)> order = new(new ByTimeThenId());
        private readonly Dictionary<string, long> times = [];

        public void Set(string id, long? ticks)
        {
            lock (gate) Move(id, ticks);
        }

        public bool HasDue(long at)
        {
            lock (gate) return order.Count > 0 && order.Min.Ticks <= at;
        }

        public long? First()
        {
            lock (gate) return order.Count > 0 ? order.Min.Ticks : null;
        }

        public long Count(long at)
        {
            lock (gate) return order.TakeWhile(entry => entry.Ticks <= at).LongCount();
        }

        public List<string> Claim(long until, long claimedUntil, int count)
        {
            var claimed = new List<string>();
            lock (gate)
            {
                while (claimed.Count < count && order.Count > 0 && order.Min is var first && first.Ticks <= until)
                {
                    claimed.Add(first.Id);
                    Move(first.Id, claimedUntil);
                }
            }
            return claimed;
        }

        private void Move(string id, long? ticks)
        {
            if (times.Remove(id, out var old)) order.Remove((old, id));
            if (ticks is not { } time) return;
            times[id] = time;
            order.Add((time, id));
        }
    }

    private sealed class ByTimeThenId : IComparer<(long Ticks, string Id)>
    {
        public int Compare((long Ticks, string Id) x, (long Ticks, string Id) y) =>
            x.Ticks != y.Ticks ? x.Ticks.CompareTo(y.Ticks) : string.CompareOrdinal(x.Id, y.Id);
    }
}
