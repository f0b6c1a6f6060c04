using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using OAuthHub.Core;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.Sealing;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Vault;

public sealed class MasterKeyLoaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Development_makes_a_key_once_and_finds_it_again()
    {
        var first = Load("Development", null);
        Assert.Equal(first.Newest.Id, Load("Development", null).Newest.Id);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(new HubPaths(folder.Path).MasterKeyFile));
    }

    [Fact]
    public void Production_refuses_to_start_without_a_key() =>
        Assert.Contains("openssl rand -base64 32", Assert.Throws<HubStartException>(() => Load("Production", null)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("short")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA==")]
    [InlineData("not base64 at all, but long enough to be one!!!")]
    public void A_key_that_is_not_32_bytes_is_refused(string value) =>
        Assert.Contains("OAuthHub:MasterKey", Assert.Throws<HubStartException>(() => Load("Production", value)).Message, StringComparison.Ordinal);

    [Fact]
    public void Several_keys_are_read_newest_first()
    {
        var (newer, older) = (MasterKey.Generate(), MasterKey.Generate());
        var ring = Load("Production", $"{newer.RevealSecret()}, {older.RevealSecret()}");
        Assert.Equal(newer.Id, ring.Newest.Id);
        Assert.True(ring.Has(older.Id));
    }

    [Fact]
    public void A217_a_missing_key_file_beside_a_vault_is_never_replaced()
    {
        File.WriteAllText(new HubPaths(folder.Path).VaultFile, "a vault");
        Assert.Contains("Put the key back", Assert.Throws<HubStartException>(() => Load("Development", null)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(new HubPaths(folder.Path).MasterKeyFile));
    }

    [Fact]
    public void A219_a_key_file_that_others_can_read_or_that_is_a_link_is_refused()
    {
        Load("Development", null);
        var path = new HubPaths(folder.Path).MasterKeyFile;
        File.SetUnixFileMode(path, (UnixFileMode)0b110_100_100);
        Assert.Contains("chmod 600", Assert.Throws<HubStartException>(() => Load("Development", null)).Message, StringComparison.Ordinal);
        File.Move(path, path + ".elsewhere");
        File.CreateSymbolicLink(path, path + ".elsewhere");
        Assert.Contains("symbolic link", Assert.Throws<HubStartException>(() => Load("Development", null)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private KeyRing Load(string environment, string? configured) =>
        new MasterKeyLoader(new HubPaths(folder.Path), new TestEnvironment(environment), NullLogger<MasterKeyLoader>.Instance).Load(configured);

    private sealed class TestEnvironment(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;
        public string ApplicationName { get; set; } = "test";
        public string ContentRootPath { get; set; } = "/";
        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
