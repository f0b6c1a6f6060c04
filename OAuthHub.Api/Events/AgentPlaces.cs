using System.Collections.Concurrent;

namespace OAuthHub.Api.Events;

/// <summary>What an agent may hold open. The value is how many of it each key has in a process.</summary>
internal enum AgentPlace
{
    /// <summary>Of events.</summary>
    Stream = 16,

    /// <summary>A read that waits for a newer token: one for each connection that a busy agent uses.</summary>
    Wait = 256,
}

/// <summary>How much each key holds open in this process.</summary>
internal sealed class AgentPlaces
{
    private readonly ConcurrentDictionary<(string KeyId, AgentPlace Kind), int> taken = new();

    /// <summary>What gives the place back. Null: the key has as many as it may.</summary>
    public IDisposable? TryTake(string keyId, AgentPlace kind)
    {
        if (taken.AddOrUpdate((keyId, kind), 1, (_, count) => count + 1) <= (int)kind) return new Place(this, (keyId, kind));
        GiveBack((keyId, kind));
        return null;
    }

    private void GiveBack((string, AgentPlace) place)
    {
        if (taken.AddOrUpdate(place, 0, (_, count) => count - 1) == 0) taken.TryRemove(new KeyValuePair<(string, AgentPlace), int>(place, 0));
    }

    private sealed class Place(AgentPlaces places, (string, AgentPlace) own) : IDisposable
    {
        private int isBack;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref isBack, 1) == 0) places.GiveBack(own);
        }
    }
}
