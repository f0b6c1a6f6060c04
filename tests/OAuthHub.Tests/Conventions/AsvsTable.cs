using System.Reflection;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Conventions;

/// <summary>A requirement of OWASP's ASVS and what docs/security/asvs.tsv answers to it.</summary>
internal sealed record AsvsRow(string Number, int Level, string Asks, AsvsAnswer Answer)
{
    public int Chapter => int.Parse(Number[1..].Split('.')[0], System.Globalization.CultureInfo.InvariantCulture);
}

/// <param name="Refs">Attacks and tests that show it; of a page or a file, its path.</param>
/// <param name="Words">What else there is to say. May be empty.</param>
internal sealed record AsvsAnswer(string Kind, IReadOnlyList<string> Refs, string Words)
{
    public const string Shown = "shown", Page = "page", Code = "code", Operator = "operator", No = "no", Open = "open";

    private static readonly string[] InWords = [Operator, No, Open];

    /// <summary>
    /// <c>operator:</c>, <c>no:</c> and <c>open:</c> go before words, <c>page:</c> and <c>code:</c> before a path and words. Anything else is a list of
    /// attacks (<c>A037</c>) and tests (<c>SealerTests</c>, <c>SealerTests.It_opens_nowhere_else</c>), and words after a semicolon.
    /// </summary>
    public static AsvsAnswer Parse(string text)
    {
        if (text.Split(": ", 2) is [var kind, var rest] && (InWords.Contains(kind) || kind is Page or Code))
        {
            var parts = kind is Page or Code ? rest.Split(' ', 2) : ["", rest];
            return new AsvsAnswer(kind, parts[0] is "" ? [] : [parts[0]], parts.Length > 1 ? parts[1] : "");
        }
        var shown = text.Split("; ", 2);
        return new AsvsAnswer(Shown, shown[0].Split(' ', StringSplitOptions.RemoveEmptyEntries), shown.Length > 1 ? shown[1] : "");
    }

    /// <summary>What is wrong with it, a sentence each.</summary>
    public IEnumerable<string> Faults()
    {
        if (Refs.Count == 0 && Words.Length == 0) yield return "has no answer";
        foreach (var reference in Refs)
        {
            if (Kind is Shown && !(AttackList.Tested.Contains(reference) || AsvsTable.Tests.Contains(reference))) yield return $"names {reference}, which is neither the id of a tested attack nor a test";
            if (Kind is Page or Code && !File.Exists(Repository.File(reference.Split('#')[0]))) yield return $"names {reference}, which is not there";
            if (Kind is Page && reference.Split('#') is [var page, var heading] && File.Exists(Repository.File(page)) && !Headings(page).Contains(heading)) yield return $"names {reference}, and that page has no such heading";
        }
    }

    private static IEnumerable<string> Headings(string page) => File.ReadLines(Repository.File(page)).Where(row => row.StartsWith('#'))
        .Select(row => string.Concat(row.TrimStart('#').Trim().ToLowerInvariant().Where(letter => char.IsLetterOrDigit(letter) || letter is ' ' or '-')).Replace(' ', '-'));
}

/// <summary>docs/security/asvs.tsv: a requirement a row, with tabs between its number, its level, what it asks for in our words, and the answer.</summary>
internal static class AsvsTable
{
    /// <summary>Every class of tests, and every test as <c>Class.Name</c>.</summary>
    public static IReadOnlySet<string> Tests { get; } = typeof(AsvsTable).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public).Where(method => method.GetCustomAttributes<FactAttribute>().Any()).SelectMany(method => (string[])[type.Name, $"{type.Name}.{method.Name}"]))
        .ToHashSet(StringComparer.Ordinal);

    public static IReadOnlyList<AsvsRow> Read(string table) =>
    [
        .. table.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(row => row.Split('\t') is [var number, "1" or "2", var asks, var answer]
            ? new AsvsRow(number, row.Split('\t')[1] is "1" ? 1 : 2, asks, AsvsAnswer.Parse(answer))
            : throw new FormatException($"'{row}' is not number, level (1 or 2), words and answer with a tab between each.")),
    ];

    public static IReadOnlyList<string> Faults(IReadOnlyList<AsvsRow> rows) =>
    [
        .. rows.SelectMany(row => row.Answer.Faults().Select(fault => $"{row.Number} {fault}")),
        .. rows.GroupBy(row => row.Number).Where(same => same.Skip(1).Any()).Select(same => $"{same.Key} is there more than once"),
    ];
}
