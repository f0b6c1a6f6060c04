using Microsoft.Extensions.DependencyInjection;
using OAuthHub.Api.Commands;
using OAuthHub.Core.Connections;
using OAuthHub.Tests.Support;
using OAuthHub.Tests.Vault.AzureKeyVault;
using OAuthHub.Tests.Vault.HashiCorpVault;
using OAuthHub.Tests.Vault.PostgreSql;

namespace OAuthHub.Tests.Commands;

/// <summary>Check, backup and restore on the backends beyond the file.</summary>
public sealed class RestoreOnBackendsTests(PostgresFixture postgres) : PostgresTest(postgres)
{
    [PostgresFact]
    public Task A_database_is_checked_backed_up_and_restored() => RunAsync("PostgreSql", PostgreSqlHubTests.Settings(Line));

    [Fact]
    public async Task A_HashiCorp_Vault_is_checked_backed_up_and_restored()
    {
        await using var server = await FakeHashiCorpVault.StartAsync();
        await RunAsync("HashiCorpVault", server.Settings());
        Assert.Empty(server.Violations);
    }

    [Fact]
    public async Task A_Key_Vault_is_checked_backed_up_and_restored()
    {
        await using var server = await FakeKeyVault.StartAsync();
        await RunAsync("AzureKeyVault", server.Settings, services => services.AddSingleton(server.Clients));
    }

    private static async Task RunAsync(string backend, IReadOnlyDictionary<string, string?> settings, Action<IServiceCollection>? services = null)
    {
        using var folder = new TemporaryFolder();
        using var backups = new TemporaryFolder();
        var file = backups.File("a.ohvbak");
        string[] where = [.. settings.Where(setting => setting.Value is not null).Select(setting => $"--{setting.Key}={setting.Value}")];
        await using (var hub = await HubHost.StartAsync(Setup()))
        {
            await hub.ConnectAsync();
        }
        var check = (await RunAsync("vault", "check", "--json")).Ends(ExitCode.Done).Json;
        Assert.Equal((backend, 1), (check.GetProperty("backend").GetString(), check.GetProperty("connection_states").GetProperty("active").GetInt32()));
        Assert.Equal(backend, (await RunAsync("vault", "backup", file, "--json")).Ends(ExitCode.Done).Json.GetProperty("backend").GetString());
        (await RunAsync("vault", "restore", file, "--json")).Refused("not_empty");
        Assert.Equal(backend, (await RunAsync("vault", "restore", file, "--replace", "--yes", "--json")).Ends(ExitCode.Done).Json.GetProperty("backend").GetString());
        Assert.True((await RunAsync("vault", "check", "--json")).Ends(ExitCode.Done).Json.GetProperty("restored_copy").GetBoolean());
        await using (var again = await HubHost.StartAsync(Setup()))
        {
            var one = Assert.Single(again.Connections.Index.All);
            Assert.Equal((ConnectionState.Quarantined, ConnectionReason.Restored), (one.State, one.Reason));
        }
        Assert.False((await RunAsync("vault", "check", "--json")).Ends(ExitCode.Done).Json.GetProperty("restored_copy").GetBoolean());

        Task<CommandReply> RunAsync(params string[] arguments) => folder.RunAsync(services, [.. arguments, .. where]);

        HubSetup Setup() => new() { Folder = folder, Settings = new Dictionary<string, string?>(settings), Services = services };
    }
}
