using System.Text.Json;
using System.Text.RegularExpressions;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Conventions;

/// <summary>What is taken from others is the very thing that somebody has looked at: by version, and by the hash of its content.</summary>
public sealed partial class SupplyChainTests
{
    /// <summary>Restored by its own job alone; Aspire's packages bring tools for each operating system, so that no lock fits all.</summary>
    private static readonly string[] WithoutLock = [Path.Combine("tests", "OAuthHub.AppHost.Tests")];

    [Fact]
    public void A253_each_package_is_locked_by_version_and_content()
    {
        var root = Repository.File();
        var projects = Find("*.csproj").Select(path => Path.GetDirectoryName(path)!).Where(folder => !WithoutLock.Contains(Path.GetRelativePath(root, folder))).ToList();
        Assert.True(projects.Count > 8);
        foreach (var folder in projects)
        {
            using var locked = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "packages.lock.json")));
            foreach (var package in locked.RootElement.GetProperty("dependencies").EnumerateObject().SelectMany(target => target.Value.EnumerateObject()))
                if (package.Value.GetProperty("type").GetString() is not "Project") Assert.NotEmpty(package.Value.GetProperty("contentHash").GetString()!);
        }
        Assert.DoesNotMatch(Floating(), File.ReadAllText(Repository.File("Directory.Packages.props")));

        foreach (var folder in Find("package.json").Select(path => Path.GetDirectoryName(path)!))
        {
            using var locked = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "package-lock.json")));
            foreach (var package in locked.RootElement.GetProperty("packages").EnumerateObject().Where(package => package.Value.TryGetProperty("resolved", out var from) && from.GetString()!.Contains("://", StringComparison.Ordinal)))
                Assert.True(package.Value.TryGetProperty("integrity", out _), $"{package.Name} in {folder}");
        }
    }

    [Fact]
    public void A253_actions_are_named_by_their_commit_and_what_CI_installs_is_what_is_locked()
    {
        var workflows = Directory.GetFiles(Repository.File(".github", "workflows")).Select(File.ReadAllText).ToList();
        Assert.NotEmpty(workflows);
        Assert.All(workflows, workflow => Assert.Contains("permissions:\n  contents: read", workflow, StringComparison.Ordinal));
        var used = workflows.SelectMany(workflow => Uses().Matches(workflow)).Select(match => match.Groups["what"].Value).ToList();
        Assert.NotEmpty(used);
        Assert.All(used, what => Assert.Matches(ByCommit(), what));
        var run = File.ReadAllText(Repository.File(".ci", "run"));
        Assert.DoesNotMatch(Unlocked(), string.Join('\n', workflows.Append(run)));
        Assert.Contains("git status --porcelain", run, StringComparison.Ordinal); // a lock that a build changed fails it
    }

    /// <summary>The repository's own, not what a restore brought.</summary>
    private static IEnumerable<string> Find(string pattern) =>
        Directory.EnumerateFiles(Repository.File(), pattern, new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 3 })
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "node_modules" or "bin" or "obj" or "artifacts"));

    [GeneratedRegex("""Version="[^"$]*[*\[(,]""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Floating();

    [GeneratedRegex(@"uses:\s*(?<what>[^\n]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Uses();

    [GeneratedRegex(@"^[\w./-]+@[0-9a-f]{40}( # v\S+)?\s*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex ByCommit();

    /// <summary>An install that takes what is newest.</summary>
    [GeneratedRegex(@"npm (--prefix \S+ )?(install|i|update)\b|curl [^\n]*\|\s*(ba)?sh|pip install", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Unlocked();
}
