using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using OAuthHub.Core;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.EncryptedFile;
using OAuthHub.Core.Vault.Sealing;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Vault;

/// <summary>A file vault in a folder of its own, and what an intruder could do to it.</summary>
internal sealed class VaultFiles : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public MasterKey Key { get; } = MasterKey.Generate();

    public HubPaths Paths => new(folder.Path);

    public EncryptedFileVault Open(params MasterKey[] keys) => Open(new KeyRing(keys.Length == 0 ? [Key] : keys));

    public EncryptedFileVault Open(KeyRing keys) => new(Paths, keys, NullLogger<EncryptedFileVault>.Instance);

    public static VaultName Name(string id) => new(VaultKind.Connection, id);

    public static VaultWrite Write(string id, long expected, string secret = "s3cret", string user = "local") =>
        new(Name(id), expected, new Dictionary<string, string> { ["user"] = user, ["platform"] = "sandbox" }, System.Text.Encoding.UTF8.GetBytes(secret));

    /// <summary>Creates records in a vault and closes it, so that the file on disk is whole.</summary>
    public async Task FillAsync(params string[] ids)
    {
        using var vault = Open();
        foreach (var id in ids) await vault.CommitAsync(new VaultCommit(Write(id, 0, "secret of " + id)), CancellationToken.None);
    }

    public void Sql(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Paths.VaultFile};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Dispose() => folder.Dispose();
}
