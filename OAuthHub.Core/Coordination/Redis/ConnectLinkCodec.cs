using System.Text;
using System.Text.Json;
using OAuthHub.Core.Secrets;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Core.Coordination.Redis;

/// <summary>A connect link as Redis holds it: sealed, and bound to the hash of its token, as a login is (<see cref="LoginStateCodec"/>).</summary>
internal sealed class ConnectLinkCodec(KeyRing keys, IVault vault)
{
    private readonly Sealer sealer = new(keys);

    public byte[] Seal(SecretFingerprint token, ConnectLink link) => sealer.Seal(Context(token), JsonSerializer.SerializeToUtf8Bytes(link));

    /// <summary>Null: this hub did not write it there.</summary>
    public ConnectLink? Open(SecretFingerprint token, byte[] blob)
    {
        try
        {
            return JsonSerializer.Deserialize<ConnectLink>(sealer.Open(Context(token), blob));
        }
        catch (Exception failure) when (failure is VaultIntegrityException or VaultKeyUnavailableException)
        {
            return null;
        }
    }

    private SealContext Context(SecretFingerprint token) => new(vault.DeploymentId, "connect-link", Encoding.ASCII.GetBytes(token.ToString()), 0);
}
