using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace OAuthHub.Core.Moving.Bundles;

/// <summary>Seals grants under a passphrase, for the way from one hub to another.</summary>
/// <remarks>
/// <code>"OAUTHHUB-GRANTS\n" | version:u8 = 1 | kdf:u8 = 1 (PBKDF2-HMAC-SHA256) | iterations:u32 | salt:32 | nonce:12 | AES-256-GCM(JSON) | tag:16</code>
/// Numbers are big-endian. Everything before the sealed text is its additional data, so that a changed byte anywhere is refused.
/// </remarks>
public static class GrantBundle
{
    public const int ShortestPassphrase = 12;

    private const byte Version = 1, Pbkdf2 = 1;
    private const int SaltLength = 32, NonceLength = 12, TagLength = 16;

    /// <summary>What OWASP's password storage cheat sheet asks of PBKDF2-HMAC-SHA256.</summary>
    private const int Iterations = 600_000;

    /// <summary>A header that asks for more is there to keep somebody's processor busy.</summary>
    private const int MostIterations = 10_000_000;

    private static readonly byte[] Magic = "OAUTHHUB-GRANTS\n"u8.ToArray();
    private static readonly int HeaderLength = Magic.Length + 2 + 4 + SaltLength + NonceLength;

    public static bool Looks(ReadOnlySpan<byte> file) => file.StartsWith(Magic);

    public static byte[] Seal(ReadOnlySpan<byte> text, string passphrase)
    {
        if (passphrase.Length < ShortestPassphrase) throw new MovingException("passphrase_too_short", $"A passphrase has at least {ShortestPassphrase} characters. Nothing was written.");
        var file = new byte[HeaderLength + text.Length + TagLength];
        Magic.CopyTo(file, 0);
        var rest = file.AsSpan(Magic.Length);
        (rest[0], rest[1]) = (Version, Pbkdf2);
        BinaryPrimitives.WriteInt32BigEndian(rest[2..], Iterations);
        RandomNumberGenerator.Fill(rest.Slice(6, SaltLength + NonceLength));
        var key = Key(passphrase, rest.Slice(6, SaltLength), Iterations);
        using var cipher = new AesGcm(key, TagLength);
        cipher.Encrypt(file.AsSpan(HeaderLength - NonceLength, NonceLength), text, file.AsSpan(HeaderLength, text.Length), file.AsSpan(HeaderLength + text.Length), file.AsSpan(0, HeaderLength));
        CryptographicOperations.ZeroMemory(key);
        return file;
    }

    /// <exception cref="MovingException">The passphrase is another, or a byte was changed; which of the two cannot be told.</exception>
    public static byte[] Open(ReadOnlySpan<byte> file, string passphrase)
    {
        if (!Looks(file) || file.Length < HeaderLength + TagLength) throw Refused("It is cut, or is no bundle.");
        var rest = file[Magic.Length..];
        if (rest[0] != Version || rest[1] != Pbkdf2) throw Refused("It was made by a later version of the hub, or changed.");
        if (BinaryPrimitives.ReadInt32BigEndian(rest[2..]) is not (>= Iterations and <= MostIterations) and var iterations) throw Refused($"Its header asks for {iterations} rounds of key derivation, which no hub has written.");
        var key = Key(passphrase, rest.Slice(6, SaltLength), BinaryPrimitives.ReadInt32BigEndian(rest[2..]));
        var text = new byte[file.Length - HeaderLength - TagLength];
        try
        {
            using var cipher = new AesGcm(key, TagLength);
            cipher.Decrypt(file.Slice(HeaderLength - NonceLength, NonceLength), file[HeaderLength..^TagLength], file[^TagLength..], text, file[..HeaderLength]);
            return text;
        }
        catch (AuthenticationTagMismatchException)
        {
            throw Refused("The passphrase is not the one that it was sealed with, or the file was changed.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static byte[] Key(string passphrase, ReadOnlySpan<byte> salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(passphrase), salt, iterations, HashAlgorithmName.SHA256, 32);

    private static MovingException Refused(string why) => new("bundle_not_opened", $"The bundle cannot be opened. {why} Nothing was imported.");
}
