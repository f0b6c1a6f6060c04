using OAuthHub.Core.Platforms;

namespace OAuthHub.Core.OAuth;

/// <summary>What a callback's query holds.</summary>
public sealed record CallbackParameters(string? State, string? Code, string? Issuer, string? Error)
{
    private const int LongestValue = 512;

    /// <summary>Every parameter, each once, decoded.</summary>
    public IReadOnlyDictionary<string, string> All { get; init; } = new Dictionary<string, string>();

    /// <summary>A parameter came more than once: which of its values was meant nobody knows.</summary>
    public bool HasRepeats { get; init; }

    /// <summary>The extra values that the entry wants to keep (<see cref="AuthorizationRules.CallbackFields"/>).</summary>
    public Dictionary<string, string> Kept(Platform platform)
    {
        var kept = new Dictionary<string, string>();
        foreach (var name in platform.Authorization.CallbackFields)
            if (All.GetValueOrDefault(name) is { Length: > 0 and <= LongestValue } value && !value.Any(char.IsControl)) kept[name] = value;
        return kept;
    }

    public override string ToString() => "CallbackParameters(***)";
}
