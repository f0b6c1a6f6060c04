using System.Globalization;
using System.Text.Json;

namespace OAuthHub.Core.OAuth;

/// <summary>Dotted paths with <c>[n]</c> into a JSON document: <c>data.tokens[0].value</c>; <c>$</c> is the document itself.</summary>
internal static class JsonPath
{
    public static JsonElement? Find(JsonElement root, string path)
    {
        var current = root;
        if (path is "$") return root;
        foreach (var part in path.Replace("[", ".[", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part[0] == '[')
            {
                if (current.ValueKind is not JsonValueKind.Array || !int.TryParse(part.AsSpan(1).TrimEnd(']'), NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index >= current.GetArrayLength()) return null;
                current = current[index];
            }
            else if (current.ValueKind is not JsonValueKind.Object || !TryGetMember(current, part, out current))
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
        { ValueKind: JsonValueKind.String } value => Lenient(value.GetString),
        { ValueKind: JsonValueKind.Number } value => value.GetRawText(),
        { ValueKind: JsonValueKind.True } => "true",
        { ValueKind: JsonValueKind.False } => "false",
        _ => null,
    };

    /// <summary>The member's name; null when no text can hold it.</summary>
    public static string? NameOf(JsonProperty member) => Lenient(() => member.Name);

    // TryGetProperty throws when it passes a name that no text can hold.
    private static bool TryGetMember(JsonElement parent, string name, out JsonElement value)
    {
        value = default;
        var found = false;
        foreach (var member in parent.EnumerateObject())
        {
            if (!string.Equals(NameOf(member), name, StringComparison.Ordinal)) continue;
            value = member.Value;
            found = true;
        }
        return found;
    }

    /// <summary>Half a surrogate pair is valid JSON, and yet no text can hold it.</summary>
    private static string? Lenient(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
