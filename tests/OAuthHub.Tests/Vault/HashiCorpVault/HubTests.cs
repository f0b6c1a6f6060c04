using OAuthHub.Core;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Vault.HashiCorpVault;

/// <summary>Whole hubs whose vault lies in HashiCorp Vault.</summary>
public sealed class HubTests : IAsyncLifetime
{
    private FakeHashiCorpVault server = null!;

    public async Task InitializeAsync() => server = await FakeHashiCorpVault.StartAsync();

    public async Task DisposeAsync()
    {
        await server.DisposeAsync();
        Assert.Empty(server.Violations);
    }

    [Fact]
    public Task The_main_job_is_done_with_a_token() => VaultMainJob.RunAsync(server.Settings());

    [Fact]
    public Task The_main_job_is_done_with_an_AppRole()
    {
        var settings = server.Settings();
        settings["OAuthHub:Vault:HashiCorpVault:Token"] = null;
        settings["OAuthHub:Vault:HashiCorpVault:AppRole:RoleId"] = server.Auth.RoleId;
        settings["OAuthHub:Vault:HashiCorpVault:AppRole:SecretId"] = server.Auth.SecretId;
        return VaultMainJob.RunAsync(settings);
    }

    [Fact]
    public Task Sealed_for_a_minute_it_costs_no_read_no_grant_and_one_line_of_log() => new Sealed(server).RunAsync();

    [Fact]
    public async Task A_hub_whose_server_is_sealed_does_not_start_and_says_how_to_unseal_it()
    {
        server.IsSealed = true;
        var refusal = await Assert.ThrowsAsync<HubStartException>(() => HubHost.StartAsync(new HubSetup { Settings = server.Settings() }));
        Assert.Contains("vault operator unseal", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Neither_token_nor_secret_is_in_any_log_of_a_hub_and_nothing_readable_on_the_server()
    {
        await using var hub = await HubHost.StartAsync(new HubSetup { Settings = server.Settings() });
        var connection = await hub.ConnectAsync();
        (await hub.Agent.RefreshAsync()).Ok();
        hub.Clock.Advance(TimeSpan.FromMinutes(5));
        server.IsSealed = true;
        Assert.NotEqual(System.Net.HttpStatusCode.OK, (await hub.Agent.RefreshAsync()).Status);
        server.IsSealed = false;
        Assert.NotEmpty(server.Tokens.All);
        await hub.AssertNoneLoggedAsync([.. server.Tokens.All, connection.Tokens!.AccessToken.RevealSecret(), connection.Tokens.RefreshToken!.RevealSecret()]);
        var stored = string.Join('\n', server.Kv.Secrets.Keys.Concat(server.Kv.Contents.Select(Decoded)));
        foreach (var told in new[] { connection.Id, connection.Account.Name, "sandbox", connection.Tokens.RefreshToken.RevealSecret(), hub.Agent.Key })
            Assert.DoesNotContain(told, stored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refresh_is_as_many_requests_as_the_documentation_says()
    {
        await using var hub = await HubHost.StartAsync(new HubSetup { Settings = server.Settings() });
        await hub.ConnectAsync();
        hub.Clock.Advance(TimeSpan.FromMinutes(5));
        (await hub.Agent.RefreshAsync()).Ok();
        hub.Clock.Advance(TimeSpan.FromMinutes(5));
        var before = server.Requests.Count;
        (await hub.Agent.RefreshAsync()).Ok();
        var requests = server.Requests.Skip(before).Where(request => !request.EndsWith("/header", StringComparison.Ordinal)).ToList();
        Assert.Equal((4, 2), (requests.Count(request => request.StartsWith("GET ", StringComparison.Ordinal)), requests.Count(request => request.StartsWith("POST ", StringComparison.Ordinal))));
    }

    private static string Decoded(string content) =>
        System.Text.Json.Nodes.JsonNode.Parse(content)!["document"]?.GetValue<string>() is { } document ? System.Text.Encoding.Latin1.GetString(Convert.FromBase64String(document)) : content;

    private sealed class Sealed(FakeHashiCorpVault server) : VaultAwayScenario
    {
        protected override string Remedy => "Unseal it with: vault operator unseal";

        protected override Task<HubSetup> SetupAsync(HubSetup setup)
        {
            foreach (var (key, value) in server.Settings()) setup.Settings[key] = value;
            return Task.FromResult(setup);
        }

        protected override Task TakeAwayAsync()
        {
            server.IsSealed = true;
            return Task.CompletedTask;
        }

        protected override Task BringBackAsync()
        {
            server.IsSealed = false;
            return Task.CompletedTask;
        }
    }
}
