using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Core.Vault.EncryptedFile;

/// <summary>
/// What a vault file says about itself: its deployment id, and the key that hashes names, sealed once for each master key.
/// Opening that seal is also the check that the configured key is the right one.
/// </summary>
internal sealed class VaultHeader
{
    private const int Format = 1;
    private static readonly byte[] NameKeyRecord = "name-key"u8.ToArray();

    private readonly byte[] nameKey;

    private VaultHeader(string deploymentId, byte[] nameKey) => (DeploymentId, this.nameKey) = (deploymentId, nameKey);

    public string DeploymentId { get; }

    /// <summary>The row id of a record: a keyed hash, so that the file does not tell what is connected.</summary>
    public byte[] RecordId(VaultName name) =>
        HMACSHA256.HashData(nameKey, Encoding.UTF8.GetBytes($"{(byte)name.Kind}\0{name.Id}"));

    public static VaultHeader OpenOrCreate(SqliteConnection connection, KeyRing keys, string path)
    {
        var version = (long)SqliteFile.Scalar(connection, "PRAGMA user_version")!;
        if (version > Format)
            throw new HubStartException($"{path} was written by a newer version of the hub (format {version}, this one knows {Format}). Start the newer version; nothing was changed.");
        if (version == 0) Create(connection, keys);
        return Open(connection, keys, path);
    }

    private static void Create(SqliteConnection connection, KeyRing keys)
    {
        SqliteFile.Execute(connection, "BEGIN IMMEDIATE");
        // Another process may have created it since we looked.
        if ((long)SqliteFile.Scalar(connection, "PRAGMA user_version")! == 0)
        {
            SqliteFile.Execute(connection, "CREATE TABLE header (name TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL) STRICT");
            SqliteFile.Execute(connection, "CREATE TABLE record (id BLOB NOT NULL PRIMARY KEY, generation INTEGER NOT NULL, sealed BLOB NOT NULL) STRICT");
            SqliteFile.Execute(connection, "CREATE TABLE answer (id BLOB NOT NULL PRIMARY KEY, generation INTEGER NOT NULL, sealed BLOB NOT NULL) STRICT");
            SqliteFile.Execute(connection, "CREATE TABLE sequence (value INTEGER NOT NULL) STRICT");
            SqliteFile.Execute(connection, "INSERT INTO sequence VALUES (0)");
            var deploymentId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
            Put(connection, "deployment", Encoding.ASCII.GetBytes(deploymentId));
            PutNameKey(connection, keys, deploymentId, RandomNumberGenerator.GetBytes(32));
            SqliteFile.Execute(connection, $"PRAGMA user_version={Format}");
        }
        SqliteFile.Execute(connection, "COMMIT");
    }

    private static VaultHeader Open(SqliteConnection connection, KeyRing keys, string path)
    {
        var deploymentId = Encoding.ASCII.GetString(Get(connection, "deployment") ?? []);
        var known = new List<string>();
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "SELECT value FROM header WHERE name LIKE 'name-key/%'";
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                var blob = (byte[])reader[0];
                if (Sealer.KeyIdOf(blob) is not { } keyId) throw Damaged(path);
                known.Add(keyId);
                if (!keys.Has(keyId)) continue;
                var header = new VaultHeader(deploymentId, OpenNameKey(keys, deploymentId, blob, path));
                reader.Close();
                if (Get(connection, "name-key/" + keys.Newest.Id) is null) PutNameKey(connection, keys, deploymentId, header.nameKey);
                return header;
            }
        }
        if (known.Count == 0) throw Damaged(path);
        throw new HubStartException(
            $"The master key is not the one of this vault: {path} is sealed with key {string.Join(", ", known)}, configured is {string.Join(", ", keys.Ids)}. " +
            "Set OAuthHub:MasterKey (or master.key in the data directory) to the right one. Nothing was changed.");
    }

    private static byte[] OpenNameKey(KeyRing keys, string deploymentId, byte[] blob, string path)
    {
        try
        {
            return new Sealer(keys).Open(NameKeyContext(deploymentId), blob);
        }
        catch (VaultIntegrityException)
        {
            throw Damaged(path);
        }
    }

    private static void PutNameKey(SqliteConnection connection, KeyRing keys, string deploymentId, byte[] key) =>
        Put(connection, "name-key/" + keys.Newest.Id, new Sealer(keys).Seal(NameKeyContext(deploymentId), key));

    private static SealContext NameKeyContext(string deploymentId) => new(deploymentId, "header", NameKeyRecord, 0);

    private static byte[]? Get(SqliteConnection connection, string name) =>
        SqliteFile.Scalar(connection, "SELECT value FROM header WHERE name=$name", ("$name", name)) as byte[];

    private static void Put(SqliteConnection connection, string name, byte[] value) =>
        SqliteFile.Scalar(connection, "INSERT OR REPLACE INTO header VALUES ($name, $value)", ("$name", name), ("$value", value));

    private static HubStartException Damaged(string path) =>
        new($"The header of {path} does not verify: the file was changed or belongs to another vault. Put back a backup of it; nothing was changed.");
}
