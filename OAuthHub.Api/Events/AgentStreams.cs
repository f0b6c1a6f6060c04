using System.Collections.Concurrent;

namespace OAuthHub.Api.Events;

/// <summary>How many streams each key holds open in this process.</summary>
internal sealed class AgentStreams
{
    public const int PerKey = 16;

    private readonly ConcurrentDictionary<string, int> open = new(StringComparer.Ordinal);

    /// <summary>What gives the place back. Null: the key has as many as it may.</summary>
    public IDisposable? TryOpen(string keyId)
    {
        if (open.AddOrUpdate(keyId, 1, (_, count) => count + 1) <= PerKey) return new Place(this, keyId);
        Close(keyId);
        return null;
    }

    private void Close(string keyId)
    {
        if (open.AddOrUpdate(keyId, 0, (_, count) => count - 1) == 0) open.TryRemove(new KeyValuePair<string, int>(keyId, 0));
    }

    private sealed class Place(AgentStreams streams, string keyId) : IDisposable
    {
        private int isClosed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref isClosed, 1) == 0) streams.Close(keyId);
        }
    }
}
