using System.Text.RegularExpressions;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Platforms;

/// <summary>docs/add-a-platform.md, taken apart: what it says to save, to run, to set, and what is then seen.</summary>
internal sealed partial class GuidePage
{
    private readonly List<(string Language, string Text)> blocks;

    private GuidePage(string text) => (Text, blocks) = (text, [.. Fence().Matches(text).Select(block => (block.Groups["language"].Value, block.Groups["text"].Value))]);

    public string Text { get; }

    /// <summary>The file to be saved, and after it what the platform answers.</summary>
    public IReadOnlyList<string> Json => [.. Of("json")];

    /// <summary>The path under the data folder that stands before the first block.</summary>
    public string FilePath => SavedAs().Match(Text).Groups["path"].Value;

    /// <summary>Settings as the shell gets them.</summary>
    public IReadOnlyDictionary<string, string?> Settings =>
        Of("sh").SelectMany(block => block.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Where(line => line.StartsWith("export ", StringComparison.Ordinal))
            .Select(line => line["export ".Length..].Split('=', 2)).ToDictionary(pair => pair[0].Replace("__", ":", StringComparison.Ordinal), pair => (string?)pair[1]);

    /// <summary>Commands with the lines that follow them.</summary>
    public IReadOnlyList<(string Command, IReadOnlyList<string> Expected)> Commands => [.. Of("console").Select(block => block.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Select(lines => (lines[0][2..], (IReadOnlyList<string>)lines[1..]))];

    public static GuidePage Read() => new(File.ReadAllText(Repository.File("docs", "add-a-platform.md")).ReplaceLineEndings("\n"));

    /// <summary>Each expected line is among the printed ones, in this order; <c>…</c> stands for anything.</summary>
    public static void Saw(string printed, IReadOnlyList<string> expected, string dataFolder)
    {
        var lines = printed.ReplaceLineEndings("\n").Split('\n').Select(Bare).ToList();
        var from = 0;
        foreach (var line in expected.Select(one => Bare(one.Replace("<DataDirectory>", dataFolder, StringComparison.Ordinal))))
        {
            var pattern = new Regex($@"\A{Regex.Escape(line).Replace("…", ".*", StringComparison.Ordinal)}\z", RegexOptions.None, TimeSpan.FromSeconds(5));
            var at = lines.FindIndex(from, pattern.IsMatch);
            Assert.True(at >= 0, $"'{line}' is not among what was printed:\n{printed}");
            from = at + 1;
        }
    }

    private static string Bare(string line) => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private IEnumerable<string> Of(string language) => blocks.Where(block => block.Language == language).Select(block => block.Text);

    [GeneratedRegex(@"^```(?<language>[a-z]+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Fence();

    [GeneratedRegex(@"`<DataDirectory>/(?<path>platforms/[a-z-]+\.json)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex SavedAs();
}
