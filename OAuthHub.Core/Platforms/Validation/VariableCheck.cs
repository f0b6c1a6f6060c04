namespace OAuthHub.Core.Platforms.Validation;

/// <summary>Variables that follow from others, that bind a client, and that choose the machine to which secrets go.</summary>
internal static class VariableCheck
{
    public static IEnumerable<Finding> Check(Platform platform)
    {
        for (var i = 0; i < platform.TemplateVariables.Count; i++)
            foreach (var finding in Derived(platform, platform.TemplateVariables[i], $"templateVariables[{i}]")) yield return finding;
        if (platform.TemplateVariables.Count(variable => variable.BindsClient) > 1) yield return new("templateVariables", "has more than one variable with bindsClient", "Let the one decide on whose value the client id depends.");
        foreach (var (field, host) in HostParts.Reached(platform))
            foreach (var finding in Host(platform, field, host)) yield return finding;
    }

    private static IEnumerable<Finding> Derived(Platform platform, TemplateVariable variable, string field)
    {
        if (variable.Of is null != (variable.Map.Count == 0)) yield return new(field + ".map", $"and of belong together", "Set both or none.");
        if (variable.Of is not { } name) yield break;
        var other = platform.TemplateVariables.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.Ordinal));
        if (variable.AskUser || variable.BindsClient) yield return new(field + ".of", "is there, though the variable is asked for or binds a client", "Let the value follow from the other variable, and ask for that one.");
        if (other is null) yield return new(field + ".of", $"is '{name}', which is no variable of this entry", "Name the variable that it follows from.");
        else if (other.Of is not null) yield return new(field + ".of", $"is '{name}', which itself follows from another", $"Name the variable that decides: {other.Of}.");
        else
        {
            foreach (var key in variable.Map.Keys.Where(key => !TemplatePattern.Matches(other, key))) yield return new($"{field}.map.{key}", $"is no value that {name} can have", $"Use values that match {other.Pattern}.");
            var choices = other.Pattern is null ? null : PatternChoices.Of(other.Pattern);
            foreach (var missing in choices?.Where(choice => !variable.Map.ContainsKey(choice) && variable.Default is null) ?? []) yield return new(field + ".map", $"says nothing for {name} = {missing}", "Add it, or give the variable a default.");
            if (choices is null && variable.Default is null) yield return new(field + ".default", $"is missing, though {name} can have values that map does not name", $"Give it a default, or give {name} a pattern that is a list of words.");
        }
    }

    private static IEnumerable<Finding> Host(Platform platform, string field, string host)
    {
        foreach (System.Text.RegularExpressions.Match hole in TemplateCheck.Hole.Matches(host))
        {
            var name = hole.Groups["name"].Value;
            var stored = name.StartsWith("stored.", StringComparison.Ordinal) ? name["stored.".Length..] : name;
            var variable = platform.TemplateVariables.FirstOrDefault(one => string.Equals(one.Name, stored, StringComparison.Ordinal));
            var comesBack = name.StartsWith("callback.", StringComparison.Ordinal) || platform.Authorization.CallbackFields.Contains(stored, StringComparer.Ordinal);
            if (comesBack && (variable is null || name.Contains('.', StringComparison.Ordinal)))
                yield return new(field, $"takes its host from {{{name}}}, which comes with the callback and may say anything", "Declare a template variable of this name with a pattern, and write the hole with its name alone.");
            if (variable is { Pattern: null, Of: null }) yield return new(field, $"takes its host from {{{name}}}, a variable without a pattern", "Give the variable a pattern that lets through only what can be meant.");
            if (variable is { AskUser: true, Kind: not VariableKind.Host } && hole.Length == host.Length) yield return new(field, $"is wherever a person says, and {{{name}}} is not of the kind host", "Give the variable the kind host, so that the hub checks where the name leads.");
        }
    }
}
