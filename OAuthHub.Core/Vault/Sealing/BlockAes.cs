using System.Security.Cryptography;

namespace OAuthHub.Core.Vault.Sealing;

/// <summary>AES that is set up once and then takes one block after the other: what key wrap is made of, and nothing else. Used by one caller at a time.</summary>
internal sealed class BlockAes : Aes
{
    private const int Block = 16;

    private readonly Aes aes = Create();
    private readonly ICryptoTransform encryptor, decryptor;
    private readonly byte[] from = new byte[Block], to = new byte[Block];

    public BlockAes(byte[] key)
    {
        aes.SetKey(key);
        // Key wrap chains its blocks itself: each of them goes through the bare cipher.
#pragma warning disable CA5358
        aes.Mode = CipherMode.ECB;
#pragma warning restore CA5358
        aes.Padding = PaddingMode.None;
        (encryptor, decryptor) = (aes.CreateEncryptor(), aes.CreateDecryptor());
    }

    protected override bool TryEncryptEcbCore(ReadOnlySpan<byte> plaintext, Span<byte> destination, PaddingMode paddingMode, out int bytesWritten) =>
        TryTransform(encryptor, plaintext, destination, paddingMode, out bytesWritten);

    protected override bool TryDecryptEcbCore(ReadOnlySpan<byte> ciphertext, Span<byte> destination, PaddingMode paddingMode, out int bytesWritten) =>
        TryTransform(decryptor, ciphertext, destination, paddingMode, out bytesWritten);

    public override ICryptoTransform CreateEncryptor(byte[] rgbKey, byte[]? rgbIV) => throw new NotSupportedException("This one is for key wrap alone.");

    public override ICryptoTransform CreateDecryptor(byte[] rgbKey, byte[]? rgbIV) => throw new NotSupportedException("This one is for key wrap alone.");

    public override void GenerateKey() => throw new NotSupportedException("It has its key.");

    public override void GenerateIV() => throw new NotSupportedException("A block has none.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            encryptor.Dispose();
            decryptor.Dispose();
            aes.Dispose();
            CryptographicOperations.ZeroMemory(from);
            CryptographicOperations.ZeroMemory(to);
        }
        base.Dispose(disposing);
    }

    private bool TryTransform(ICryptoTransform transform, ReadOnlySpan<byte> input, Span<byte> destination, PaddingMode padding, out int written)
    {
        if (padding is not PaddingMode.None || input.Length % Block != 0) throw new NotSupportedException("This one is for key wrap alone.");
        written = 0;
        if (destination.Length < input.Length) return false;
        for (; written < input.Length; written += Block)
        {
            input.Slice(written, Block).CopyTo(from);
            transform.TransformBlock(from, 0, Block, to, 0);
            to.CopyTo(destination[written..]);
        }
        return true;
    }
}
