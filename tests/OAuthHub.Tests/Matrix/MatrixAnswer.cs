using System.Text.Json;
using System.Text.RegularExpressions;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Matrix;

/// <param name="Code">
/// Of the problem, also where a tool of <c>/mcp</c> answers with one; the reason of a callback's redirect; <c>empty</c> for a list of nothing; else <c>-</c>.
/// </param>
/// <param name="Whole">Status, headers and body, all of it but what is new in every answer.</param>
internal sealed partial record MatrixAnswer(int Status, string Code, string Whole)
{
    public static async Task<MatrixAnswer> ReadAsync(HttpResponseMessage reply, bool isTool)
    {
        var type = reply.Content.Headers.ContentType?.MediaType;
        // A stream of events has no end: that it began is the answer.
        var body = type is "text/event-stream" && !isTool ? "" : await reply.Content.ReadAsStringAsync();
        var headers = reply.Headers.Concat(reply.Content.Headers).Where(header => header.Key is not "Date").OrderBy(header => header.Key, StringComparer.OrdinalIgnoreCase);
        var whole = $"{(int)reply.StatusCode}\n{string.Join('\n', headers.Select(header => $"{header.Key}: {string.Join(", ", header.Value)}"))}\n\n{body}";
        return new MatrixAnswer((int)reply.StatusCode, CodeOf(reply, type, body), Fresh().Replace(whole, "${name}*"));
    }

    private static string CodeOf(HttpResponseMessage reply, string? type, string body)
    {
        if (reply.Headers.Location is { } location && Browser.Query(new Uri(new Uri("http://hub"), location)).TryGetValue("reason", out var reason)) return reason!;
        var text = type is "text/event-stream" ? body.Split('\n').FirstOrDefault(part => part.StartsWith("data: ", StringComparison.Ordinal))?[6..] : body;
        if (type?.EndsWith("json", StringComparison.Ordinal) is not true && type is not "text/event-stream" || text is not ['{', ..]) return "-";
        var json = JsonDocument.Parse(text).RootElement;
        if (json.TryGetProperty("result", out var result) && result.TryGetProperty("structuredContent", out var content)) json = content;
        if (json.TryGetProperty("code", out var code)) return code.GetString()!;
        return json.TryGetProperty("items", out var items) && items.GetArrayLength() == 0 ? "empty" : "-";
    }

    /// <summary>Random by construction: the one-time link that a problem carries, and the cookie that ties a flow to a browser.</summary>
    [GeneratedRegex("(?<name>/connect/|oauthhub-flow=)[A-Za-z0-9_-]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fresh();
}
