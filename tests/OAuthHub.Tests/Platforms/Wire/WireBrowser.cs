using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Platforms.Wire;

/// <summary>A browser that trusts the test's loopback as it would trust https: it sends cookies that are for https only.</summary>
internal sealed class WireBrowser(string address) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(60) };
    private readonly Dictionary<string, string> cookies = [];

    public async Task SignInAsync() => Assert.Equal(System.Net.HttpStatusCode.SeeOther, (await GetAsync("/signin?t=" + HubHost.SignInToken)).Status);

    public Task<Reply> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Reply> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public void Dispose() => http.Dispose();

    private async Task<Reply> SendAsync(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Accept.ParseAdd(method == HttpMethod.Get ? "text/html" : "application/json");
        request.Headers.Add("X-OAuthHub", "1");
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        if (cookies.Count > 0) request.Headers.Add("Cookie", string.Join("; ", cookies.Select(pair => $"{pair.Key}={pair.Value}")));
        using var reply = await http.SendAsync(request);
        foreach (var line in reply.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
        {
            var pair = line.Split(';')[0].Split('=', 2);
            cookies[pair[0]] = pair[1];
        }
        return await Reply.ReadAsync(reply);
    }
}
