using OAuthHub.Core;
using OAuthHub.Core.Vault.AzureKeyVault;
using OAuthHub.Core.Vault.MasterKeys;
using OAuthHub.Core.Vault.Sealing;
using OAuthHub.Tests.Vault.AzureKeyVault;

namespace OAuthHub.Tests.Vault.MasterKeys;

/// <summary>Keys in a secret of a Key Vault.</summary>
public sealed class KeyVaultMasterKeysTests : KeyVaultTest
{
    private const string Name = "the-master-key";

    private KeyVaultMasterKeys Source =>
        new(Server.Clients, KeyVaultMasterKeys.Parse($"{Server.Address}secrets/{Name}")!.Value, new AzureKeyVaultOptions { TenantId = FakeTokens.Tenant, ClientId = FakeTokens.ClientId, ClientSecret = FakeTokens.ClientSecret });

    [Fact]
    public async Task A_secret_with_a_key_needs_no_more_than_the_permission_to_get_it()
    {
        var key = MasterKey.Generate();
        Server.Secrets.SetByHand(Name, key.RevealSecret());
        Server.Secrets.Permissions.IntersectWith(["get"]);
        Assert.Equal(key.Id, (await Source.LoadAsync(CancellationToken.None)).Newest.Id);
    }

    [Theory]
    [InlineData(null, "There is no secret")]
    [InlineData("", "is empty")]
    [InlineData("a password", "32 bytes")]
    public async Task A_secret_without_a_key_is_refused_and_left_as_it_is(string? text, string words)
    {
        if (text is not null) Server.Secrets.SetByHand(Name, text);
        Assert.Contains(words, (await Assert.ThrowsAsync<HubStartException>(() => Source.LoadAsync(CancellationToken.None))).Message, StringComparison.Ordinal);
        Assert.Equal(text is null ? 0 : 1, Server.Secrets.Versions(Name).Count);
    }

    [Fact]
    public async Task A_missing_permission_is_named()
    {
        Server.Secrets.Permissions.Remove("get");
        Assert.Contains("may not 'get'", (await Assert.ThrowsAsync<HubStartException>(() => Source.LoadAsync(CancellationToken.None))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("None")]
    [InlineData("DropAfter")]
    public async Task New_keys_are_a_new_version_with_the_operators_tags(string fault)
    {
        Server.Secrets.SetByHand(Name, MasterKey.Generate().RevealSecret(), ("owner", "operations"));
        var (newer, older) = (MasterKey.Generate(), MasterKey.Generate());
        Server.Fault = request => request.IsSet ? Enum.Parse<FakeFault>(fault) : FakeFault.None;
        await Source.WriteAsync([newer, older], CancellationToken.None);
        var ring = await Source.LoadAsync(CancellationToken.None);
        Assert.Equal((newer.Id, true), (ring.Newest.Id, ring.Has(older.Id)));
        Assert.Equal(2, Server.Secrets.Versions(Name).Count);
        Assert.All(Server.Secrets.Versions(Name), version => Assert.True(version.IsEnabled));
        Assert.Equal("operations", Server.Secrets.Versions(Name)[^1].Tags["owner"]);
    }

    [Fact]
    public async Task Keys_that_cannot_be_written_say_why()
    {
        Server.Secrets.Permissions.Remove("set");
        Assert.Contains("may not 'set'", (await Assert.ThrowsAsync<HubStartException>(() => Source.WriteAsync([MasterKey.Generate()], CancellationToken.None))).Message, StringComparison.Ordinal);
    }
}
