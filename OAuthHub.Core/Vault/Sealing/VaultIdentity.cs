using System.Security.Cryptography;
using System.Text;
using OAuthHub.Core.Vault.Rows;

namespace OAuthHub.Core.Vault.Sealing;

/// <summary>
/// What a vault says about itself in its header: its deployment id, and the key that hashes names, sealed once for each master key.
/// Opening that seal is also the check that the configured key is the right one.
/// </summary>
internal sealed class VaultIdentity
{
    private const string Deployment = "deployment";
    private const string NameKeys = "name-key/";
    private const string Retired = "retired-key/";
    private static readonly byte[] NameKeyRecord = "name-key"u8.ToArray();

    private readonly byte[] nameKey;

    private VaultIdentity(string deploymentId, byte[] nameKey) => (DeploymentId, this.nameKey) = (deploymentId, nameKey);

    public string DeploymentId { get; }

    /// <summary>A keyed hash of the name, so that the backend does not tell what is connected.</summary>
    public RowId RecordId(VaultName name) => new(HMACSHA256.HashData(nameKey, Encoding.UTF8.GetBytes($"{(byte)name.Kind}\0{name.Id}")));

    /// <summary>The header of a new vault.</summary>
    public static IReadOnlyDictionary<string, byte[]> Create(KeyRing keys)
    {
        var deploymentId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var identity = new VaultIdentity(deploymentId, RandomNumberGenerator.GetBytes(32));
        return new Dictionary<string, byte[]> { [Deployment] = Encoding.ASCII.GetBytes(deploymentId), [EntryOf(keys.Newest.Id)] = identity.SealNameKey(keys) };
    }

    /// <summary>The name of the header entry that holds the name key under this master key.</summary>
    public static string EntryOf(string keyId) => NameKeys + keyId;

    /// <summary>True for the entries that make a vault the one it is, wherever it lies.</summary>
    public static bool IsEntry(string name) => name is Deployment || name.StartsWith(NameKeys, StringComparison.Ordinal) || name.StartsWith(Retired, StringComparison.Ordinal);

    /// <summary>The name of the header entry that says that a master key is out of use for good: a key file that still names it first does not bring it back.</summary>
    /// <remarks>By a hash, so that what names the old key is something that it has sealed.</remarks>
    public static string RetiredEntryOf(string keyId) => Retired + Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(keyId)).AsSpan(0, 16));

    public static bool IsRetired(IReadOnlyDictionary<string, byte[]> header, string keyId) => header.ContainsKey(RetiredEntryOf(keyId));

    /// <summary>The master keys that this header can be opened with.</summary>
    public static IReadOnlyList<string> KeyIdsOf(IReadOnlyDictionary<string, byte[]> header) =>
        [.. header.Keys.Where(name => name.StartsWith(NameKeys, StringComparison.Ordinal)).Select(name => name[NameKeys.Length..])];

    /// <summary>The deployment id that a header names, without opening anything; empty when it has none.</summary>
    public static string DeploymentOf(IReadOnlyDictionary<string, byte[]> header) => Encoding.ASCII.GetString(header.GetValueOrDefault(Deployment) ?? []);

    /// <exception cref="HubStartException">None of the configured keys opens it, or it was changed.</exception>
    public static VaultIdentity Open(IReadOnlyDictionary<string, byte[]> header, KeyRing keys, string place)
    {
        var deploymentId = DeploymentOf(header);
        var known = new List<string>();
        foreach (var blob in header.Where(entry => entry.Key.StartsWith(NameKeys, StringComparison.Ordinal)).Select(entry => entry.Value))
        {
            if (Sealer.KeyIdOf(blob) is not { } keyId) throw Damaged(place);
            known.Add(keyId);
            if (!keys.Has(keyId)) continue;
            try
            {
                return new VaultIdentity(deploymentId, new Sealer(keys).Open(NameKeyContext(deploymentId), blob));
            }
            catch (VaultIntegrityException)
            {
                throw Damaged(place);
            }
        }
        if (known.Count == 0) throw Damaged(place);
        if (keys.Ids.FirstOrDefault(id => IsRetired(header, id)) is { } retired)
            throw new HubStartException($"The master key {retired} was retired by a rotation; {place} is sealed with key {string.Join(", ", known)} now. Set the new key for this process. Nothing was changed.");
        throw new HubStartException(
            $"The master key is not the one of this vault: {place} is sealed with key {string.Join(", ", known)}, configured is {string.Join(", ", keys.Ids)}. " +
            "Set OAuthHub:MasterKey (or master.key in the data directory) to the right one. Nothing was changed.");
    }

    /// <summary>The name key under the newest master key, for its header entry.</summary>
    public byte[] SealNameKey(KeyRing keys) => new Sealer(keys).Seal(NameKeyContext(DeploymentId), nameKey);

    private static SealContext NameKeyContext(string deploymentId) => new(deploymentId, "header", NameKeyRecord, 0);

    private static HubStartException Damaged(string place) =>
        new($"The header of {place} does not verify: it was changed or belongs to another vault. Put back a backup of it; nothing was changed.");
}
