using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Core.OAuth;

/// <summary>Makes a JSON object of an answer's bytes, or says why it cannot.</summary>
internal static class AnswerDocument
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static JsonElement? Parse(RawAnswer raw, TokenResponseRules rules, out string why)
    {
        why = "";
        string text;
        try
        {
            text = Strict.GetString(raw.Body).TrimStart('\uFEFF');
        }
        catch (ArgumentException)
        {
            why = "it is not UTF-8";
            return null;
        }
        var type = raw.ContentType?.Split(';')[0].Trim().ToLowerInvariant() ?? "";
        var isJsonType = type is "application/json" or "text/json" or "text/javascript" or "application/javascript" || type.EndsWith("+json", StringComparison.Ordinal);
        if (rules.AcceptsForm && !text.TrimStart().StartsWith('{')) return Form(text, ref why);
        if (!isJsonType && !rules.IgnoresContentType && !rules.AcceptsForm)
        {
            why = "its content type is not JSON";
            return null;
        }
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 32 });
            if (document.RootElement.ValueKind is JsonValueKind.Object) return document.RootElement.Clone();
            why = "it is not a JSON object";
        }
        catch (JsonException)
        {
            why = "it is not JSON";
        }
        return null;
    }

    /// <summary>An answer of the platform's API, which is JSON of any kind. Null: it is not.</summary>
    public static JsonElement? Json(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 32 });
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement? Form(string text, ref string why)
    {
        var values = new JsonObject();
        foreach (var pair in text.Trim().Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            if (parts.Length != 2)
            {
                why = "it is neither JSON nor form-encoded";
                return null;
            }
            values[Decode(parts[0])] = Decode(parts[1]);
        }
        if (values.Count > 0) return JsonSerializer.SerializeToElement(values);
        why = "it is empty";
        return null;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
