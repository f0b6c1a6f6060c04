using System.Text;
using System.Text.Json.Nodes;
using OAuthHub.Core.Agents;
using OAuthHub.Core.Connections;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Proxy;

/// <summary>A hub with one account connected at the platform <c>acme</c>, whose sign-in is the sandbox's and whose API is <see cref="Api"/>, below <c>/v1</c>.</summary>
internal sealed record ProxyRig(HubHost Hub, ApiServer Api, Connection Connection, TemporaryFolder Folder) : IAsyncDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, MaxConnectionsPerServer = 256, RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 }) { BaseAddress = new Uri(Hub.Address), Timeout = TimeSpan.FromSeconds(60) };

    public static async Task<ProxyRig> StartAsync(Action<JsonObject>? change = null, HubSetup? setup = null, params (string Id, Action<JsonObject> Change)[] more)
    {
        var folder = new TemporaryFolder();
        var api = await ApiServer.StartAsync();
        setup = (setup ?? new HubSetup()) with { Folder = folder };
        foreach (var (id, changeIt) in more.Prepend(("acme", change ?? (_ => { }))))
        {
            CustomPlatform.Write(folder, id, entry =>
            {
                entry["api"] = new JsonObject { ["baseUrl"] = api.Address + "/v1" };
                changeIt(entry);
            });
            foreach (var (key, value) in CustomPlatform.Registration(id)) setup.Settings[key] = value;
        }
        var hub = await HubHost.StartAsync(setup);
        return new ProxyRig(hub, api, await hub.ConnectAsync("acme"), folder);
    }

    /// <summary>A call with the bootstrap key.</summary>
    /// <param name="path">Behind <c>/proxy/acme</c>; or with the platform: <c>other:/me</c>.</param>
    public async Task<Reply> CallAsync(string path = "/me", HttpMethod? method = null, HttpContent? content = null, string? key = null, params (string Name, string Value)[] headers)
    {
        using var reply = await OpenAsync(path, method, content, key, headers);
        return await Reply.ReadAsync(reply);
    }

    /// <summary>The same, up to the head of the answer.</summary>
    public async Task<HttpResponseMessage> OpenAsync(string path = "/me", HttpMethod? method = null, HttpContent? content = null, string? key = null, (string Name, string Value)[]? headers = null, CancellationToken cancellationToken = default)
    {
        var (platform, below) = path.Split(':', 2) is [{ Length: > 0 } other, var behind] && !other.Contains('/', StringComparison.Ordinal) ? (other, behind) : ("acme", path);
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, new Uri($"{Hub.Address}/proxy/{platform}{below}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true })) { Content = content };
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + (key ?? Hub.Agent.Key));
        foreach (var (name, value) in headers ?? []) request.Headers.TryAddWithoutValidation(name, value);
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <summary>A request as bytes, and all that came back until the hub closed, or until <paramref name="until"/> was seen.</summary>
    /// <param name="head">First line and headers; <c>Host</c> and the key are added.</param>
    public Task<string> RawAsync(string head, string body = "", string? until = null, bool withHost = true) => Hub.RawAsync($"{head}\r\nAuthorization: Bearer {Hub.Agent.Key}", body, until, withHost);

    /// <summary>A key with these limits.</summary>
    public async Task<string> KeyAsync(AgentLimits limits) => (await Hub.Get<AgentKeys>().CreateAsync("limited", limits, CancellationToken.None)).Key.RevealSecret();

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await Hub.DisposeAsync();
        await Api.DisposeAsync();
        Folder.Dispose();
    }
}
