using System.Text.Json;
using System.Text.RegularExpressions;
using OAuthHub.Tests.Mcp;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Client;

/// <summary>The five recipes of docs/agents.md, exactly as they stand there.</summary>
public sealed partial class RecipeTests
{
    private const string Person = "Ada Lovelace";

    [RequiresToolFact("curl")]
    public async Task Curl_calls_through_the_proxy()
    {
        var (hub, _) = await HubHost.StartConnectedAsync();
        await using var _1 = hub;
        Assert.Contains(Person, await AgentProgram.RunAsync(hub, Path.GetTempPath(), "sh", ["-c", Recipe("sh", 0)]), StringComparison.Ordinal);
    }

    [RequiresToolFact("python3")]
    public async Task A_Python_agent_posts_and_says_what_to_open_when_a_person_must_act()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("agent.py"), Recipe("python", 0));
        Assert.StartsWith("201 ", await AgentProgram.RunAsync(hub, folder.Path, "python3", ["agent.py"]), StringComparison.Ordinal);
        (await hub.Browser.CallAsync(HttpMethod.Delete, "/api/connections/" + connection.Id)).Ok();
        Assert.StartsWith($"Please open {hub.Address}/", await AgentProgram.RunAsync(hub, folder.Path, "python3", ["agent.py"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_NET_worker_calls_with_the_handler()
    {
        var (hub, _) = await HubHost.StartConnectedAsync();
        await using var _1 = hub;
        using var folder = new TemporaryFolder();
        Assert.Contains(Person, await CSharpProgram.RunAsync(hub, folder, Recipe("csharp", 0)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_is_configured_with_an_address_and_a_key()
    {
        var (hub, _) = await HubHost.StartConnectedAsync();
        await using var _1 = hub;
        var server = JsonDocument.Parse(Recipe("json", 0).Replace("${OAUTHHUB_URL}", hub.Address, StringComparison.Ordinal).Replace("${OAUTHHUB_KEY}", hub.Agent.Key, StringComparison.Ordinal)).RootElement.GetProperty("mcpServers").GetProperty("oauthhub");
        Assert.Equal(hub.Address + "/mcp", server.GetProperty("url").GetString());
        using var model = new McpCaller(hub, server.GetProperty("headers").GetProperty("Authorization").GetString()!["Bearer ".Length..]);
        var (answer, _) = await model.CallAsync("call_api", new { platform = "sandbox", path = "/me" });
        Assert.Equal(Person, answer.GetProperty("body").GetProperty("name").GetString());
    }

    [RequiresToolFact("curl")]
    public async Task A_container_has_each_new_token_in_its_file_before_the_old_one_ends()
    {
        var (hub, connection) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        using var folder = new TemporaryFolder();
        var token = folder.File("token");
        var running = AgentProgram.RunAsync(hub, folder.Path, "sh", ["-c", $"TOKEN_FILE='{token}' ROUNDS=2\n{Recipe("sh", 1)}"]);
        await Waiting.UntilAsync(() => File.Exists(token));
        Assert.Equal(connection.Access(), (await File.ReadAllTextAsync(token)).TrimEnd());
        hub.Clock.Advance(TimeSpan.FromMinutes(2)); // before that the hub would say that the token is new
        var newer = (await hub.Agent.RefreshAsync()).Ok().AccessToken;
        Assert.Equal(["generation 1", "generation 2"], (await running).Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct()); // a question that was answered in vain is asked again
        Assert.Equal(newer, (await File.ReadAllTextAsync(token)).TrimEnd());
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(token));
    }

    /// <param name="number">Which of the page's examples in that language.</param>
    private static string Recipe(string language, int number) =>
        Fence().Matches(File.ReadAllText(Repository.File("docs", "agents.md"))).Where(block => block.Groups["language"].Value == language).ElementAt(number).Groups["code"].Value;

    [GeneratedRegex("^```(?<language>[a-z]+)\n(?<code>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Fence();
}
