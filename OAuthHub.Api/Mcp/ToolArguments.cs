using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace OAuthHub.Api.Mcp;

/// <summary>What a model gave a tool: checked before anything is done with it.</summary>
internal sealed class ToolArguments(IDictionary<string, JsonElement>? given)
{
    private const int LongestText = 256, LongestPath = 4096;

    private readonly IDictionary<string, JsonElement> given = given ?? new Dictionary<string, JsonElement>();

    /// <summary>Percent-encoded, so that it stays one segment.</summary>
    public string Platform => Uri.EscapeDataString(Text("platform") ?? "");

    public JsonElement? Raw(string name) => given.TryGetValue(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) ? value : null;

    public string? Text(string name) => Raw(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>Null: it fits the tool's schema, as far as anything depends on it.</summary>
    public string? Check(Tool tool)
    {
        var properties = tool.InputSchema.GetProperty("properties");
        foreach (var (name, value) in given)
        {
            if (!properties.TryGetProperty(name, out var schema)) return $"{Shown(name)} is no argument of {tool.Name}. There are {string.Join(", ", properties.EnumerateObject().Select(property => property.Name))}.";
            if (value.ValueKind is JsonValueKind.Null || name is "body") continue;
            if (value.ValueKind is not JsonValueKind.String) return $"{name} is a text.";
            var text = value.GetString()!;
            if (text.Length > (name is "path" ? LongestPath : LongestText) || text.Any(char.IsControl)) return $"{name} is too long, or holds signs that it cannot.";
            if (schema.TryGetProperty("enum", out var words) && !words.EnumerateArray().Any(word => word.GetString() == text)) return $"{name} is one of {string.Join(", ", words.EnumerateArray().Select(word => word.GetString()))}.";
        }
        if (tool.InputSchema.TryGetProperty("required", out var required))
            foreach (var name in required.EnumerateArray().Select(word => word.GetString()!))
                if (string.IsNullOrEmpty(Text(name))) return $"{name} is needed.";
        if (Text("path") is { } path && (path[0] != '/' || path.Any(c => c is <= ' ' or > '~'))) return "path begins with a slash and is written as in an address, with %20 for a space; the platform decides the host.";
        return null;
    }

    public string Query(params string[] names)
    {
        var pairs = names.Where(name => Text(name) is not null).Select(name => $"{name}={Uri.EscapeDataString(Text(name)!)}").ToList();
        return pairs.Count == 0 ? "" : "?" + string.Join('&', pairs);
    }

    public byte[] Body(params string[] names) => JsonSerializer.SerializeToUtf8Bytes(names.Where(name => Text(name) is not null).ToDictionary(name => name, name => Text(name)));

    private static string Shown(string name) => name.Length > 60 ? name[..60] + "…" : name;
}
