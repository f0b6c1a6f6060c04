using Microsoft.Extensions.Options;
using OAuthHub.Core;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Vault;
using OAuthHub.Tests.Support;
using OAuthHub.Tests.Vault;
using OAuthHub.Worker.Hosting;

namespace OAuthHub.Tests.Hosting;

/// <summary>A hub that must not start like this says why, and names the key and the remedy.</summary>
public sealed class StartRefusalTests
{
    [Theory]
    [InlineData("OAuthHub:SignInToken", "short", "openssl rand")]
    [InlineData("OAuthHub:PublicUrl", "http://hub.example.com", "https")]
    [InlineData("OAuthHub:PublicUrl", "https://hub.example.com?x=1", "https://hub.example.com")]
    [InlineData("OAuthHub:PublicUrl", "hub", "https://hub.example.com")]
    public async Task A_wrong_setting_is_named_with_its_remedy(string key, string value, string remedy)
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => HubHost.StartAsync(new HubSetup { Settings = { [key] = value } }));
        Assert.Contains(key, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("changeme")]
    [InlineData("0123456789012345678901234567890")] // 31
    [InlineData("                                ")] // 32, and nothing
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task A124_a_key_that_is_no_secret_stops_the_start_and_the_program_says_so(string key)
    {
        using var folder = new TemporaryFolder();
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => HubHost.StartAsync(new HubSetup { Folder = folder, Settings = { ["OAuthHub:AgentKey"] = key } }));
        Assert.Contains("OAuthHub:AgentKey", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("openssl rand", refusal.Message, StringComparison.Ordinal);
        if (key.Length > 0) Assert.DoesNotContain(key, refusal.Message, StringComparison.Ordinal);
        Assert.True(StartRefusal.TryTell(refusal)); // the program then ends with 1
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("OAuthHub:MasterKey", "not base64")]
    [InlineData("OAuthHub:MasterKey", "c2hvcnQ=")]
    public async Task A_master_key_that_is_not_32_bytes_is_refused(string key, string value)
    {
        var refusal = await Assert.ThrowsAsync<HubStartException>(() => HubHost.StartAsync(new HubSetup { Settings = { [key] = value } }));
        Assert.Contains("openssl rand -base64 32", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(value, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vault_that_goes_away_during_the_start_is_told_in_its_own_words_and_not_as_a_crash()
    {
        var vault = new FaultyVault { FailsReads = true };
        var failure = await Assert.ThrowsAsync<VaultUnavailableException>(() => HubHost.StartAsync(new HubSetup { Services = vault.Use }));
        Assert.True(StartRefusal.TryTell(failure));
    }

    [Fact]
    public async Task Production_makes_no_master_key_of_its_own()
    {
        var refusal = await Assert.ThrowsAsync<HubStartException>(() => HubHost.StartAsync(new HubSetup
        {
            Environment = "Production",
            Settings = { ["OAuthHub:PublicUrl"] = "https://hub.example.com", ["OAuthHub:Sandbox:Url"] = null },
        }));
        Assert.Contains("OAuthHub__MasterKey", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Production_must_be_told_its_own_address()
    {
        using var folder = new TemporaryFolder();
        var refusal = await Assert.ThrowsAsync<HubStartException>(() => HubHost.StartAsync(new HubSetup
        {
            Environment = "Production",
            Folder = folder,
            Settings = { ["OAuthHub:MasterKey"] = Convert.ToBase64String(new byte[32]) },
        }));
        Assert.Contains("OAuthHub__PublicUrl", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task A_platform_that_is_misspelt_in_configuration_is_not_ignored()
    {
        var refusal = await Assert.ThrowsAsync<PlatformCatalogException>(() => HubHost.StartAsync(new HubSetup { Settings = { ["OAuthHub:Platforms:twiter:ClientId"] = "x" } }));
        Assert.Contains("twiter", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("twitter", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vault_backend_that_this_version_lacks_is_not_replaced_by_another()
    {
        using var folder = new TemporaryFolder();
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => HubHost.StartAsync(new HubSetup { Folder = folder, Settings = { ["OAuthHub:Vault:Backend"] = "CardboardBox" } }));
        Assert.Contains("OAuthHub:Vault:Backend", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }
}
