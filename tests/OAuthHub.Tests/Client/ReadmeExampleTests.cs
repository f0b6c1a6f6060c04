using System.Text.RegularExpressions;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Client;

/// <summary>The first example of each library's README, exactly as it stands there; where the hub is and the key come from the environment.</summary>
public sealed partial class ReadmeExampleTests
{
    [RequiresToolFact("python3", "npm")]
    public async Task The_first_example_of_each_readme_makes_an_authorized_call_in_three_lines()
    {
        var (hub, _) = await HubHost.StartConnectedAsync();
        await using var _ = hub;
        using var folder = new TemporaryFolder();

        File.WriteAllText(folder.File("example.py"), Example(AgentProgram.Python, "python"));
        AssertAnswer(await AgentProgram.RunAsync(hub, folder.Path, "python3", ["example.py"]));

        await AgentProgram.BuildTypeScriptAsync();
        File.WriteAllText(Path.Combine(AgentProgram.TypeScript, "build", "readme.mjs"), Example(AgentProgram.TypeScript, "ts")); // where its name leads to the package
        AssertAnswer(await AgentProgram.RunAsync(hub, AgentProgram.TypeScript, "node", ["build/readme.mjs"]));

        AssertAnswer(await CSharpProgram.RunAsync(hub, folder, Example(Repository.File("OAuthHub.Client"), "csharp")));
    }

    private static void AssertAnswer(string printed) => Assert.Contains("Ada Lovelace", printed, StringComparison.Ordinal);

    private static string Example(string folder, string language)
    {
        var example = Fence().Matches(File.ReadAllText(Path.Combine(folder, "README.md"))).First(block => block.Groups["language"].Value == language).Groups["code"].Value;
        Assert.InRange(example.Trim().Split('\n').Length, 1, 3);
        return example;
    }

    [GeneratedRegex("^```(?<language>[a-z]+)\n(?<code>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Fence();
}
