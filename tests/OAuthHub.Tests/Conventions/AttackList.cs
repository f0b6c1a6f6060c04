using System.Reflection;
using System.Text.RegularExpressions;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Conventions;

/// <summary>The attacks that docs/security/attacks.md lists, and the tests that carry their ids.</summary>
internal static partial class AttackList
{
    /// <summary>Each row's id, and whether it says that no test can show it.</summary>
    public static IReadOnlyDictionary<string, bool> Rows(string page) =>
        Row().Matches(page).ToDictionary(match => "A" + match.Groups["id"].Value, match => match.Groups["rest"].Value.Contains("residual", StringComparison.Ordinal), StringComparer.Ordinal);

    private static readonly IReadOnlyList<string> Names = [.. OwnTests(), .. DashboardTests()];

    /// <summary>The ids in names of tests, here (<c>A011_A012_a_return_address…</c>) and in the dashboard (<c>A075 a crafted link…</c>).</summary>
    public static IReadOnlySet<string> Tested { get; } = IdsOf(Names);

    /// <summary>The names of the tests that carry an id.</summary>
    public static IReadOnlyList<string> TestsOf(string id) => [.. Names.Where(name => IdsOf([name]).Contains(id)).Distinct().Order(StringComparer.Ordinal)];

    public static HashSet<string> IdsOf(IEnumerable<string> names) =>
        names.SelectMany(name => Id().Matches(name).Select(match => match.Value)).ToHashSet(StringComparer.Ordinal);

    /// <summary>What does not fit, a line each.</summary>
    public static IReadOnlyList<string> Differences(IReadOnlyDictionary<string, bool> rows, IReadOnlySet<string> tested) =>
    [
        .. rows.Where(row => !row.Value && !tested.Contains(row.Key)).Select(row => $"{row.Key} has no test: name one after it, or say in its row that it is residual, and why"),
        .. rows.Where(row => row.Value && tested.Contains(row.Key)).Select(row => $"{row.Key} has a test and is called residual: say in its row what is due"),
        .. tested.Where(id => !rows.ContainsKey(id)).Select(id => $"{id} is in a test's name and has no row in docs/security/attacks.md"),
    ];

    private static IEnumerable<string> OwnTests() =>
        typeof(AttackList).Assembly.GetTypes().SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public))
            .Where(method => method.GetCustomAttributes<FactAttribute>().Any()).Select(method => method.Name);

    private static IEnumerable<string> DashboardTests() =>
        Directory.EnumerateFiles(Repository.File("dashboard", "src"), "*.test.ts*", SearchOption.AllDirectories)
            .SelectMany(file => VitestName().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value));

    [GeneratedRegex(@"^\| A-(?<id>\d{3}) \|(?<rest>.*)$", RegexOptions.Multiline, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Row();

    [GeneratedRegex(@"(?<![A-Za-z0-9])A\d{3}(?![A-Za-z0-9])", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Id();

    [GeneratedRegex(@"['""`](?<name>A\d{3}\b[^'""`]*)", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex VitestName();
}
