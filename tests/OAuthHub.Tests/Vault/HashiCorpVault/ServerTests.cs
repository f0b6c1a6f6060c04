using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OAuthHub.Core.Vault;
using OAuthHub.Core.Vault.Rows;

namespace OAuthHub.Tests.Vault.HashiCorpVault;

/// <summary>How the hub meets a server: its namespaces, its certificate, its states.</summary>
public sealed class ServerTests : IAsyncLifetime
{
    private HashiCorpVaultSteps steps = null!;

    private FakeHashiCorpVault Server => steps.Server;

    public async Task InitializeAsync() => steps = await HashiCorpVaultSteps.StartAsync();

    public async Task DisposeAsync() => await steps.DisposeAsync();

    [Fact]
    public async Task A_vault_in_a_namespace_is_another_than_one_of_the_same_name_outside()
    {
        Server.Namespaces.UnionWith(["team-a", "team-a/hub"]);
        var inside = new FakeKv(Server.Clock.GetUtcNow);
        Server.Mounts["team-a/hub/secret"] = new FakeMount("kv", "2", inside);
        var store = await steps.OpenRowsAsync(new() { ["Token"] = Server.MakeToken(), ["Namespace"] = "team-a/hub" });
        Assert.Contains("team-a/hub", store.Place, StringComparison.Ordinal);
        Assert.True(await store.CreateHeaderAsync(new Dictionary<string, byte[]> { ["one"] = [1] }, CancellationToken.None));
        Assert.True(inside.Exists("oauthhub/header"));
        Assert.Empty(Server.Kv.Secrets);
        Assert.Empty(await (await steps.OpenRowsAsync()).ReadHeaderAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Two_hubs_share_an_engine_under_paths_of_their_own()
    {
        Server.Policies["other"] = HclPolicy.Parse(
            """
            path "secret/data/apps/other/*" { capabilities = ["create", "read", "update"] }
            path "secret/metadata/apps/other/*" { capabilities = ["create", "update", "delete", "list"] }
            path "secret/destroy/apps/other/*" { capabilities = ["update"] }
            path "auth/token/*" { capabilities = ["read", "update"] }
            path "sys/capabilities-self" { capabilities = ["update"] }
            """);
        var one = await steps.OpenRowsAsync();
        var other = await steps.OpenRowsAsync(new() { ["Token"] = Server.Tokens.Make(["other"], TimeSpan.FromHours(1)), ["Path"] = "apps/other" });
        Assert.True(await other.CreateHeaderAsync(new Dictionary<string, byte[]> { ["one"] = [1] }, CancellationToken.None));
        Assert.Empty(await one.ReadHeaderAsync(CancellationToken.None));
        await foreach (var _ in one.ListAsync(whole: true, CancellationToken.None)) Assert.Fail("A row of the other hub.");
    }

    [Fact]
    public async Task A_standby_that_points_elsewhere_gets_no_token_carried_there()
    {
        await using var elsewhere = await FakeHashiCorpVault.StartAsync();
        var store = await steps.OpenRowsAsync();
        Server.ActiveNode = elsewhere.Address;
        var failure = await Assert.ThrowsAsync<VaultUnavailableException>(() => store.CheckAsync(CancellationToken.None));
        Assert.Contains("standby", failure.Message, StringComparison.Ordinal);
        Assert.Empty(elsewhere.Requests);
        Server.ActiveNode = null;
        await store.CheckAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_sealed_server_says_how_to_unseal_it_and_is_used_again_by_itself()
    {
        var store = await steps.OpenRowsAsync();
        Server.IsSealed = true;
        foreach (var use in new Func<Task>[]
        {
            () => store.CheckAsync(CancellationToken.None),
            () => store.ReadHeaderAsync(CancellationToken.None),
            async () => await store.ReadAsync(RowId.Parse(new string('a', 64)), CancellationToken.None),
            () => store.CommitAsync(new SealedStep(RowId.Parse(new string('a', 64)), 0, [1], null, null), CancellationToken.None),
        })
            Assert.Contains("Unseal it with: vault operator unseal", (await Assert.ThrowsAsync<VaultUnavailableException>(use)).Message, StringComparison.Ordinal);
        Server.IsSealed = false;
        await store.CheckAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_certificate_of_an_own_authority_is_trusted_where_it_is_named_and_nowhere_else(bool isNamed)
    {
        using var certificate = SelfSigned();
        await using var server = await FakeHashiCorpVault.StartAsync(certificate: certificate);
        var settings = new Dictionary<string, string?> { ["Address"] = server.Address, ["Token"] = server.MakeToken() };
        if (isNamed) settings["CaFile"] = steps.Folder.File("ca.pem");
        await File.WriteAllTextAsync(steps.Folder.File("ca.pem"), certificate.ExportCertificatePem());
        if (isNamed)
        {
            await (await steps.OpenRowsAsync(settings)).CheckAsync(CancellationToken.None);
            return;
        }
        Assert.Contains("OAuthHub:Vault:HashiCorpVault:CaFile", await steps.RefusalAsync(settings), StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
