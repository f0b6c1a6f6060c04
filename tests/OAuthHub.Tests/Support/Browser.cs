using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace OAuthHub.Tests.Support;

/// <summary>A person's browser, as far as HTTP goes: it keeps cookies and says where it is sent.</summary>
internal sealed class Browser : IDisposable
{
    private readonly string address;
    private readonly HttpClient http;

    public Browser(string address)
    {
        this.address = address;
        Cookies = new CookieContainer();
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies }) { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(60) };
    }

    public CookieContainer Cookies { get; }

    /// <summary>What it says of itself. Null: nothing.</summary>
    public string? UserAgent { get; set; }

    public async Task SignInAsync()
    {
        var reply = await GetAsync("/signin?t=" + HubHost.SignInToken);
        Assert.Equal(HttpStatusCode.SeeOther, reply.Status);
    }

    /// <summary>A navigation: asks for HTML, follows nothing.</summary>
    public async Task<Reply> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/html");
        return await SendAsync(request);
    }

    /// <summary>A request of the dashboard's own page.</summary>
    public async Task<Reply> CallAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("X-OAuthHub", "1");
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        if (body is not null) request.Content = JsonContent.Create(body);
        return await SendAsync(request);
    }

    public async Task<Reply> SendAsync(HttpRequestMessage request)
    {
        if (UserAgent is not null) request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        using var reply = await http.SendAsync(request);
        return await Reply.ReadAsync(reply);
    }

    /// <summary>Begins a login and returns the address of the platform that it leads to.</summary>
    public async Task<Uri> BeginAsync(string platform = "sandbox", string query = "")
    {
        var reply = await GetAsync($"/auth/{platform}/login{query}");
        Assert.True(reply.Status == HttpStatusCode.SeeOther, $"{(int)reply.Status} {reply.Body}");
        return reply.Headers.Location!;
    }

    /// <summary>Lets the platform approve and returns the callback's address, which nobody has opened yet.</summary>
    public async Task<Uri> ApproveAsync(Uri authorization)
    {
        var reply = await GetAsync(authorization.AbsoluteUri);
        Assert.True(reply.Status is HttpStatusCode.SeeOther or HttpStatusCode.Found, $"{(int)reply.Status} {reply.Body}");
        return reply.Headers.Location!;
    }

    /// <summary>Opens a callback's address and returns the query of the page that it ends on.</summary>
    public async Task<Dictionary<string, string?>> FinishAsync(Uri callback)
    {
        var reply = await GetAsync(callback.IsAbsoluteUri ? callback.AbsoluteUri : callback.OriginalString);
        Assert.True(reply.Status == HttpStatusCode.SeeOther, $"{(int)reply.Status} {reply.Body}");
        return Query(new Uri(new Uri(address), reply.Headers.Location!));
    }

    /// <summary>The whole flow, with an account that the platform approves by itself.</summary>
    public async Task<Dictionary<string, string?>> ConnectAsync(string platform = "sandbox", string query = "") =>
        await FinishAsync(await ApproveAsync(await BeginAsync(platform, query)));

    public static Dictionary<string, string?> Query(Uri address) =>
        QueryHelpers.ParseQuery(address.Query).ToDictionary(pair => pair.Key, pair => (string?)pair.Value.ToString());

    public void Dispose() => http.Dispose();
}
