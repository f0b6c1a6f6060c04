using System.Text.Json;

namespace OAuthHub.Core.Moving.Files;

/// <summary>Texts of a record in another product's form.</summary>
internal static class Texts
{
    private const int LongestShown = 64;

    /// <summary>The text or number behind these members; null: there is none.</summary>
    public static string? At(JsonElement element, params ReadOnlySpan<string> path) => Walk(element, path) is { } found ? JsonGrants.Scalar(found) : null;

    /// <summary>The single values of an object.</summary>
    public static Dictionary<string, string> Members(JsonElement element, params ReadOnlySpan<string> path)
    {
        var members = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Walk(element, path) is not { ValueKind: JsonValueKind.Object } found) return members;
        foreach (var member in found.EnumerateObject())
            if (JsonGrants.Scalar(member.Value) is { } text) members[member.Name] = text;
        return members;
    }

    public static Dictionary<string, string> Given(params ReadOnlySpan<(string Name, string? Text)> texts)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, text) in texts)
            if (text is not null) given[name] = text;
        return given;
    }

    public static GrantRecord Unknown(int number, string? name) => new(number) { Fault = new RecordFault(MovingCodes.UnknownProvider, $"{Shown(name)} is not known.") };

    /// <summary>A word of a file, fit to be shown.</summary>
    public static string Shown(string? word) =>
        word is { Length: > 0 and <= LongestShown } && word.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.') ? word : "Its provider";

    private static JsonElement? Walk(JsonElement element, ReadOnlySpan<string> path)
    {
        foreach (var name in path)
            if (element.ValueKind is not JsonValueKind.Object || !element.TryGetProperty(name, out element)) return null;
        return element;
    }
}
