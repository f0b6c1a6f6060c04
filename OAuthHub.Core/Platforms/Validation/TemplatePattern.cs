using System.Text.RegularExpressions;

namespace OAuthHub.Core.Platforms.Validation;

/// <summary>Whether a value may be put into a template's hole. The whole value must match, within a time-out: it may come from outside.</summary>
public static class TemplatePattern
{
    private static readonly TimeSpan TimeOut = TimeSpan.FromMilliseconds(250);

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
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static Regex Compile(string pattern) => new($@"\A(?:{pattern})\z", RegexOptions.CultureInvariant, TimeOut);
}
