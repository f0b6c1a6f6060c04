using System.Security.Cryptography;

namespace OAuthHub.Core.Vault.Sealing;

/// <summary>
/// The key over all keys: 32 random bytes. Nothing is encrypted with it; keys for one purpose each are derived from it
/// (HKDF-SHA256, RFC 5869).
/// </summary>
public sealed class MasterKey
{
    /// <summary>Bytes of a master key.</summary>
    public const int Size = 32;

    private readonly byte[] root;

    private MasterKey(byte[] root)
    {
        this.root = root;
        Id = Convert.ToHexStringLower(HMACSHA256.HashData(root, "oauthhub/key-id/v1"u8))[..16];
    }

    /// <summary>Names the key without giving it away: 16 hex characters derived from it. Stored in every record's header.</summary>
    public string Id { get; }

    public static MasterKey Generate() => new(RandomNumberGenerator.GetBytes(Size));

    /// <summary>Reads base64 of exactly 32 bytes; anything else gives null.</summary>
    public static MasterKey? TryParse(string base64)
    {
        var bytes = new byte[Size];
        return Convert.TryFromBase64String(base64.Trim(), bytes, out var written) && written == Size ? new MasterKey(bytes) : null;
    }

    /// <summary>The base64 form, to be written to the key file and nowhere else.</summary>
    public string RevealSecret() => Convert.ToBase64String(root);

    /// <summary>A 32-byte key for one purpose in one deployment.</summary>
    public byte[] Derive(string purpose, string deploymentId) =>
        HKDF.DeriveKey(
            HashAlgorithmName.SHA256, root, Size,
            salt: System.Text.Encoding.UTF8.GetBytes(deploymentId),
            info: System.Text.Encoding.UTF8.GetBytes($"oauthhub/{purpose}/v1/{Id}"));

    public override string ToString() => $"MasterKey({Id})";
}
