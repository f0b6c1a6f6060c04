using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Vault;

namespace OAuthHub.Core.Connecting;

/// <summary>
/// The id of an account's new connection. It follows from whose account it is, so that of several logins which end at once, in
/// whatever process, one creates the record and the others meet it there: the vault decides, and no lock is needed.
/// </summary>
public sealed class NewConnectionIds(ConnectionStore connections, IVault vault)
{
    /// <summary>The first id that no ended connection of this account still holds (as a tombstone, or as a record that does not open).</summary>
    public async Task<string> FindAsync(string user, string platformId, string accountId)
    {
        for (var number = 0; ; number++)
        {
            var id = Make(user, platformId, accountId, number);
            try
            {
                // Reading puts a living one into the index, where the caller finds it when its write meets a conflict.
                if (await connections.ReadAsync(id, CancellationToken.None) is not { Connection.State: ConnectionState.Revoking or ConnectionState.Revoked }) return id;
            }
            catch (Exception failure) when (failure is VaultIntegrityException or VaultKeyUnavailableException)
            {
                // Not ours to overwrite: the operator may still restore it.
            }
        }
    }

    private string Make(string user, string platformId, string accountId, int number)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (var part in (string[])[vault.DeploymentId, user, platformId, accountId])
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }
        BinaryPrimitives.WriteInt32BigEndian(length, number);
        hash.AppendData(length);
        return "con_" + Base64Url.EncodeToString(hash.GetHashAndReset().AsSpan(0, 15));
    }
}
