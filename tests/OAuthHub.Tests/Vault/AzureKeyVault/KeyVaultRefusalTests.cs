using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using OAuthHub.Core;
using OAuthHub.Core.Vault.AzureKeyVault;

namespace OAuthHub.Tests.Vault.AzureKeyVault;

/// <summary>What stops the start, with the remedy named.</summary>
public sealed class KeyVaultRefusalTests : KeyVaultTest
{
    [Theory]
    [InlineData("get", true)]
    [InlineData("list", true)]
    [InlineData("set", true)]
    [InlineData("delete", true)]
    [InlineData("recover", true)]
    [InlineData("get", false)]
    [InlineData("list", false)]
    [InlineData("set", false)]
    [InlineData("delete", false)]
    [InlineData("recover", false)]
    public async Task A_missing_permission_stops_the_start_and_is_named(string permission, bool roles)
    {
        (Server.Secrets.UsesRoles, _) = (roles, Server.Secrets.Permissions.Remove(permission));
        var refusal = await RefusedAsync();
        Assert.Contains($"may not '{permission}'", refusal, StringComparison.Ordinal);
        Assert.Contains(roles ? "Key Vault Secrets Officer" : "access policy", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_permission_to_read_alone_stops_the_start_also_where_a_vault_was_made_before()
    {
        await Fixture.OpenAsync();
        foreach (var permission in new[] { "set", "delete", "recover", "purge" }) Server.Secrets.Permissions.Remove(permission);
        Assert.Contains("may not 'set'", await RefusedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Purging_needs_its_permission_only_where_it_is_asked_for()
    {
        Server.Secrets.Permissions.Remove("purge");
        await Fixture.OpenAsync();
        Fixture.More["OAuthHub:Vault:AzureKeyVault:PurgeDeleted"] = "true";
        Assert.Contains("may not 'purge'", await RefusedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_client_secret_stops_the_start_and_shows_nowhere()
    {
        Fixture.More["OAuthHub:Vault:AzureKeyVault:ClientSecret"] = "a-wrong-secret-of-a-test";
        var refusal = await RefusedAsync();
        Assert.Contains("ClientSecret", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("a-wrong-secret-of-a-test", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_asks_for_a_token_for_another_address_gets_none()
    {
        Server.Secrets.Tokens.ChallengedResource = "https://vault.example.net";
        Assert.Contains("no Key Vault of that name", await RefusedAsync(), StringComparison.Ordinal);
        Assert.Empty(Server.Tokens);
    }

    [Theory]
    [InlineData(SocketError.HostNotFound, "DNS")]
    [InlineData(SocketError.ConnectionRefused, "firewall")]
    public async Task A_vault_that_cannot_be_reached_stops_the_start(SocketError why, string words)
    {
        Server.Away = why;
        Assert.Contains(words, await RefusedAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Uri", "", "Uri is not set")]
    [InlineData("Uri", "http://my-hub.vault.azure.net/", "https")]
    [InlineData("Uri", "https://my-hub.vault.azure.net/secrets/a", "without a path")]
    [InlineData("Prefix", "Has Spaces", "Prefix")]
    [InlineData("ClientSecret", "", "all three")]
    [InlineData("ManagedIdentityClientId", "0c1e7a3d-95a6-4a0b-8c55-1d3a6f3c9b22", "Remove one of the two")]
    public async Task A_wrong_setting_stops_the_start_before_anything_is_sent(string key, string value, string words)
    {
        Fixture.More[$"OAuthHub:Vault:AzureKeyVault:{key}"] = value;
        var refusal = await RefusedAsync();
        Assert.Contains(words, refusal, StringComparison.Ordinal);
        Assert.Contains("OAuthHub:Vault:AzureKeyVault", refusal, StringComparison.Ordinal);
        Assert.Empty(Server.Requests);
    }

    [Fact]
    public void Without_a_secret_the_machines_own_identity_is_used()
    {
        var clients = new KeyVaultClients();
        Assert.IsType<Azure.Identity.DefaultAzureCredential>(clients.Credential(Options(new() { ["Uri"] = "https://a.vault.azure.net" })));
        Assert.IsType<Azure.Identity.ManagedIdentityCredential>(clients.Credential(Options(new() { ["Uri"] = "https://a.vault.azure.net", ["ManagedIdentityClientId"] = FakeTokens.ClientId })));

        static AzureKeyVaultOptions Options(Dictionary<string, string?> settings) => AzureKeyVaultOptions.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
    }

    private async Task<string> RefusedAsync() => (await Assert.ThrowsAsync<HubStartException>(Fixture.OpenAsync)).Message;
}
