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

        AssertAnswer(await RunCSharpAsync(hub, folder, Example(Repository.File("OAuthHub.Client"), "csharp")));
    }

    private static void AssertAnswer(string printed) => Assert.Contains("Ada Lovelace", printed, StringComparison.Ordinal);

    private static string Example(string folder, string language)
    {
        var example = Fence().Matches(File.ReadAllText(Path.Combine(folder, "README.md"))).First(block => block.Groups["language"].Value == language).Groups["code"].Value;
        Assert.InRange(example.Trim().Split('\n').Length, 1, 3);
        return example;
    }

    /// <summary>Compiled as a project of its own would be, with the compiler of the SDK, and run as a program.</summary>
    private static async Task<string> RunCSharpAsync(HubHost hub, TemporaryFolder folder, string example)
    {
        File.WriteAllText(folder.File("Example.cs"), example);
        File.WriteAllText(folder.File("ImplicitUsings.cs"), "global using System; global using System.Net.Http; global using System.Threading.Tasks;");
        var known = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(path => Path.GetFileName(path) is ['S' or 's', ..] or "OAuthHub.Client.dll");
        File.WriteAllLines(folder.File("references.rsp"), known.Select(path => $"-r:\"{path}\""));
        await AgentProgram.RunAsync(null, folder.Path, "dotnet", [Compiler(), "-nologo", "-out:example.dll", "@references.rsp", "Example.cs", "ImplicitUsings.cs"]);

        File.Copy(Path.Combine(AppContext.BaseDirectory, "OAuthHub.Tests.runtimeconfig.json"), folder.File("example.runtimeconfig.json"));
        File.Copy(Path.Combine(AppContext.BaseDirectory, "OAuthHub.Client.dll"), folder.File("OAuthHub.Client.dll"));
        return await AgentProgram.RunAsync(hub, folder.Path, "dotnet", ["example.dll"]);
    }

    private static string Compiler()
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
        return Directory.GetDirectories(Path.Combine(root, "sdk"), $"{Environment.Version.Major}.*").Select(sdk => Path.Combine(sdk, "Roslyn", "bincore", "csc.dll")).Last(File.Exists);
    }

    [GeneratedRegex("^```(?<language>[a-z]+)\n(?<code>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Fence();
}
