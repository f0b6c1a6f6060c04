using System.Text;

namespace OAuthHub.Tests.Conventions;

/// <summary>docs/security/asvs.md, made of the table and of the tests that there are.</summary>
internal static class AsvsPage
{
    public const string Command = "OAUTHHUB_UPDATE_ASVS=1 dotnet test tests/OAuthHub.Tests --filter FullyQualifiedName~AsvsTests";

    private static readonly string[] Chapters =
    [
        "Encoding and sanitization", "Validation and business logic", "Web frontend", "API and web service", "Files", "Authentication", "Sessions", "Authorization", "Self-contained tokens",
        "OAuth and OIDC", "Cryptography", "Secure communication", "Configuration", "Data protection", "Coding and architecture", "Logging and errors", "WebRTC",
    ];

    private static readonly (string Kind, string Means)[] Kinds =
    [
        (AsvsAnswer.Shown, "**shown** by attacks ([attacks.md](attacks.md)) or tests"),
        (AsvsAnswer.Page, "**documented**: asked for is a page, and there is one"),
        (AsvsAnswer.Code, "**in the code**, without a test of its own"),
        (AsvsAnswer.Operator, "**yours**: whoever runs the hub does it ([hardening.md](hardening.md))"),
        (AsvsAnswer.No, "**does not apply**"),
        (AsvsAnswer.Open, "**open**: not met, or not wholly"),
    ];

    public static string Write(IReadOnlyList<AsvsRow> rows)
    {
        var page = new StringBuilder($"""
            # OWASP ASVS 5.0, levels 1 and 2

            What each requirement of the [Application Security Verification Standard](https://github.com/OWASP/ASVS) asks for, in words of our own, and what shows that it is so. The standard's own text is
            found by the number. We have judged ourselves; nobody else has verified it.

            Written from [asvs.tsv](asvs.tsv) by `{Command}`. The same test fails when this page is older than the table or the tests, and when
            a test, an attack, a page or a file that is named is not there.

            | | level 1 | level 2 | both |
            |---|---|---|---|

            """);
        foreach (var (kind, means) in Kinds) Count(means, [.. rows.Where(row => row.Answer.Kind == kind)]);
        Count("all", rows);
        page.Append("\nOpen: ").AppendJoin(", ", rows.Where(row => row.Answer.Kind is AsvsAnswer.Open).Select(row => row.Number)).Append(".\n");
        foreach (var chapter in rows.GroupBy(row => row.Chapter))
        {
            page.Append($"\n## V{chapter.Key} {Chapters[chapter.Key - 1]}\n\n| number | level | asked for | answer |\n|---|---|---|---|\n");
            foreach (var row in chapter) page.Append($"| {row.Number} | {row.Level} | {row.Asks} | {Answer(row.Answer)} |\n");
        }
        page.Append("\n## The tests of the attacks\n\n| attack | tests |\n|---|---|\n");
        foreach (var id in rows.SelectMany(row => row.Answer.Refs).Where(AttackList.Tested.Contains).Distinct().Order(StringComparer.Ordinal))
            page.Append($"| {Dashed(id)} | {string.Join("<br>", AttackList.TestsOf(id).Select(name => $"`{name}`"))} |\n");
        return page.ToString().ReplaceLineEndings("\n");

        void Count(string what, IReadOnlyCollection<AsvsRow> counted) => page.Append($"| {what} | {counted.Count(row => row.Level == 1)} | {counted.Count(row => row.Level == 2)} | {counted.Count} |\n");
    }

    private static string Answer(AsvsAnswer answer)
    {
        var shown = string.Join(", ", answer.Refs.Select(reference => answer.Kind switch
        {
            AsvsAnswer.Page or AsvsAnswer.Code => $"[{reference.Split('/')[^1].Replace("#", ", ", StringComparison.Ordinal).Replace('-', ' ')}](../../{reference})",
            _ => AttackList.Tested.Contains(reference) ? Dashed(reference) : $"`{reference}`",
        }));
        return answer.Kind switch
        {
            AsvsAnswer.Operator => "yours: " + answer.Words,
            AsvsAnswer.No => "does not apply: " + answer.Words,
            AsvsAnswer.Open => "**open**: " + answer.Words,
            AsvsAnswer.Page => $"{shown} {answer.Words}".TrimEnd(),
            AsvsAnswer.Code => $"in the code: {shown}: {answer.Words}",
            _ => answer.Words.Length == 0 ? shown : $"{shown}; {answer.Words}",
        };
    }

    /// <summary>As the list of attacks writes it.</summary>
    private static string Dashed(string id) => id.Insert(1, "-");
}
