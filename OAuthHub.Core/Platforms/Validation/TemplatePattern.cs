using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace OAuthHub.Core.Platforms.Validation;

/// <summary>Whether a value may be put into a template's hole. The whole value must match, within a time-out: it may come from outside.</summary>
public static class TemplatePattern
{
    private static readonly TimeSpan TimeOut = TimeSpan.FromMilliseconds(250);

    // As many as the catalogue has.
    private static readonly ConcurrentDictionary<string, Regex> Compiled = new(StringComparer.Ordinal);

    /// <summary>A variable without a pattern takes anything; a value that takes too long to compare does not match.</summary>
    public static bool Matches(TemplateVariable variable, string value)
    {
        if (variable.Pattern is null) return true;
        try
        {
            return Compile(variable.Pattern).IsMatch(value);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    internal static bool IsValid(string pattern)
    {
        try
        {
            Compile(pattern);
            return true;
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    /// <summary>Without backtracking, the time grows with the value's length and with nothing else.</summary>
    private static Regex Compile(string pattern) => Compiled.GetOrAdd(pattern, text => new($@"\A(?:{text})\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, TimeOut));
}
