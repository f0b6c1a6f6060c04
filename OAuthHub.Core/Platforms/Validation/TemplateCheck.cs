using System.Text.RegularExpressions;

namespace OAuthHub.Core.Platforms.Validation;

/// <summary>Every hole has something to fill it, and what people type into one is limited by a pattern.</summary>
internal static partial class TemplateCheck
{
    private static readonly string[] Always = ["hub", "clientId", "redirectUri", "scopes"];

    /// <summary>The same holes that the protocol fills (OAuth/PlatformClient.cs).</summary>
    public static Regex Hole { get; } = HolePattern();

    public static IEnumerable<Finding> Check(Platform platform) => Variables(platform).Concat(Holes(platform));

    private static IEnumerable<Finding> Variables(Platform platform)
    {
        for (var i = 0; i < platform.TemplateVariables.Count; i++)
        {
            var (field, variable) = ($"templateVariables[{i}]", platform.TemplateVariables[i]);
            if (!VariableName().IsMatch(variable.Name)) yield return new(field + ".name", $"is '{variable.Name}'", "Use letters and digits, beginning with a letter.");
            if (Always.Contains(variable.Name, StringComparer.Ordinal) || variable.Name is "state" or "random" or "accessToken" or "clientSecret") yield return new(field + ".name", $"is '{variable.Name}', which the hub fills itself", "Choose another name.");
            if (platform.TemplateVariables.Take(i).Any(other => other.Name == variable.Name)) yield return new(field + ".name", $"is '{variable.Name}', which is there twice", "Keep one of them.");
            if (variable.AskUser && variable.Pattern is null) yield return new(field + ".pattern", "is missing, though people are asked for the value", "Give it a regular expression that lets through only what can be meant: the value may become a host name.");
            if (variable.Found && (variable.AskUser || variable.BindsClient || variable.Default is not null)) yield return new(field + ".found", "is true, though somebody says the value", "Remove it, or askUser, bindsClient and default.");
            if (variable.AskUser && PlatformParts.Urls(platform).Any(url => url.Url.StartsWith($"{{{variable.Name}}}", StringComparison.Ordinal))) yield return new(field + ".askUser", "is true, though the value is the beginning of an address", "Write the address out and ask for a part of it only.");
            if (variable.Pattern is { } pattern && !TemplatePattern.IsValid(pattern)) yield return new(field + ".pattern", $"is '{pattern}', which is no regular expression that the hub takes", "Correct it; it is compared with the whole value, and may not look around or back, such as (?=…) or \\1, so that no value takes long.");
            else if (variable.Default is { } value && !value.Contains('{', StringComparison.Ordinal) && !TemplatePattern.Matches(variable, value)) yield return new(field + ".default", $"is '{value}', which its own pattern does not match", "Correct one of them.");
        }
    }

    private static IEnumerable<Finding> Holes(Platform platform)
    {
        var variables = platform.TemplateVariables.Select(variable => variable.Name).Concat(platform.Authorization.ScopeSets.Keys.Select(set => "scopes." + set)).ToHashSet(StringComparer.Ordinal);
        foreach (var (field, text, more) in TemplateTexts.Of(platform))
        {
            foreach (Match hole in Hole.Matches(text))
            {
                var name = hole.Groups["name"].Value;
                if (Always.Contains(name, StringComparer.Ordinal) || variables.Contains(name) || more.Contains(name) || (more.Contains("token.*") && name.StartsWith("token.", StringComparison.Ordinal))) continue;
                yield return new(field, $"has the hole {{{name}}}, which nothing fills there", $"Declare it in templateVariables, or use one of {string.Join(", ", Always.Concat(variables).Concat(more))}.");
            }
        }
    }

    [GeneratedRegex(@"\{(?<name>[A-Za-z][A-Za-z0-9_.]*)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HolePattern();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9]{0,63}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VariableName();
}
