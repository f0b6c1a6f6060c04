using System.Text.Json;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Conventions;

/// <summary>Whatever runs somewhere has a licence that somebody looked at: docs/security/licences.md, which <c>eng/sbom --licences</c> writes.</summary>
public sealed class LicenceTests
{
    private static readonly HashSet<string> Fine = ["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "0BSD", "MS-PL", "PostgreSQL", "Unlicense"];

    private static readonly Dictionary<string, string> Listed = File.ReadLines(Repository.File("docs", "security", "licences.md"))
        .Select(row => row.Split('|', StringSplitOptions.TrimEntries)).Where(cells => cells.Length == 5 && cells[2] is "npm" or "NuGet").ToDictionary(cells => cells[1], cells => cells[3]);

    [Fact]
    public void Every_licence_is_one_that_the_hub_may_be_given_away_with() =>
        Assert.All(Listed, row => Assert.True(row.Value.Split(" or ").Any(Fine.Contains), $"{row.Key}: {row.Value}"));

    [Theory, InlineData("OAuthHub.Api"), InlineData("OAuthHub.Worker"), InlineData("OAuthHub.Client")]
    public void Every_package_of_NuGet_is_listed(string project)
    {
        using var locked = JsonDocument.Parse(File.ReadAllBytes(Repository.File(project, "packages.lock.json")));
        var packages = locked.RootElement.GetProperty("dependencies").EnumerateObject().SelectMany(framework => framework.Value.EnumerateObject())
            .Where(package => package.Value.GetProperty("type").GetString() is not "Project").Select(package => package.Name).Where(name => !name.Contains("Analyzer", StringComparison.Ordinal) && !name.EndsWith(".Tasks", StringComparison.Ordinal)) // work in the build alone
            .ToList();
        Assert.Empty(packages.Except(Listed.Keys));
    }

    [Theory, InlineData("dashboard"), InlineData("clients/typescript")]
    public void Every_package_of_npm_is_listed(string folder)
    {
        using var locked = JsonDocument.Parse(File.ReadAllBytes(Repository.File([.. folder.Split('/'), "package-lock.json"])));
        var packages = locked.RootElement.GetProperty("packages").EnumerateObject().Where(package => package.Name.Length > 0 && !Is(package, "dev") && !Is(package, "optional") && !Is(package, "devOptional"))
            .Select(package => package.Name[(package.Name.LastIndexOf("node_modules/", StringComparison.Ordinal) + "node_modules/".Length)..]);
        Assert.Empty(packages.Except(Listed.Keys));

        static bool Is(JsonProperty package, string kind) => package.Value.TryGetProperty(kind, out var value) && value.GetBoolean();
    }
}
