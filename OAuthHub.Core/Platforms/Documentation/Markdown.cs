namespace OAuthHub.Core.Platforms.Documentation;

/// <summary>Texts of entries as they stand in a page.</summary>
internal static class Markdown
{
    /// <summary>On one line, and with nothing that ends a cell or begins a tag.</summary>
    public static string Cell(string text) => Line(text).Replace("|", @"\|", StringComparison.Ordinal);

    /// <summary>On one line, with nothing that begins a tag or emphasis.</summary>
    public static string Line(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        .Replace("<", "&lt;", StringComparison.Ordinal).Replace("*", @"\*", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);

    public static string Code(string text) => $"`{text.Replace("`", "'", StringComparison.Ordinal)}`";

    public static string Link(string url) => $"<{url}>";

    public static string Codes(IEnumerable<string> texts) => string.Join(", ", texts.Select(Code));
}
