using System.Collections.Concurrent;

namespace OAuthHub.Core.Vault.Sealing;

/// <summary>The configured master keys, newest first: the first seals, all of them open.</summary>
public sealed class KeyRing
{
    private readonly Dictionary<string, MasterKey> keys;
    private readonly ConcurrentDictionary<(string KeyId, string Purpose, string Deployment), byte[]> derived = new();

    public KeyRing(IReadOnlyList<MasterKey> newestFirst)
    {
        if (newestFirst.Count == 0) throw new ArgumentException("A key ring has at least one key.", nameof(newestFirst));
        Newest = newestFirst[0];
        keys = newestFirst.DistinctBy(key => key.Id).ToDictionary(key => key.Id);
    }

    public MasterKey Newest { get; }

    public IReadOnlyCollection<string> Ids => keys.Keys;

    public bool Has(string keyId) => keys.ContainsKey(keyId);

    /// <summary>The key for a purpose, or null when the ring has no master key of that id.</summary>
    public byte[]? Find(string keyId, string purpose, string deploymentId) =>
        keys.TryGetValue(keyId, out var key)
            ? derived.GetOrAdd((keyId, purpose, deploymentId), static (k, master) => master.Derive(k.Purpose, k.Deployment), key)
            : null;
}
