using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace OAuthHub.Core.Vault.Sealing;

/// <summary>
/// The master keys in use: the newest seals, all of them open. They come from configuration; while keys are rotated, others are learnt
/// from the vault's header (<see cref="Live.KeyNotes"/>), without a restart.
/// </summary>
public sealed class KeyRing
{
    private readonly IReadOnlyList<MasterKey> configured;
    private readonly ConcurrentDictionary<(string KeyId, string Purpose, string Deployment), byte[]> derived = new();
    private readonly ConcurrentDictionary<(string KeyId, string Purpose, string Deployment), WrappingKey> wrapping = new();
    private readonly Lock gate = new();
    private volatile State state;

    public KeyRing(IReadOnlyList<MasterKey> newestFirst)
    {
        if (newestFirst.Count == 0) throw new ArgumentException("A key ring has at least one key.", nameof(newestFirst));
        configured = newestFirst;
        state = new State(newestFirst[0], newestFirst.DistinctBy(key => key.Id).ToImmutableDictionary(key => key.Id, StringComparer.Ordinal));
    }

    public MasterKey Newest => state.Newest;

    /// <summary>The keys that it was made with, in their order.</summary>
    internal IReadOnlyList<MasterKey> All => configured;

    public IReadOnlyCollection<string> Ids => [.. state.Keys.Keys];

    public bool Has(string keyId) => state.Keys.ContainsKey(keyId);

    public MasterKey? Find(string keyId) => state.Keys.GetValueOrDefault(keyId);

    /// <summary>The key for a purpose, or null when the ring has no master key of that id.</summary>
    public byte[]? Find(string keyId, string purpose, string deploymentId) =>
        state.Keys.TryGetValue(keyId, out var key)
            ? derived.GetOrAdd((keyId, purpose, deploymentId), static (k, master) => master.Derive(k.Purpose, k.Deployment), key)
            : null;

    /// <summary>The key that wraps the data keys of a purpose, or null when the ring has no master key of that id.</summary>
    internal WrappingKey? FindToWrap(string keyId, string purpose, string deploymentId) =>
        state.Keys.TryGetValue(keyId, out var key)
            ? wrapping.GetOrAdd((keyId, purpose, deploymentId), static (k, master) => new WrappingKey(master.Derive(k.Purpose, k.Deployment)), key)
            : null;

    /// <summary>From now on this key opens too. True: it was not there.</summary>
    internal bool Add(MasterKey key)
    {
        lock (gate)
        {
            if (state.Keys.ContainsKey(key.Id)) return false;
            state = state with { Keys = state.Keys.Add(key.Id, key) };
            return true;
        }
    }

    /// <summary>From now on this key seals. Nothing happens when the ring does not have it.</summary>
    internal void SealWith(string keyId)
    {
        lock (gate)
        {
            if (state.Keys.TryGetValue(keyId, out var key)) state = state with { Newest = key };
        }
    }

    private sealed record State(MasterKey Newest, ImmutableDictionary<string, MasterKey> Keys);
}
