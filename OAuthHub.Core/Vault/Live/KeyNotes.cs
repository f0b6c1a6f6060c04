using System.Text;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Core.Vault.Live;

/// <summary>
/// How processes that run hear of a new master key: the header holds each of the two keys sealed under the other while they are rotated, and
/// names the one to seal with. Whoever has either key can open everything, and whoever has neither learns nothing.
/// </summary>
internal static class KeyNotes
{
    /// <summary>The header entry with the id of the key that all processes shall seal with, in ASCII.</summary>
    public const string SealingKey = "sealing-key";

    /// <summary>The header entry with the id of the key that comes: the first thing that a rotation writes and the last that it removes, so that two cannot be under way.</summary>
    public const string Rotation = "rotation";

    private const string Keys = "master-key/";

    /// <summary>The entry that holds one master key sealed under another.</summary>
    public static string EntryOf(string keyId, string underKeyId) => $"{Keys}{keyId}/{underKeyId}";

    public static bool IsRotating(IReadOnlyDictionary<string, byte[]> header) => header.Keys.Any(IsEntry);

    /// <summary>True when processes have been told of a key.</summary>
    public static bool IsTold(IReadOnlyDictionary<string, byte[]> header) => header.Keys.Any(IsKeyEntry);

    /// <summary>The id of the key that comes; null when none is rotated.</summary>
    public static string? NextOf(IReadOnlyDictionary<string, byte[]> header) => header.GetValueOrDefault(Rotation) is { } named ? Encoding.ASCII.GetString(named) : null;

    /// <summary>The ids of the key that goes and of the one that comes; null when processes have not been told of them.</summary>
    public static (string Old, string New)? PairOf(IReadOnlyDictionary<string, byte[]> header)
    {
        if (NextOf(header) is not { } next) return null;
        var old = header.Keys.Where(IsKeyEntry).SelectMany(name => name.Split('/')[1..]).FirstOrDefault(id => !string.Equals(id, next, StringComparison.Ordinal));
        return old is null ? null : (old, next);
    }

    /// <summary>True for what is in the header only while keys are rotated.</summary>
    public static bool IsEntry(string name) => name is Rotation or SealingKey || IsKeyEntry(name);

    private static bool IsKeyEntry(string name) => name.StartsWith(Keys, StringComparison.Ordinal);

    public static byte[] Seal(MasterKey key, MasterKey under, string deploymentId) =>
        new Sealer(new KeyRing([under])).Seal(Context(deploymentId, key.Id), Encoding.ASCII.GetBytes(key.RevealSecret()));

    /// <summary>Takes into the ring what it can open of the header, and seals with the key that the header names. True: the ring has a key more.</summary>
    public static bool Adopt(IReadOnlyDictionary<string, byte[]> header, KeyRing ring)
    {
        var (deploymentId, added) = (VaultIdentity.DeploymentOf(header), false);
        foreach (var (name, blob) in header)
        {
            if (!IsKeyEntry(name) || name.Split('/') is not [_, var keyId, var under] || ring.Has(keyId) || !ring.Has(under)) continue;
            try
            {
                if (MasterKey.TryParse(Encoding.ASCII.GetString(new Sealer(ring).Open(Context(deploymentId, keyId), blob))) is { } key && key.Id == keyId) added |= ring.Add(key);
            }
            catch (VaultIntegrityException)
            {
                // Somebody put it there who does not have the key; it is none.
            }
        }
        if (header.GetValueOrDefault(SealingKey) is { } sealing) ring.SealWith(Encoding.ASCII.GetString(sealing));
        else if (VaultIdentity.IsRetired(header, ring.Newest.Id) && VaultIdentity.KeyIdsOf(header).FirstOrDefault(ring.Has) is { } inUse) ring.SealWith(inUse);
        return added;
    }

    private static SealContext Context(string deploymentId, string keyId) => new(deploymentId, "master-key", Encoding.ASCII.GetBytes(keyId), 0);
}
