using System.Security.Cryptography;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.Sealing;

namespace OAuthHub.Tests.Vault;

public sealed class SealerTests
{
    private static readonly byte[] RecordId = [1, 2, 3, 4];
    private static readonly KeyRing Keys = new([MasterKey.Generate()]);
    private static readonly SealContext Context = new("deployment", "record", RecordId, 7);

    [Fact]
    public void What_is_sealed_opens_at_its_place() =>
        Assert.Equal("hello"u8.ToArray(), new Sealer(Keys).Open(Context, new Sealer(Keys).Seal(Context, "hello"u8)));

    public static TheoryData<SealContext> OtherPlaces =>
    [
        Context with { DeploymentId = "another" },
        Context with { Purpose = "answer" },
        Context with { RecordId = new byte[] { 1, 2, 3, 5 } },
        Context with { Generation = 6 },
        Context with { Generation = 8 },
    ];

    [Theory]
    [MemberData(nameof(OtherPlaces))]
    public void It_opens_nowhere_else(SealContext other) =>
        Assert.Throws<VaultIntegrityException>(() => new Sealer(Keys).Open(other, new Sealer(Keys).Seal(Context, "hello"u8)));

    [Fact]
    public void Any_changed_added_or_missing_byte_is_refused()
    {
        var blob = new Sealer(Keys).Seal(Context, "hello"u8);
        for (var i = 0; i < blob.Length; i++)
        {
            var changed = (byte[])blob.Clone();
            changed[i] ^= 0x01;
            var failure = Record.Exception(() => new Sealer(Keys).Open(Context, changed));
            Assert.True(failure is VaultIntegrityException or VaultKeyUnavailableException, $"byte {i}");
            Assert.Throws<VaultIntegrityException>(() => new Sealer(Keys).Open(Context, blob.AsSpan(0, i)));
        }
        Assert.Throws<VaultIntegrityException>(() => new Sealer(Keys).Open(Context, [.. blob, 0]));
    }

    [Fact]
    public void A_key_that_is_not_configured_is_named()
    {
        var blob = new Sealer(Keys).Seal(Context, "hello"u8);
        var failure = Assert.Throws<VaultKeyUnavailableException>(() => new Sealer(new KeyRing([MasterKey.Generate()])).Open(Context, blob));
        Assert.Equal(Keys.Newest.Id, failure.KeyId);
    }

    [Fact]
    public void A227_data_keys_and_nonces_never_repeat()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 5000; i++)
        {
            var blob = new Sealer(Keys).Seal(Context, "x"u8);
            Assert.True(seen.Add(Convert.ToHexString(blob.AsSpan(22, 40))), "a wrapped data key repeats");
            Assert.True(seen.Add(Convert.ToHexString(blob.AsSpan(62, 12))), "a nonce repeats");
        }
    }

    [Fact]
    public void A227_a_random_number_generator_that_repeats_itself_or_fails_stops_all_sealing()
    {
        var isBroken = false;
        var sealer = new Sealer(Keys, bytes =>
        {
            if (isBroken) bytes.Fill(7);
            else RandomNumberGenerator.Fill(bytes);
        });
        sealer.Seal(Context, "x"u8);
        isBroken = true;
        sealer.Seal(Context, "x"u8); // nobody can tell yet
        for (var again = 0; again < 3; again++) Assert.Contains("repeats itself", Assert.Throws<VaultUnavailableException>(() => sealer.Seal(Context, "y"u8)).Message, StringComparison.Ordinal);
        isBroken = false;
        Assert.Equal("z"u8.ToArray(), sealer.Open(Context, sealer.Seal(Context, "z"u8)));
        Assert.Throws<VaultUnavailableException>(() => new Sealer(Keys, _ => throw new CryptographicException("no entropy")).Seal(Context, "x"u8));
    }

    [Fact]
    public void No_two_places_give_the_same_additional_data()
    {
        // Moving a byte over the border between two fields must change the bytes: that is what the lengths are for.
        var one = new SealContext("ab", "c", RecordId, 1).AdditionalData("k", 1);
        var two = new SealContext("a", "bc", RecordId, 1).AdditionalData("k", 1);
        var three = new SealContext("ab", "c", new byte[] { 1, 2, 3 }, 1).AdditionalData("k", 1);
        Assert.NotEqual(one, two);
        Assert.NotEqual(one, three);
    }

    /// <summary>RFC 5649 section 6, first example.</summary>
    [Fact]
    public void The_platforms_key_wrap_is_the_standard_one()
    {
        using var aes = Aes.Create();
        aes.SetKey(Convert.FromHexString("5840DF6E29B02AF1AB493B705BF16EA1AE8338F4DCC176A8"));
        var wrapped = aes.EncryptKeyWrapPadded(Convert.FromHexString("C37B7E6492584340BED12207808941155068F738"));
        Assert.Equal("138BDEAA9B8FA7FC61F97742E72248EE5AE6AE5360D1AE6A5F54F373FA543B6A", Convert.ToHexString(wrapped));
    }

    /// <summary>The same example, and in both directions what the platform's own AES makes of keys of the size that is used here.</summary>
    [Fact]
    public void With_its_key_set_up_once_the_key_wrap_is_still_the_standard_one()
    {
        using (var example = new BlockAes(Convert.FromHexString("5840DF6E29B02AF1AB493B705BF16EA1AE8338F4DCC176A8")))
            Assert.Equal("138BDEAA9B8FA7FC61F97742E72248EE5AE6AE5360D1AE6A5F54F373FA543B6A", Convert.ToHexString(example.EncryptKeyWrapPadded(Convert.FromHexString("C37B7E6492584340BED12207808941155068F738"))));
        var key = RandomNumberGenerator.GetBytes(32);
        using var aes = Aes.Create();
        aes.SetKey(key);
        var ours = new WrappingKey(key);
        for (var i = 0; i < 100; i++)
        {
            var dataKey = RandomNumberGenerator.GetBytes(32);
            byte[] wrapped = new byte[40], opened = new byte[32];
            ours.Wrap(dataKey, wrapped);
            Assert.Equal(aes.EncryptKeyWrapPadded(dataKey), wrapped);
            ours.Unwrap(wrapped, opened);
            Assert.Equal(dataKey, opened);
            // One that does not verify leaves nothing behind for the next.
            wrapped[i % 40] ^= 0x10;
            Assert.Throws<CryptographicException>(() => ours.Unwrap(wrapped, opened));
        }
    }

    [Fact]
    public void Many_callers_at_once_each_get_their_own()
    {
        var sealer = new Sealer(Keys);
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i =>
        {
            var place = Context with { Generation = i };
            for (var round = 0; round < 50; round++) Assert.Equal([(byte)i], sealer.Open(place, sealer.Seal(place, [(byte)i])));
        });
    }

    /// <summary>RFC 5869 appendix A.1.</summary>
    [Fact]
    public void The_platforms_key_derivation_is_the_standard_one()
    {
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Convert.FromHexString("0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B0B"), 42,
            Convert.FromHexString("000102030405060708090A0B0C"), Convert.FromHexString("F0F1F2F3F4F5F6F7F8F9"));
        Assert.Equal("3CB25F25FAACD57A90434F64D0362F2A2D2D0A90CF1A5A4C5DB02D56ECC4C5BF34007208D5B887185865", Convert.ToHexString(key));
    }
}
