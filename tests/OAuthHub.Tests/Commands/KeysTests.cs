using System.Net;
using OAuthHub.Api.Commands;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Commands;

public sealed class KeysTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task A_key_that_is_made_while_the_hub_runs_works_there_soon_and_stops_soon_after_it_is_revoked()
    {
        await using var hub = await HubHost.StartAsync(new HubSetup { Folder = folder, RealTime = true });
        await hub.ConnectAsync();
        var made = (await folder.RunAsync("keys", "create", "--name", "Mail agent", "--user", "local", "--platform", "sandbox", "--action", "token:read", "--expires", "90d", "--json")).Ends(ExitCode.Done).Json;
        var grant = made.GetProperty("grant");
        using var agent = new AgentClient(hub.Address, made.GetProperty("key").GetString());
        await Waiting.UntilAsync(async () => (await agent.ReadAsync()).Status is HttpStatusCode.OK);
        Assert.Equal("forbidden", (await agent.RefreshAsync()).Code);
        Assert.Equal(HttpStatusCode.OK, (await hub.Agent.ReadAsync()).Status); // the bootstrap key is not lost by it

        (await folder.RunAsync("keys", "revoke", grant.GetProperty("id").GetString()!)).Ends(ExitCode.Done);
        await Waiting.UntilAsync(async () => (await agent.ReadAsync()).Status is HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.OK, (await hub.Agent.ReadAsync()).Status);
    }

    [Fact]
    public async Task The_key_stands_alone_on_standard_output_and_nowhere_else()
    {
        await using (await HubHost.StartAsync(new HubSetup { Folder = folder })) { }
        var made = (await folder.RunAsync("keys", "create", "--name", "one")).Ends(ExitCode.Done);
        var key = made.Output.Trim();
        Assert.StartsWith("ohk_", key, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', key);
        Assert.DoesNotContain(key, made.Error, StringComparison.Ordinal);
        foreach (var json in new[] { false, true })
        {
            var list = (await folder.RunAsync(json ? ["keys", "list", "--json"] : ["keys", "list"])).Ends(ExitCode.Done);
            Assert.DoesNotContain("ohk_", list.Output + list.Error, StringComparison.Ordinal);
            Assert.Contains("token:refresh", list.Output, StringComparison.Ordinal);
        }
        var one = Assert.Single((await folder.RunAsync("keys", "list", "--json")).Json.GetProperty("keys").EnumerateArray());
        Assert.Equal(("one", false), (one.GetProperty("name").GetString(), one.GetProperty("expired").GetBoolean()));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, one.GetProperty("expires_at").ValueKind);
    }

    [Theory]
    [InlineData("wrong_usage", ExitCode.WrongUsage, "90d", "--expires", "yesterday")]
    [InlineData("wrong_usage", ExitCode.WrongUsage, "is over", "--expires", "2020-01-01")]
    [InlineData("wrong_usage", ExitCode.WrongUsage, "token:read", "--action", "token:write")]
    [InlineData("unknown_platform", ExitCode.Refused, "twitter", "--platform", "twiter")]
    public async Task What_a_key_cannot_be_given_is_refused_with_what_it_can(string code, int exitCode, string remedy, params string[] options)
    {
        await using (await HubHost.StartAsync(new HubSetup { Folder = folder })) { }
        Assert.Contains(remedy, (await folder.RunAsync(["keys", "create", "--name", "x", .. options, "--json"])).Refused(code, exitCode), StringComparison.Ordinal);
        Assert.Empty((await folder.RunAsync("keys", "list", "--json")).Json.GetProperty("keys").EnumerateArray());
    }

    [Fact]
    public async Task A_key_that_is_not_there_cannot_be_revoked_and_one_is_not_revoked_by_itself()
    {
        await using (await HubHost.StartAsync(new HubSetup { Folder = folder })) { }
        (await folder.RunAsync("keys", "revoke", "key_none", "--json")).Refused("no_such_key");
        var key = (await folder.RunAsync("keys", "create", "--name", "x")).Output.Trim();
        var message = (await folder.RunAsync("keys", "revoke", key, "--json")).Refused("wrong_usage", ExitCode.WrongUsage);
        Assert.DoesNotContain(key, message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();
}
