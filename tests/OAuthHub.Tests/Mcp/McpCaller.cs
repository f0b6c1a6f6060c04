using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Mcp;

/// <summary>Speaks the protocol by hand, as whoever attacks it may.</summary>
internal sealed class McpCaller(HubHost hub, string? key) : IDisposable
{
    // With patience for the hub's word to go on: without it the body follows after a second.
    private readonly HttpClient http = new(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) }) { BaseAddress = new Uri(hub.Address) };

    public async Task<Reply> SendAsync(object body, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = body as HttpContent ?? JsonContent.Create(body) };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        if (key is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        change?.Invoke(request);
        using var reply = await http.SendAsync(request);
        return await Reply.ReadAsync(reply);
    }

    public async Task<JsonElement> AskAsync(string method, object? parameters = null)
    {
        var reply = (await SendAsync(new { jsonrpc = "2.0", id = 1, method, @params = parameters ?? new { } })).Ok();
        var json = reply.ContentType!.StartsWith("text/event-stream", StringComparison.Ordinal) ? reply.Body.Split('\n').First(line => line.StartsWith("data: ", StringComparison.Ordinal))[6..] : reply.Body;
        var root = JsonDocument.Parse(json).RootElement;
        return root.TryGetProperty("result", out var result) ? result : root.GetProperty("error");
    }

    public async Task<IReadOnlyList<string>> ToolsAsync() => [.. (await AskAsync("tools/list")).GetProperty("tools").EnumerateArray().Select(tool => tool.GetProperty("name").GetString()!)];

    /// <summary>The object that the tool gave, and whether it was an error.</summary>
    public async Task<(JsonElement Result, bool IsError)> CallAsync(string tool, object? arguments = null)
    {
        var result = await AskAsync("tools/call", new { name = tool, arguments = arguments ?? new { } });
        return (JsonDocument.Parse(result.GetProperty("content")[0].GetProperty("text").GetString()!).RootElement, result.TryGetProperty("isError", out var error) && error.GetBoolean());
    }

    public void Dispose() => http.Dispose();
}
