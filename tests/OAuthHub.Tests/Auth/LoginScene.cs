using Microsoft.AspNetCore.WebUtilities;
using OAuthHub.Core.Coordination;
using OAuthHub.Core.Coordination.InMemory;
using OAuthHub.Core.Vault;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Auth;

/// <summary>What a step of a login can change: the open flows, the vault, and what the platform was asked.</summary>
internal sealed record Effects(int Flows, string Vault, long TokenRequests, long Revocations)
{
    public static async Task<Effects> OfAsync(HubHost hub)
    {
        var rows = new List<string>();
        await foreach (var entry in hub.Get<IVault>().ListAsync(CancellationToken.None)) rows.Add($"{entry.Name}@{entry.Generation}");
        return new Effects(
            ((InMemoryLoginStates)hub.Get<ILoginStates>()).Count, string.Join(' ', rows.Order(StringComparer.Ordinal)),
            await hub.Sandbox.TotalAsync("token_requests"), await hub.Sandbox.TotalAsync("revocations"));
    }

    /// <summary>The flow is used up and nothing else happened.</summary>
    public Effects FlowUsed => this with { Flows = Flows - 1 };

    /// <summary>The flow is used up, and its code was sent to the platform once.</summary>
    public Effects CodeSent => FlowUsed with { TokenRequests = TokenRequests + 1 };
}

/// <summary>A person in the middle of a login: the platform has said yes, and nobody has opened the callback yet.</summary>
internal sealed class LoginScene : IAsyncDisposable
{
    private LoginScene(HubHost hub, Uri callback) => (Hub, Callback) = (hub, callback);

    public HubHost Hub { get; }
    public Uri Callback { get; }

    public static async Task<LoginScene> StartAsync(HubSetup? setup = null, bool connected = false)
    {
        var hub = await HubHost.StartAsync(Traced(setup ?? new HubSetup()));
        if (connected) await hub.ConnectAsync();
        else await hub.Browser.SignInAsync();
        return new LoginScene(hub, await hub.Browser.ApproveAsync(await hub.Browser.BeginAsync()));
    }

    /// <summary>The hub's own categories at Trace, so that a secret which only a developer would see is found too.</summary>
    public static HubSetup Traced(HubSetup setup) =>
        setup with { Settings = new Dictionary<string, string?>(setup.Settings) { ["Logging:LogLevel:Default"] = "Trace", ["Logging:LogLevel:OAuthHub"] = "Trace" } };

    /// <summary>The callback's address with some parameters changed, or left out where the value is null.</summary>
    public Uri With(params (string Name, string? Value)[] changes)
    {
        var query = Browser.Query(Callback);
        foreach (var (name, value) in changes) query[name] = value;
        return new Uri(QueryHelpers.AddQueryString(Callback.GetLeftPart(UriPartial.Path), query.Where(pair => pair.Value is not null)));
    }

    /// <summary>Opens a callback that must end with this reason and with this effect, and with no secret in the log.</summary>
    public async Task RefusedAsync(string reason, Uri callback, Func<Effects, Effects>? effect = null, Browser? browser = null, string platform = "sandbox")
    {
        var before = await Effects.OfAsync(Hub);
        var end = await (browser ?? Hub.Browser).FinishAsync(callback);
        Assert.Equal(new Dictionary<string, string?> { ["status"] = "error", ["platform"] = platform, ["reason"] = reason }, end);
        Assert.Equal(effect is null ? before : effect(before), await Effects.OfAsync(Hub));
        await AssertNoSecretInLogsAsync(callback, browser);
    }

    public async Task AssertNoSecretInLogsAsync(Uri? callback = null, Browser? browser = null)
    {
        var secrets = new List<string?> { HubHost.SignInToken, Hub.Agent.Key, "practice-only" };
        foreach (var query in new[] { Callback, callback }.OfType<Uri>().Select(Browser.Query)) secrets.AddRange([query.GetValueOrDefault("code"), query.GetValueOrDefault("state")]);
        foreach (var one in new[] { Hub.Browser, browser }.OfType<Browser>()) secrets.AddRange(one.Cookies.GetAllCookies().Select(cookie => cookie.Value));
        foreach (var summary in Hub.Connections.Index.All)
            if ((await Hub.StoredAsync(summary.Id)).Tokens is { } tokens) secrets.AddRange([tokens.AccessToken.RevealSecret(), tokens.RefreshToken?.RevealSecret()]);
        var log = Hub.Logs.All;
        Assert.All(secrets.Where(secret => secret is { Length: > 3 }), secret => Assert.False(log.Contains(secret!, StringComparison.Ordinal), "A secret is in the log."));
    }

    public ValueTask DisposeAsync() => Hub.DisposeAsync();
}
