using OAuthHub.Core;
using OAuthHub.Core.Vault.Rows;

namespace OAuthHub.Tests.Vault.HashiCorpVault;

/// <summary>A vault that the hub could not work with stops the start, and the text says what to do.</summary>
public sealed class OpeningTests : IAsyncLifetime
{
    private HashiCorpVaultSteps steps = null!;

    private FakeHashiCorpVault Server => steps.Server;

    public async Task InitializeAsync() => steps = await HashiCorpVaultSteps.StartAsync();

    public async Task DisposeAsync() => await steps.DisposeAsync();

    [Theory]
    [InlineData("secret/data/oauthhub/*", "create", "path \"secret/data/oauthhub/*\" { capabilities = [\"create\", \"read\", \"update\"] }")]
    [InlineData("secret/data/oauthhub/*", "read", "path \"secret/data/oauthhub/*\" { capabilities = [\"create\", \"read\", \"update\"] }")]
    [InlineData("secret/data/oauthhub/*", "update", "path \"secret/data/oauthhub/*\" { capabilities = [\"create\", \"read\", \"update\"] }")]
    [InlineData("secret/metadata/oauthhub/*", "create", "path \"secret/metadata/oauthhub/*\" { capabilities = [\"create\", \"update\", \"delete\", \"list\"] }")]
    [InlineData("secret/metadata/oauthhub/*", "update", "path \"secret/metadata/oauthhub/*\" { capabilities = [\"create\", \"update\", \"delete\", \"list\"] }")]
    [InlineData("secret/metadata/oauthhub/*", "delete", "path \"secret/metadata/oauthhub/*\" { capabilities = [\"create\", \"update\", \"delete\", \"list\"] }")]
    [InlineData("secret/metadata/oauthhub/*", "list", "path \"secret/metadata/oauthhub/*\" { capabilities = [\"create\", \"update\", \"delete\", \"list\"] }")]
    [InlineData("secret/metadata/oauthhub/*", null, "path \"secret/metadata/oauthhub/*\" { capabilities = [\"create\", \"update\", \"delete\", \"list\"] }")]
    [InlineData("secret/destroy/oauthhub/*", null, "path \"secret/destroy/oauthhub/*\" { capabilities = [\"update\"] }")]
    [InlineData("auth/token/lookup-self", null, "path \"auth/token/lookup-self\" { capabilities = [\"read\"] }")]
    [InlineData("auth/token/renew-self", null, "path \"auth/token/renew-self\" { capabilities = [\"update\"] }")]
    [InlineData("sys/capabilities-self", null, "path \"sys/capabilities-self\" { capabilities = [\"update\"] }")]
    public async Task Each_permission_that_is_missing_is_named_as_the_line_to_add(string path, string? capability, string line)
    {
        Server.Policies[FakeHashiCorpVault.PolicyName] = Server.Policies[FakeHashiCorpVault.PolicyName].Without(path, capability);
        var refusal = await steps.RefusalAsync();
        Assert.Contains(line, refusal, StringComparison.Ordinal);
        Assert.Empty(Server.Kv.Secrets);
    }

    [Fact]
    public async Task Two_missing_lines_are_both_named()
    {
        Server.Policies[FakeHashiCorpVault.PolicyName] = Server.Policies[FakeHashiCorpVault.PolicyName].Without("secret/destroy/oauthhub/*").Without("auth/token/renew-self");
        var refusal = await steps.RefusalAsync();
        Assert.Contains("secret/destroy/oauthhub/*", refusal, StringComparison.Ordinal);
        Assert.Contains("auth/token/renew-self", refusal, StringComparison.Ordinal);
        Assert.Contains("deploy/hashicorp-vault-policy.hcl", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_without_any_policy_is_told_which_file_to_write()
    {
        var refusal = await steps.RefusalAsync(new() { ["AppRole:RoleId"] = Server.Auth.RoleId, ["AppRole:SecretId"] = WithoutPolicy() });
        Assert.Contains("vault secrets enable -path=secret -version=2 kv", refusal, StringComparison.Ordinal);
        Assert.Contains("deploy/hashicorp-vault-policy.hcl", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sealed", "vault operator unseal")]
    [InlineData("not initialised", "vault operator init")]
    [InlineData("no mount", "vault secrets enable -path=elsewhere -version=2 kv")]
    [InlineData("version 1", "vault secrets enable -path=oauthhub -version=2 kv")]
    [InlineData("no kv", "of type 'transit'")]
    [InlineData("deletes by itself", "delete_version_after=0s")]
    [InlineData("standby", "load balancer")]
    [InlineData("no namespace", "HashiCorpVault:Mount and :Namespace")]
    public async Task What_is_wrong_with_the_server_is_named_with_its_remedy(string wrong, string remedy)
    {
        var settings = new Dictionary<string, string?> { ["Token"] = Server.MakeToken() };
        switch (wrong)
        {
            case "sealed": Server.IsSealed = true; break;
            case "not initialised": Server.IsInitialized = false; break;
            case "no mount": settings["Mount"] = "elsewhere"; break;
            case "version 1": Server.Mounts["/secret"] = new FakeMount("kv", "1", null); break;
            case "no kv": Server.Mounts["/secret"] = new FakeMount("transit", null, null); break;
            case "deletes by itself": Server.Kv.DeleteVersionAfter = TimeSpan.FromDays(30); break;
            case "standby": Server.ActiveNode = "http://127.0.0.1:1"; break;
            default: settings["Namespace"] = "nowhere"; break;
        }
        Assert.Contains(remedy, await steps.RefusalAsync(settings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_way_to_sign_in_that_is_not_mounted_is_named()
    {
        var refusal = await steps.RefusalAsync(new() { ["AppRole:RoleId"] = Server.Auth.RoleId, ["AppRole:SecretId"] = Server.Auth.SecretId, ["AppRole:Mount"] = "elsewhere" });
        Assert.Contains("auth/elsewhere/login", refusal, StringComparison.Ordinal);
        Assert.Contains("vault auth list", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_where_nothing_listens_is_named()
    {
        var refusal = await steps.RefusalAsync(new() { ["Token"] = "any", ["Address"] = "http://127.0.0.1:1" });
        Assert.Contains("HashiCorp Vault at http://127.0.0.1:1 cannot be reached", refusal, StringComparison.Ordinal);
        Assert.Contains("OAuthHub:Vault:HashiCorpVault:Address", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Production", true)]
    [InlineData("Development", false)]
    public async Task A_root_token_is_for_development_alone(string environment, bool isRefused)
    {
        var settings = new Dictionary<string, string?> { ["Token"] = Server.Tokens.Make(["root"], id: "root") };
        if (isRefused) Assert.Contains("is a root token", await steps.RefusalAsync(settings, environment), StringComparison.Ordinal);
        else await steps.OpenRowsAsync(settings, environment);
    }

    [Fact]
    public async Task The_shipped_policy_is_enough_for_all_that_the_hub_asks_and_each_line_is_needed()
    {
        var store = await steps.OpenRowsAsync(environment: "Production");
        Assert.True(await store.CreateHeaderAsync(new Dictionary<string, byte[]> { ["one"] = [1] }, CancellationToken.None));
        // What each line is for shows in Each_permission_that_is_missing_…; here: there is no line beyond those.
        Assert.Equal(new KvPathsOf("secret", "oauthhub").Lines, Server.Policies[FakeHashiCorpVault.PolicyName].Paths.Order());
    }

    [Theory]
    [InlineData("Address", "http://vault.example.com:8200", "Address", "https://vault.example.com:8200")]
    [InlineData("Address", "https://vault.example.com/v1", "Address", "without a path")]
    [InlineData("Mount", "/secret/", "Mount", "secret")]
    [InlineData("Path", "a/../b", "Path", "oauthhub")]
    [InlineData("Path", "", "Path", "oauthhub")]
    [InlineData("Namespace", "team a", "Namespace", "team-a")]
    [InlineData("Token", "two words", "Token", "without quotes")]
    [InlineData("TokenFile", "/somewhere", "exactly one", "TokenFile")]
    [InlineData("AppRole:RoleId", "a", "exactly one", "AppRole:RoleId")]
    [InlineData("Token", null, "no way to sign in", "Kubernetes:Role")]
    [InlineData("CaFile", "/nowhere.pem", "CaFile", "PEM")]
    public async Task A_wrong_setting_is_named_with_its_remedy(string key, string? value, string named, string remedy)
    {
        var refusal = await Assert.ThrowsAsync<HubStartException>(() => steps.OpenRowsAsync(new() { ["Token"] = "a-token-of-a-test", [key] = value }));
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("a-token-of-a-test", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Server.Requests);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("a", "b")]
    public async Task An_approle_has_one_source_of_its_secret_id(string? secretId, string? file)
    {
        var refusal = await Assert.ThrowsAsync<HubStartException>(() => steps.OpenRowsAsync(new() { ["AppRole:RoleId"] = "a", ["AppRole:SecretId"] = secretId, ["AppRole:SecretIdFile"] = file }));
        Assert.Contains("one of SecretId and SecretIdFile", refusal.Message, StringComparison.Ordinal);
    }

    private string WithoutPolicy()
    {
        Server.Auth.Policies = ["default"];
        return Server.Auth.SecretId;
    }

    private sealed record KvPathsOf(string Mount, string Path)
    {
        public IEnumerable<string> Lines => new Core.Vault.HashiCorpVault.KvPaths(Mount, Path).Policy.Select(line => line.Path).Order();
    }
}
