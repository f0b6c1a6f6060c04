using System.Net;
using OAuthHub.Api.Commands;
using OAuthHub.Tests.Processes;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Commands;

/// <summary>The program itself, beside a hub that runs on the same folder.</summary>
[Collection(ProcessCollection.Name)]
public sealed class CommandProcessTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Commands_work_beside_a_hub_that_runs_and_disturb_it_in_nothing()
    {
        await using var sandbox = await Population.StartSandboxAsync(accessTokenSeconds: 3600);
        await using var hub = await HubProcess.StartAsync(folder, sandbox.Address);
        await hub.ConnectAsync();
        var check = (await folder.RunProcessAsync("vault", "check", "--json")).Ends(ExitCode.Done);
        Assert.Equal("", check.Error);
        Assert.Equal(1, check.Json.GetProperty("connection_states").GetProperty("active").GetInt32());
        (await folder.RunProcessAsync("vault", "backup", folder.File("a.ohvbak"))).Ends(ExitCode.Done);
        Assert.Contains($"process {hub.ProcessId}", (await folder.RunProcessAsync("vault", "restore", folder.File("a.ohvbak"), "--replace", "--yes", "--json")).Refused("hub_running"), StringComparison.Ordinal);

        var key = (await folder.RunProcessAsync("keys", "create", "--name", "x", "--user", "local")).Ends(ExitCode.Done).Output.Trim();
        using var agent = new AgentClient(hub.Address, key);
        await Waiting.UntilAsync(async () => (await agent.ReadAsync()).Status is HttpStatusCode.OK, HubProcess.Deadline);
        Assert.DoesNotContain("set aside", hub.Output.Replace("0 of them set aside", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(0, await hub.TerminateAsync());
    }

    [Fact]
    public async Task Wrong_usage_and_questions_start_no_hub()
    {
        (await folder.RunProcessAsync("vault", "chek")).Ends(ExitCode.WrongUsage);
        Assert.Contains("platforms", (await folder.RunProcessAsync("--help")).Ends(ExitCode.Done).Output, StringComparison.Ordinal);
        Assert.StartsWith("0.", (await folder.RunProcessAsync("--version")).Ends(ExitCode.Done).Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    public void Dispose() => folder.Dispose();
}
