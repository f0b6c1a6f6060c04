using System.Text.Json.Nodes;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Secrets;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Auth;

/// <summary>Where each server has its own clients, the secret of one never goes to another.</summary>
public sealed class InstanceTests
{
    [Fact]
    public async Task A_server_without_a_client_of_its_own_is_not_set_up_and_gets_no_other_servers_client()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await StartAsync(folder);
        Assert.Equal("usual-client", Browser.Query(await hub.Browser.BeginAsync("forge"))["client_id"]);
        Assert.Equal("usual-client", Browser.Query(await hub.Browser.BeginAsync("forge", "?server=main"))["client_id"]);
        Assert.Equal("platform_not_configured", (await hub.Browser.CallAsync(HttpMethod.Get, "/auth/forge/login?server=elsewhere")).Code);
    }

    [Fact]
    public async Task A_server_with_a_client_of_its_own_gets_that_one_from_configuration_and_from_the_vault()
    {
        using var folder = new TemporaryFolder();
        await using (var hub = await StartAsync(folder, ("OAuthHub:Platforms:forge:Instances:git.corp:ClientId", "corp-client")))
        {
            Assert.Equal("corp-client", Browser.Query(await hub.Browser.BeginAsync("forge", "?server=git.corp"))["client_id"]);
            await hub.Get<AppRegistrations>().EnterAsync(new RegistrationName("forge", "git.team"), "team-client", new ClientSecret("team"), null, null, CancellationToken.None);
            Assert.Equal("team-client", Browser.Query(await hub.Browser.BeginAsync("forge", "?server=git.team"))["client_id"]);
            Assert.Equal(["git.corp", "git.team"], hub.Get<AppRegistrations>().InstancesOf("forge").Select(registration => registration.Instance));
        }
        await using var again = await StartAsync(folder);
        Assert.Equal("team-client", Browser.Query(await again.Browser.BeginAsync("forge", "?server=git.team"))["client_id"]);
        Assert.Equal("platform_not_configured", (await again.Browser.CallAsync(HttpMethod.Get, "/auth/forge/login?server=git.corp")).Code);
        Assert.True(await again.Get<AppRegistrations>().RemoveAsync(new RegistrationName("forge", "git.team"), CancellationToken.None));
        Assert.Equal("platform_not_configured", (await again.Browser.CallAsync(HttpMethod.Get, "/auth/forge/login?server=git.team")).Code);
    }

    [Theory]
    [InlineData("OAuthHub:Platforms:forge:Instances:git.corp:ClientSecret", "has no client id")]
    [InlineData("OAuthHub:Platforms:forge:Instances:GIT_CORP:ClientId", "is no value of server")]
    [InlineData("OAuthHub:Platforms:sandbox:Instances:git.corp:ClientId", "one client serves all")]
    public async Task A_wrong_setting_of_a_server_stops_the_start_and_says_why(string key, string expected)
    {
        using var folder = new TemporaryFolder();
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => StartAsync(folder, (key, "something")));
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.Contains(key.Split(":Client")[0], failure.Message, StringComparison.Ordinal);
    }

    private static async Task<HubHost> StartAsync(TemporaryFolder folder, params (string Key, string Value)[] more)
    {
        CustomPlatform.Write(folder, "forge", entry => entry["templateVariables"]!.AsArray().Add(new JsonObject
        {
            ["name"] = "server", ["description"] = "Your server", ["pattern"] = "[a-z.]{1,60}", ["default"] = "main", ["askUser"] = true, ["bindsClient"] = true,
        }));
        var setup = new HubSetup { Folder = folder, Settings = { ["OAuthHub:Platforms:forge:ClientId"] = "usual-client", ["OAuthHub:Platforms:forge:ClientSecret"] = "usual" } };
        foreach (var (key, value) in more) setup.Settings[key] = value;
        var hub = await HubHost.StartAsync(setup);
        await hub.Browser.SignInAsync();
        return hub;
    }
}
