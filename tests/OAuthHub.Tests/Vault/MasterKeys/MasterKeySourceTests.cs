using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OAuthHub.Core;
using OAuthHub.Core.Vault.MasterKeys;
using OAuthHub.Core.Vault.Sealing;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Vault.MasterKeys;

/// <summary>Keys in configuration, in Development's own file, and in a file that an operator has made.</summary>
public sealed class MasterKeySourceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Development_makes_a_key_once_and_finds_it_again()
    {
        var first = await LoadAsync("Development", null);
        Assert.Equal(first.Newest.Id, (await LoadAsync("Development", null)).Newest.Id);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Paths.MasterKeyFile));
    }

    [Fact]
    public async Task Production_refuses_to_start_without_a_key() =>
        Assert.Contains("openssl rand -base64 32", await RefusedAsync("Production", null), StringComparison.Ordinal);

    [Theory]
    [InlineData("short")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA==")]
    [InlineData("not base64 at all, but long enough to be one!!!")]
    public async Task A_key_that_is_not_32_bytes_is_refused(string value) =>
        Assert.Contains("OAuthHub:MasterKey", await RefusedAsync("Production", value), StringComparison.Ordinal);

    [Theory]
    [InlineData(", ")]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData(" ")]
    public async Task Several_keys_are_read_newest_first(string between)
    {
        var (newer, older) = (MasterKey.Generate(), MasterKey.Generate());
        var text = newer.RevealSecret() + between + older.RevealSecret();
        await AssertBothAsync(await LoadAsync("Production", text));
        PrivateFile(text);
        await AssertBothAsync(await FileSource.LoadAsync(CancellationToken.None));

        Task AssertBothAsync(KeyRing ring)
        {
            Assert.Equal(newer.Id, ring.Newest.Id);
            Assert.True(ring.Has(older.Id));
            return Task.CompletedTask;
        }
    }

    [Theory]
    [InlineData("vault.db")]
    [InlineData("vault.mark")]
    public async Task A217_a_missing_key_file_where_there_was_a_vault_is_never_replaced(string trace)
    {
        File.WriteAllText(folder.File(trace), "a vault");
        Assert.Contains("Put the key back", await RefusedAsync("Development", null), StringComparison.Ordinal);
        Assert.False(File.Exists(Paths.MasterKeyFile));
    }

    [Fact]
    public async Task A219_a_key_file_that_others_can_read_or_that_is_a_link_is_refused()
    {
        await LoadAsync("Development", null);
        var path = Paths.MasterKeyFile;
        File.SetUnixFileMode(path, (UnixFileMode)0b110_100_100);
        Assert.Contains("chmod 600", await RefusedAsync("Development", null), StringComparison.Ordinal);
        Assert.Contains("chmod 600", (await Assert.ThrowsAsync<HubStartException>(() => new FileMasterKeys(path).LoadAsync(CancellationToken.None))).Message, StringComparison.Ordinal);
        File.Move(path, path + ".elsewhere");
        File.CreateSymbolicLink(path, path + ".elsewhere");
        Assert.Contains("symbolic link", await RefusedAsync("Development", null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "is missing")]
    [InlineData("", "is empty")]
    [InlineData("something else", "32 bytes")]
    public async Task A_configured_file_without_a_key_is_refused_and_left_as_it_is(string? text, string words)
    {
        if (text is not null) PrivateFile(text);
        Assert.Contains(words, (await Assert.ThrowsAsync<HubStartException>(() => FileSource.LoadAsync(CancellationToken.None))).Message, StringComparison.Ordinal);
        Assert.Equal(text, File.Exists(FileSource.Place) ? File.ReadAllText(FileSource.Place) : null);
    }

    [Fact]
    public async Task New_keys_are_written_to_a_file_whole_and_for_its_owner_alone()
    {
        PrivateFile(MasterKey.Generate().RevealSecret());
        var (newer, older) = (MasterKey.Generate(), MasterKey.Generate());
        foreach (var source in new[] { FileSource, Make("Development", new HubOptions()) })
        {
            Assert.True(source.CanWrite);
            await source.WriteAsync([newer, older], CancellationToken.None);
            var ring = await source.LoadAsync(CancellationToken.None);
            Assert.Equal((newer.Id, true), (ring.Newest.Id, ring.Has(older.Id)));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(source.Place));
        }
    }

    [Fact]
    public async Task Configuration_cannot_be_written_and_says_so()
    {
        var source = Make("Production", new HubOptions { MasterKey = MasterKey.Generate().RevealSecret() });
        Assert.False(source.CanWrite);
        Assert.Contains("yourself", (await Assert.ThrowsAsync<HubStartException>(() => source.WriteAsync([MasterKey.Generate()], CancellationToken.None))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Elsewhere", null, null, null, "does not exist")]
    [InlineData("File", null, null, null, "MasterKeyFile is not set")]
    [InlineData("File", "/keys/master.key", null, "AAAA", "Remove one of the two")]
    [InlineData("AzureKeyVaultSecret", null, null, null, "MasterKeySecret")]
    [InlineData("AzureKeyVaultSecret", null, "https://my-hub.vault.azure.net/secrets/key/0123456789abcdef0123456789abcdef", null, "without a version")]
    [InlineData("AzureKeyVaultSecret", null, "http://my-hub.vault.azure.net/secrets/key", null, "MasterKeySecret")]
    [InlineData("file", "/keys/master.key", null, null, null)]
    [InlineData("AzureKeyVaultSecret", null, "https://my-hub.vault.azure.net/secrets/key", null, null)]
    public void Settings_that_do_not_go_together_are_named(string source, string? file, string? secret, string? key, string? words)
    {
        var wrong = MasterKeySources.Validate(new HubOptions { MasterKeySource = source, MasterKeyFile = file, MasterKeySecret = secret, MasterKey = key });
        if (words is null) Assert.Empty(wrong);
        else Assert.Contains(words, Assert.Single(wrong), StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private HubPaths Paths => new(folder.Path);

    private FileMasterKeys FileSource => new(folder.File("keys.txt"));

    private void PrivateFile(string text)
    {
        File.WriteAllText(FileSource.Place, text);
        File.SetUnixFileMode(FileSource.Place, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private Task<KeyRing> LoadAsync(string environment, string? configured) => Make(environment, new HubOptions { MasterKey = configured }).LoadAsync(CancellationToken.None);

    private async Task<string> RefusedAsync(string environment, string? configured) => (await Assert.ThrowsAsync<HubStartException>(() => LoadAsync(environment, configured))).Message;

    private IMasterKeySource Make(string environment, HubOptions options)
    {
        var services = new ServiceCollection().AddSingleton(Paths).AddSingleton<IHostEnvironment>(new TestEnvironment(environment)).AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance).AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        return MasterKeySources.Make(services.BuildServiceProvider(), options, new ConfigurationBuilder().Build());
    }

    private sealed class TestEnvironment(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;
        public string ApplicationName { get; set; } = "test";
        public string ContentRootPath { get; set; } = "/";
        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
