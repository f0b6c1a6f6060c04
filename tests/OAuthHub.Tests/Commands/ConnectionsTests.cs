using OAuthHub.Api.Commands;
using OAuthHub.Core.Connections;
using OAuthHub.Core.Refresh;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Commands;

public sealed class ConnectionsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Connections_are_listed_by_user_platform_and_state_and_no_secret_is_among_it()
    {
        await using var hub = await HubHost.StartAsync(new HubSetup { Folder = folder });
        var connection = await hub.ConnectAsync();
        var annas = await hub.SaveForAsync("anna", connection, "con_of_anna");
        await hub.Connections.SaveAsync(RefreshTransition.Doubt(annas, ConnectionReason.Restored, HubHost.Start), 1, null, CancellationToken.None);

        Assert.Equal([annas.Id, connection.Id], await IdsAsync());
        Assert.Equal([annas.Id], await IdsAsync("--user", "anna"));
        Assert.Equal([annas.Id], await IdsAsync("--state", "quarantined"));
        Assert.Equal([connection.Id], await IdsAsync("--platform", "sandbox", "--state", "active"));
        Assert.Empty(await IdsAsync("--platform", "github"));
        var one = (await folder.RunAsync("connections", "list", "--user", "anna", "--json")).Json.GetProperty("connections")[0];
        Assert.Equal(("quarantined", "restored", "anna"), (one.GetProperty("state").GetString(), one.GetProperty("reason").GetString(), one.GetProperty("user").GetString()));

        var table = (await folder.RunAsync("connections", "list")).Ends(ExitCode.Done).Output;
        var json = (await folder.RunAsync("connections", "list", "--json")).Output;
        var check = (await folder.RunAsync("vault", "check", "--json")).Output;
        foreach (var secret in new[] { connection.Access(), connection.Refresh(), annas.Access(), annas.Refresh(), hub.Agent.Key, File.ReadAllText(folder.File("master.key")).Trim() })
            Assert.DoesNotContain(secret, table + json + check, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_released_is_said_beside_what_was()
    {
        await using var hub = await HubHost.StartAsync(new HubSetup { Folder = folder });
        var connection = await hub.ConnectAsync();
        var annas = await hub.SaveForAsync("anna", connection, "con_of_anna");
        await hub.Connections.SaveAsync(RefreshTransition.Doubt(annas, ConnectionReason.AccountChanged, HubHost.Start), 1, null, CancellationToken.None);

        Assert.Empty((await folder.RunAsync("connections", "release", "--all-restored", "--json")).Ends(ExitCode.Done).Json.GetProperty("released").EnumerateArray());
        (await folder.RunAsync("connections", "release", connection.Id, "con_none")).Ends(ExitCode.Refused);
        var some = (await folder.RunAsync("connections", "release", connection.Id, annas.Id, "--json")).Ends(ExitCode.FoundWrong).Json;
        Assert.Equal(annas.Id, some.GetProperty("released")[0].GetString());
        Assert.Equal(connection.Id, some.GetProperty("refused")[0].GetProperty("id").GetString());
        await Waiting.UntilAsync(() => hub.Connections.Index.Find(annas.Id)!.State is ConnectionState.Degraded);
    }

    [Theory]
    [InlineData]
    [InlineData("con_1", "--all-restored")]
    public async Task Either_ids_or_all_are_released(params string[] arguments) =>
        (await folder.RunAsync(["connections", "release", .. arguments, "--json"])).Refused("wrong_usage", ExitCode.WrongUsage);

    [Fact]
    public async Task What_a_platform_calls_an_account_cannot_command_the_terminal()
    {
        await using var hub = await HubHost.StartAsync(new HubSetup { Folder = folder });
        var connection = await hub.ConnectAsync();
        await hub.Connections.SaveAsync(connection with { Id = "con_odd", User = "odd", Account = new Account("1", "\u001b[2J[red]x[/]") }, 0, null, CancellationToken.None);
        var output = new StringWriter();
        var terminal = new CommandLineRun(new CommandOutput(output, new StringWriter(), isTerminal: true));
        Assert.Equal(ExitCode.Done, await terminal.RunAsync(["connections", "list", "--user", "odd", "--environment=Development", $"--OAuthHub:DataDirectory={folder.Path}"]));
        Assert.DoesNotContain("\u001b[2J", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("╭", output.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private async Task<List<string?>> IdsAsync(params string[] options) =>
        [.. (await folder.RunAsync(["connections", "list", .. options, "--json"])).Ends(ExitCode.Done).Json.GetProperty("connections").EnumerateArray().Select(one => one.GetProperty("id").GetString())];
}
