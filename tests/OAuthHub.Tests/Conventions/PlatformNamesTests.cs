using System.Text.Json;
using System.Text.RegularExpressions;
using OAuthHub.Core.Platforms.Loading;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Conventions;

/// <summary>A platform is data: no shared code knows one by name.</summary>
public sealed partial class PlatformNamesTests
{
    /// <summary>Words that code uses in their own sense. As a whole text they are found all the same.</summary>
    private static readonly string[] Ordinary =
    [
        "box", "canvas", "line", "linear", "medium", "monday", "notion", "square", "stripe", "threads", "zoom", "slack",
        "microsoft", // the namespaces of the framework
        "sandbox", // the practice platform, which the API hosts
    ];

    /// <summary>Whole texts that are not meant as a platform.</summary>
    private static readonly string[] Exceptions =
    [
        "\"medium\"", // how far an entry can be trusted
        "\"platforms guide github\"", // an example in a command's help
        "--platform google", // an example in a command's help
    ];

    [Theory]
    [InlineData("OAuthHub.Core", true)]
    [InlineData("OAuthHub.Worker", false)]
    [InlineData("OAuthHub.Api", false)]
    [InlineData("OAuthHub.Client", true)]
    public void No_shared_code_names_a_platform(string project, bool evenPractice)
    {
        // The API hosts the practice platform, and the worker is told where it is: both must name its settings. Core need not.
        var finder = Finder(evenPractice);
        var found =
            from path in Directory.EnumerateFiles(Repository.File(project), "*.cs", SearchOption.AllDirectories)
            where !BuildFolder().IsMatch(path)
            from finding in finder.FindIn(Exceptions.Aggregate(File.ReadAllText(path), (text, exception) => text.Replace(exception, "", StringComparison.Ordinal)))
            select $"{Path.GetRelativePath(Repository.Root, path)}:{finding}";
        Assert.Empty(found);
    }

    [Theory]
    [InlineData("""if (platform.Id == "slack") return;""", "slack")]
    [InlineData("""case "twitter":""", "twitter")]
    [InlineData("internal sealed class SlackerQuirk; internal sealed class GitHubQuirk;", "github")]
    [InlineData("var url = \"https://graph.linkedin.com/v2\";", "linkedin")]
    [InlineData("""endpoints.MapGet("/auth/google/login", Login);""", "google")]
    [InlineData("""var isLinkedIn = platform.Name.StartsWith("X (Twitter)");""", "linkedin")]
    [InlineData("return LINKEDIN_HOST;", "linkedin")]
    [InlineData("""private const string Id = $"{prefix}-github"; // why not""", "github")]
    public void A_planted_name_is_found(string code, string name) => Assert.Contains(Finder(true).FindIn("// fine\n" + code), finding => finding.StartsWith($"2: {name} in ", StringComparison.Ordinal));

    [Theory]
    [InlineData("// as GitHub and Slack do")]
    [InlineData("    /// <summary>Slack's user token beside the bot's.</summary>")]
    [InlineData("using Microsoft.Extensions.Logging;")]
    [InlineData("var line = reader.ReadLine(); var slackSeconds = 5; boxed = true;")]
    [InlineData("var hub = git.Hub(\"https://tools.example/x\"); // https://github.com")]
    public void What_is_no_platform_is_not_found(string code) => Assert.Empty(Finder(true).FindIn(code));

    private static PlatformNames Finder(bool evenPractice)
    {
        var entries = PlatformFiles.BuiltIn().Select(file => JsonDocument.Parse(file.Text!).RootElement).Where(entry => evenPractice || entry.GetProperty("category").GetString() != "practice").ToList();
        var names = entries.SelectMany(entry => new[] { entry.GetProperty("id").GetString()!, entry.GetProperty("name").GetString()!.Split('(')[0] });
        return new PlatformNames(names, Ordinary);
    }

    [GeneratedRegex(@"[\\/](obj|bin)[\\/]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BuildFolder();
}
