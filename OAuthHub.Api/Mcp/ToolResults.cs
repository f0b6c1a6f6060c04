using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace OAuthHub.Api.Mcp;

/// <summary>
/// Answers as a model gets them: always one JSON object, in which whatever people or platforms wrote is a quoted value of limited length and
/// nothing else. It is there twice, as structure and as text, since not every client reads the first.
/// </summary>
internal static class ToolResults
{
    private const int LongestName = 128;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What the hub itself answered.</summary>
    public static CallToolResult OfHub(InnerAnswer answer)
    {
        if (Parse(answer.Body) is not JsonObject document) return Failure("internal", "The hub's answer could not be read.");
        if (answer.Status is not (200 or 201)) return Problem(document);
        Shorten(document);
        return Result(document);
    }

    /// <summary>What a platform answered, whatever it was.</summary>
    public static CallToolResult OfPlatform(InnerAnswer answer)
    {
        if (answer.IsHubs && Parse(answer.Body) is JsonObject problem) return Problem(problem);
        var document = new JsonObject { ["status"] = answer.Status, ["content_type"] = answer.ContentType };
        if (!answer.IsCut && IsJson(answer.ContentType) && Parse(answer.Body) is { } json) document["body"] = json;
        else if (IsText(answer.ContentType) || answer.Body.Length == 0) document["body"] = Encoding.UTF8.GetString(answer.Body);
        else (document["body"], document["encoding"]) = (Convert.ToBase64String(answer.Body), "base64");
        if (answer.IsCut) document["truncated"] = true;
        return Result(document);
    }

    /// <summary>Something went wrong, in words that say what to do.</summary>
    public static CallToolResult Failure(string code, string detail) => Result(new JsonObject { ["code"] = code, ["detail"] = detail }, isError: true);

    private static CallToolResult Problem(JsonObject document)
    {
        Shorten(document);
        foreach (var name in (string[])["type", "status"]) document.Remove(name);
        return Result(document, isError: true);
    }

    private static CallToolResult Result(JsonObject document, bool isError = false) => new()
    {
        Content = [new TextContentBlock { Text = document.ToJsonString(Plain) }],
        StructuredContent = JsonSerializer.SerializeToElement(document),
        IsError = isError,
    };

    /// <summary>Names of accounts are whatever somebody called theirs.</summary>
    private static void Shorten(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members.ToList())
                    if (name is "name" && value is JsonValue text && text.GetValueKind() is JsonValueKind.String && text.GetValue<string>() is { Length: > LongestName } called) members[name] = called[..LongestName] + "…";
                    else Shorten(value);
                break;
            case JsonArray items:
                foreach (var item in items) Shorten(item);
                break;
        }
    }

    private static JsonNode? Parse(byte[] body)
    {
        try
        {
            return body.Length == 0 ? null : JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsJson(string? type) => type?.Contains("json", StringComparison.OrdinalIgnoreCase) is true;

    private static bool IsText(string? type) => IsJson(type) || type?.StartsWith("text/", StringComparison.OrdinalIgnoreCase) is true || type?.Contains("xml", StringComparison.OrdinalIgnoreCase) is true;
}
