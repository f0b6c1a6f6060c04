using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using OAuthHub.Tests.OAuth;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.SignIn;

/// <summary>A hub at which people sign in at an issuer that says whatever a test wants.</summary>
internal sealed class OidcRig : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();

    private OidcRig(FakeIssuer issuer) => Issuer = issuer;

    public FakeIssuer Issuer { get; }
    public HubHost Hub { get; private set; } = null!;

    public static async Task<OidcRig> StartAsync(params (string Key, string? Value)[] settings)
    {
        var rig = new OidcRig(await FakeIssuer.StartAsync());
        await rig.RestartAsync(settings);
        return rig;
    }

    /// <summary>The same hub with other settings.</summary>
    public async Task RestartAsync(params (string Key, string? Value)[] settings)
    {
        if (Hub is not null) await Hub.DisposeAsync();
        Hub = await HubHost.StartAsync(new HubSetup { Folder = folder, Settings = Settings(Issuer.Address, settings) });
    }

    public static Dictionary<string, string?> Settings(string issuer, params (string Key, string? Value)[] more)
    {
        var all = new Dictionary<string, string?> { ["Issuer"] = issuer, ["ClientId"] = FakeIssuer.ClientId, ["AllowedUsers"] = "subject-1,@example.com", ["Operators"] = "boss" };
        foreach (var (key, value) in more) all[key] = value;
        return all.ToDictionary(pair => "OAuthHub:SignIn:Oidc:" + pair.Key, pair => pair.Value);
    }

    /// <summary>Begins a flow; what the issuer is asked.</summary>
    public static async Task<Dictionary<string, string?>> BeginAsync(Browser browser, string query = "")
    {
        var reply = await browser.GetAsync("/signin/oidc" + query);
        Assert.True(reply.Status == HttpStatusCode.SeeOther, $"{(int)reply.Status} {reply.Body}");
        return Browser.Query(reply.Headers.Location!);
    }

    /// <summary>Opens a callback's address and returns where it leads.</summary>
    public static async Task<string> FinishAsync(Browser browser, string? state, string more = "&code=code")
    {
        var reply = await browser.GetAsync($"/signin/oidc/callback?{(state is null ? "" : "state=" + Uri.EscapeDataString(state))}{more}");
        Assert.True(reply.Status == HttpStatusCode.SeeOther, $"{(int)reply.Status} {reply.Body}");
        return reply.Headers.Location!.OriginalString;
    }

    /// <summary>The whole flow with this id token; where it leads.</summary>
    public async Task<string> SignInAsync(Browser browser, Func<string, string> idToken)
    {
        var asked = await BeginAsync(browser);
        Issuer.IdToken = idToken(asked["nonce"]!);
        return await FinishAsync(browser, asked["state"]);
    }

    public Task<string> SignInAsync(Browser browser, params (string Name, JsonNode Value)[] claims) => SignInAsync(browser, nonce =>
    {
        var all = Issuer.Claims(nonce);
        // The hub's clock is the test's.
        (all["iat"], all["exp"]) = (Hub.Clock.GetUtcNow().ToUnixTimeSeconds(), Hub.Clock.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds());
        foreach (var (name, value) in claims) all[name] = value;
        return FakeIssuer.Sign(all);
    });

    public static async Task<JsonElement> SessionAsync(Browser browser) => (await browser.CallAsync(HttpMethod.Get, "/api/session")).Ok().Json;

    public async ValueTask DisposeAsync()
    {
        await Hub.DisposeAsync();
        await Issuer.DisposeAsync();
        folder.Dispose();
    }
}
