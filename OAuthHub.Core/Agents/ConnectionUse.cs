using System.Collections.Concurrent;

namespace OAuthHub.Core.Agents;

/// <param name="KeyId">The agent's key.</param>
/// <param name="KeyName">As its maker called it; null: it has no name.</param>
public sealed record ConnectionUsed(DateTimeOffset At, string KeyId, string? KeyName);

/// <summary>
/// Which agent used a connection last, as this process saw it since it started. It is a hint for people and costs a read nothing: what
/// must not be lost is in the audit.
/// </summary>
public sealed class ConnectionUse
{
    /// <summary>Connections of which it is remembered; beyond that, those used next begin anew.</summary>
    private const int Most = 50_000;

    /// <summary>Uses that follow each other more closely count as one.</summary>
    private static readonly TimeSpan Close = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, ConnectionUsed> used = new(StringComparer.Ordinal);
    private int count; // about: the dictionary's own takes all its locks

    public void Note(string connectionId, string keyId, string? keyName, DateTimeOffset now)
    {
        if (used.TryGetValue(connectionId, out var last) && now - last.At < Close && string.Equals(last.KeyId, keyId, StringComparison.Ordinal)) return;
        var use = new ConnectionUsed(now, keyId, keyName);
        if (!used.TryAdd(connectionId, use)) used[connectionId] = use;
        else if (Interlocked.Increment(ref count) > Most)
        {
            used.Clear();
            Interlocked.Exchange(ref count, 0);
        }
    }

    /// <summary>Null: not since this process started.</summary>
    public ConnectionUsed? Find(string connectionId) => used.GetValueOrDefault(connectionId);
}
