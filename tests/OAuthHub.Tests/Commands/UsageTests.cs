using System.CommandLine;
using OAuthHub.Api.Commands;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Commands;

public sealed class UsageTests : IDisposable
{
    private static readonly string[] All =
        ["vault check", "vault backup", "vault restore", "vault move", "connections list", "connections release", "keys list", "keys create", "keys revoke", "platforms check"];

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Commands => [.. All];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_command_explains_itself_with_an_example(string command)
    {
        var help = (await folder.RunAsync([.. command.Split(' '), "--help"])).Ends(ExitCode.Done);
        Assert.Contains("--json", help.Output, StringComparison.Ordinal);
        Assert.Contains($"Example:{Environment.NewLine}  dotnet OAuthHub.Api.dll {command}", help.Output, StringComparison.Ordinal);
        Assert.Equal("", help.Error);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_command_says_what_is_allowed_when_it_is_called_wrongly(string command)
    {
        var message = (await folder.RunAsync([.. command.Split(' '), "--jsn", "--json"])).Refused("wrong_usage", ExitCode.WrongUsage);
        Assert.Contains("--jsn", message, StringComparison.Ordinal);
        Assert.Contains($"Allowed behind {command}:", message, StringComparison.Ordinal);
        Assert.Contains("--json", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vualt check", "vault, connections, keys, platforms")]
    [InlineData("vault", "check, backup, restore")]
    [InlineData("keys revok", "list, create, revoke")]
    public async Task A_command_that_does_not_exist_is_answered_with_those_that_do(string line, string names)
    {
        var reply = (await folder.RunAsync(line.Split(' '))).Ends(ExitCode.WrongUsage);
        foreach (var name in names.Split(", ")) Assert.Contains(name, reply.Error.Split("Allowed")[1].TrimEnd().Split(" More")[0].Split([' ', ',', '.']));
        Assert.Equal("", reply.Output);
    }

    [Theory]
    [InlineData("vault check")]
    [InlineData("vault backup x.ohvbak")]
    [InlineData("connections list")]
    [InlineData("connections release --all-restored")]
    [InlineData("keys list")]
    [InlineData("keys create --name x")]
    [InlineData("keys revoke key_1")]
    public async Task Where_there_is_no_hub_yet_nothing_is_made(string line)
    {
        Assert.Contains("settings of the hub", (await folder.RunAsync([.. line.Split(' '), "--json"])).Refused("no_master_key"), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
        var key = $"--OAuthHub:MasterKey={Convert.ToBase64String(new byte[32])}";
        Assert.Contains("Start the hub once", (await folder.RunAsync([.. line.Split(' '), "--json", key])).Refused("no_vault"), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task The_wrong_master_key_is_refused_with_the_remedy()
    {
        await using (await HubHost.StartAsync(new HubSetup { Folder = folder })) { }
        var message = (await folder.RunAsync("vault", "check", "--json", $"--OAuthHub:MasterKey={Convert.ToBase64String(new byte[32])}")).Refused("refused");
        Assert.Contains("Set OAuthHub:MasterKey", message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();
}
