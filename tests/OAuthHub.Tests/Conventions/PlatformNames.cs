using System.Text.RegularExpressions;

namespace OAuthHub.Tests.Conventions;

/// <summary>Finds platforms in code: in texts, and as parts of identifiers such as <c>AcmeQuirk</c>. Comments may name whom they please.</summary>
internal sealed partial class PlatformNames
{
    private readonly HashSet<string> words;
    private readonly HashSet<string> ordinary;

    /// <param name="names">Ids and names of platforms; spelling, hyphens and spaces do not count.</param>
    /// <param name="ordinary">Those that are words of the language too: only a text that is nothing else, or a segment of a path, counts.</param>
    public PlatformNames(IEnumerable<string> names, IEnumerable<string> ordinary)
    {
        this.ordinary = ordinary.Select(Bare).ToHashSet(StringComparer.Ordinal);
        words = names.Select(Bare).Where(name => name.Length > 1).ToHashSet(StringComparer.Ordinal);
    }

    public IEnumerable<string> FindIn(string source) =>
        source.ReplaceLineEndings("\n").Split('\n').Select((line, index) => (Line: Comment().Replace(line, ""), Number: index + 1))
            .SelectMany(one => FindInLine(one.Line).Distinct().Select(name => $"{one.Number}: {name} in {one.Line.Trim()}"));

    private IEnumerable<string> FindInLine(string line)
    {
        foreach (Match run in Run().Matches(line))
        {
            var parts = Part().Matches(run.Value).Select(part => part.Value.ToLowerInvariant()).Where(part => part.Length > 0).ToList();
            for (var from = 0; from < parts.Count; from++)
                for (var to = from + 1; to <= parts.Count; to++)
                    if (string.Concat(parts[from..to]) is var word && words.Contains(word) && !ordinary.Contains(word)) yield return word;
        }
        foreach (Match alone in Alone().Matches(line))
            if (words.Contains(Bare(alone.Groups["word"].Value))) yield return Bare(alone.Groups["word"].Value);
    }

    private static string Bare(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    // The slashes of an address are no comment.
    [GeneratedRegex(@"(?<!:)//.*$", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Comment();

    [GeneratedRegex("[A-Za-z0-9-]+", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Run();

    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Part();

    // "line", "/auth/line/login", "line:state"
    [GeneratedRegex("""(?<=["/:])(?<word>[A-Za-z0-9-]+)(?=["/:])""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Alone();
}
