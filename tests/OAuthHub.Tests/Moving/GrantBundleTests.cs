using System.Security.Cryptography;
using System.Text;
using OAuthHub.Core.Moving;
using OAuthHub.Core.Moving.Bundles;

namespace OAuthHub.Tests.Moving;

public sealed class GrantBundleTests
{
    private const string Passphrase = "correct horse battery";

    private static readonly byte[] Text = Encoding.UTF8.GetBytes("""{"connections":[]}""");
    private static readonly byte[] Sealed = GrantBundle.Seal(Text, Passphrase);

    [Fact]
    public void It_opens_with_its_passphrase_and_no_two_are_alike()
    {
        Assert.Equal(Text, GrantBundle.Open(Sealed, Passphrase));
        Assert.NotEqual(Sealed, GrantBundle.Seal(Text, Passphrase));
    }

    [Theory]
    [InlineData(0)] // magic
    [InlineData(16)] // version
    [InlineData(17)] // kdf
    [InlineData(18)] // rounds: too many
    [InlineData(19)]
    [InlineData(21)] // rounds: a few more or less
    [InlineData(22)] // salt
    [InlineData(54)] // nonce
    [InlineData(66)] // text
    [InlineData(-1)] // tag
    public void A_changed_byte_anywhere_is_refused(int at)
    {
        var changed = Sealed.ToArray();
        changed[at < 0 ? changed.Length + at : at] ^= 0x40;
        Assert.Equal("bundle_not_opened", Assert.Throws<MovingException>(() => GrantBundle.Open(changed, Passphrase)).Code);
    }

    [Fact]
    public void One_that_was_cut_is_refused_and_so_is_one_with_something_behind_it()
    {
        foreach (var cut in (byte[][])[Sealed[..20], Sealed[..^1], [.. Sealed, 0]]) Assert.Throws<MovingException>(() => GrantBundle.Open(cut, Passphrase));
    }

    [Fact]
    public void Whoever_reads_only_the_documentation_can_open_it()
    {
        var key = Rfc2898DeriveBytes.Pbkdf2(Passphrase, Sealed.AsSpan(22, 32), 600_000, HashAlgorithmName.SHA256, 32);
        using var cipher = new AesGcm(key, 16);
        var text = new byte[Text.Length];
        cipher.Decrypt(Sealed.AsSpan(54, 12), Sealed.AsSpan(66, text.Length), Sealed.AsSpan(^16..), text, Sealed.AsSpan(..66));
        Assert.Equal(Text, text);
    }
}
