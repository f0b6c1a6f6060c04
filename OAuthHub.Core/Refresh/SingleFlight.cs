using System.Collections.Concurrent;

namespace OAuthHub.Core.Refresh;

/// <summary>At most one run per key in this process; whoever comes meanwhile joins it.</summary>
internal sealed class SingleFlight<T>
{
    private readonly ConcurrentDictionary<string, Lazy<Task<T>>> flights = new();

    /// <summary>What runs now; for a graceful stop.</summary>
    public IReadOnlyList<Task> Running => [.. flights.Values.Where(flight => flight.IsValueCreated).Select(flight => flight.Value)];

    /// <param name="began">True when this call started the run.</param>
    public Task<T> Join(string key, Func<Task<T>> run, out bool began)
    {
        Lazy<Task<T>>? own = null;
        own = new Lazy<Task<T>>(async () =>
        {
            await Task.Yield(); // the run must not hold up the caller that happened to come first
            try
            {
                return await run();
            }
            finally
            {
                flights.TryRemove(new KeyValuePair<string, Lazy<Task<T>>>(key, own!));
            }
        });
        var flight = flights.GetOrAdd(key, own);
        began = ReferenceEquals(flight, own);
        return flight.Value;
    }
}
