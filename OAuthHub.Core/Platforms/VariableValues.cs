namespace OAuthHub.Core.Platforms;

/// <summary>The values of a platform's template variables: what is kept with the connection, else what the operator set, else the default; and what follows from them.</summary>
public static class VariableValues
{
    /// <param name="stored">What a person typed, or what was found for this connection.</param>
    /// <param name="set">What the operator set.</param>
    public static Dictionary<string, string> Of(Platform platform, IReadOnlyDictionary<string, string> stored, IReadOnlyDictionary<string, string>? set, string hub)
    {
        var values = new Dictionary<string, string>();
        foreach (var variable in platform.TemplateVariables)
        {
            if (variable.Of is null && (stored.GetValueOrDefault(variable.Name) ?? set?.GetValueOrDefault(variable.Name) ?? variable.Default) is { } value)
                values[variable.Name] = value.Replace("{hub}", hub, StringComparison.Ordinal);
        }
        foreach (var variable in platform.TemplateVariables)
        {
            if (variable.Of is { } other && (values.TryGetValue(other, out var of) ? variable.Map.GetValueOrDefault(of) ?? variable.Default : variable.Default) is { } value)
                values[variable.Name] = value;
        }
        return values;
    }

    /// <summary>Which app registration these values ask for; null where one serves all.</summary>
    public static string? Instance(Platform platform, IReadOnlyDictionary<string, string> values) =>
        platform.BindingVariable is { } binding ? values.GetValueOrDefault(binding.Name) : null;
}
