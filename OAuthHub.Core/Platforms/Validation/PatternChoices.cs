using System.Text;

namespace OAuthHub.Core.Platforms.Validation;

/// <summary>Reads the choices off a pattern that is a list of words: <c>live|sandbox</c>, <c>(eu|us)</c>, <c>id\.example\.(com|org)</c> is none.</summary>
internal static class PatternChoices
{
    private const string Meta = @"\.^$|?*+()[]{}";

    /// <summary>Null: the pattern lets through more than a list of words.</summary>
    public static IReadOnlyList<string>? Of(string pattern)
    {
        foreach (var opening in new[] { "(?:", "(" })
            if (pattern.StartsWith(opening, StringComparison.Ordinal) && pattern.EndsWith(')') && pattern.IndexOf(')', StringComparison.Ordinal) == pattern.Length - 1) return Of(pattern[opening.Length..^1]);
        List<string> choices = [];
        var word = new StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '|')
            {
                choices.Add(word.ToString());
                word.Clear();
            }
            else if (pattern[i] == '\\' && i + 1 < pattern.Length && !char.IsLetterOrDigit(pattern[i + 1])) word.Append(pattern[++i]);
            else if (Meta.Contains(pattern[i], StringComparison.Ordinal)) return null;
            else word.Append(pattern[i]);
        }
        return [.. choices, word.ToString()];
    }
}
