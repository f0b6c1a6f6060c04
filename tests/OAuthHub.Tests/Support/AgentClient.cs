using System.Net.Http.Json;

namespace OAuthHub.Tests.Support;

/// <summary>A program that asks the hub for tokens.</summary>
internal sealed class AgentClient(string address, string? key) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, MaxConnectionsPerServer = 512 })
    {
        BaseAddress = new Uri(address),
        Timeout = TimeSpan.FromSeconds(60),
    };

    public string Key => key ?? throw new InvalidOperationException("This agent has no key.");

    public Task<Reply> ReadAsync(string platform = "sandbox", string query = "") => SendAsync(HttpMethod.Get, $"/credentials/{platform}{query}");

    public Task<Reply> RefreshAsync(string platform = "sandbox", object? body = null) => SendAsync(HttpMethod.Post, $"/auth/{platform}/refresh", body);

    public async Task<Reply> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (key is not null) request.Headers.Authorization = new("Bearer", key);
        if (body is not null) request.Content = JsonContent.Create(body);
        return await SendAsync(request);
    }

    public async Task<Reply> SendAsync(HttpRequestMessage request)
    {
        using var reply = await http.SendAsync(request);
        return await Reply.ReadAsync(reply);
    }

    public void Dispose() => http.Dispose();
}
