using Microsoft.AspNetCore.WebUtilities;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Auth;

/// <summary>A login that the platform has approved and whose callback nobody has opened yet.</summary>
internal sealed class Login
{
    private readonly List<string> secrets = [];

    private Login(Browser browser, Uri authorization, Uri callback)
    {
        (Browser, Authorization, Callback) = (browser, authorization, callback);
        secrets.AddRange(new[] { Code, State, Browser.Query(authorization).GetValueOrDefault("nonce") }.OfType<string>());
        secrets.AddRange(browser.Cookies.GetAllCookies().Select(cookie => cookie.Value));
    }

    public Browser Browser { get; }
    public Uri Authorization { get; }
    public Uri Callback { get; }
    public string Code => Browser.Query(Callback)["code"]!;
    public string State => Browser.Query(Callback)["state"]!;

    /// <summary>What no log may show.</summary>
    public IReadOnlyList<string> Secrets => secrets;

    /// <summary>In the hub's first browser, signed in if need be.</summary>
    public static async Task<Login> ApprovedAsync(HubHost hub, Browser? browser = null, string platform = "sandbox", string query = "")
    {
        browser ??= hub.Browser;
        if (browser.Cookies.GetAllCookies().All(cookie => cookie.Name != "oauthhub")) await browser.SignInAsync();
        var authorization = await browser.BeginAsync(platform, query);
        return new Login(browser, authorization, await browser.ApproveAsync(authorization));
    }

    /// <summary>The callback with one parameter changed, added, or (null) left out.</summary>
    public Uri With(string name, string? value) => With((name, value));

    public Uri With(params (string Name, string? Value)[] changes)
    {
        var query = Browser.Query(Callback);
        foreach (var (name, value) in changes) query[name] = value;
        return new Uri(QueryHelpers.AddQueryString(Callback.GetLeftPart(UriPartial.Path), query.Where(pair => pair.Value is not null)));
    }

    /// <summary>Opens the callback, or another address instead of it, in the browser that began or in another one.</summary>
    public Task<Dictionary<string, string?>> FinishAsync(Uri? address = null, Browser? browser = null) => (browser ?? Browser).FinishAsync(address ?? Callback);
}

internal static class LoginEnds
{
    public static void Succeeded(this Dictionary<string, string?> end) => Assert.True(end["status"] == "success", string.Join(' ', end));

    /// <summary>An error with this reason, and nothing in the address but the hub's own words.</summary>
    public static void RefusedWith(this Dictionary<string, string?> end, string reason, string platform = "sandbox")
    {
        Assert.Equal(new Dictionary<string, string?> { ["status"] = "error", ["platform"] = platform, ["reason"] = reason }, end);
    }
}
