using System.Globalization;
using System.Text.Json;

namespace OAuthHub.Core.OAuth;

/// <summary>Dotted paths with <c>[n]</c> into a JSON document: <c>data.tokens[0].value</c>.</summary>
internal static class JsonPath
{
    public static JsonElement? Find(JsonElement root, string path)
    {
        var current = root;
        foreach (var part in path.Replace("[", ".[", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part[0] == '[')
            {
                if (current.ValueKind is not JsonValueKind.Array || !int.TryParse(part.AsSpan(1).TrimEnd(']'), NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index >= current.GetArrayLength()) return null;
                current = current[index];
            }
            else if (current.ValueKind is not JsonValueKind.Object || !current.TryGetProperty(part, out current))
            {
                return null;
            }
        }
        return current;
    }

    /// <summary>The first path that leads to something other than null.</summary>
    public static JsonElement? First(JsonElement root, IEnumerable<string> paths)
    {
        foreach (var path in paths)
            if (Find(root, path) is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } found) return found;
        return null;
    }

    /// <summary>Text, number or truth value as text; anything else gives null.</summary>
    public static string? Text(JsonElement? element) => element switch
    {
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        { ValueKind: JsonValueKind.Number } value => value.GetRawText(),
        { ValueKind: JsonValueKind.True } => "true",
        { ValueKind: JsonValueKind.False } => "false",
        _ => null,
    };
}
