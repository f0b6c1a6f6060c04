using OAuthHub.Core.Connections;

namespace OAuthHub.Tests.Support;

/// <summary>Looks for the secrets of a run where none may be.</summary>
internal static class Leaks
{
    /// <summary>Fails when a log line of the hub holds a key, a cookie, the app's secret, or a token that is or was stored.</summary>
    /// <param name="more">Tokens that have been replaced since, and what else must not show.</param>
    public static async Task AssertNoneLoggedAsync(this HubHost hub, params string?[] more)
    {
        var secrets = new List<string?>(more) { hub.Agent.Key, HubHost.SignInToken, "practice-only" };
        secrets.AddRange(hub.Browser.Cookies.GetAllCookies().Select(cookie => cookie.Value));
        foreach (var summary in hub.Connections.Index.All.Where(entry => entry.State is not ConnectionState.Quarantined))
        {
            var tokens = (await hub.StoredAsync(summary.Id)).Tokens;
            secrets.AddRange([tokens?.AccessToken.RevealSecret(), tokens?.RefreshToken?.RevealSecret()]);
        }
        var logs = hub.Logs.All;
        Assert.NotEmpty(logs);
        foreach (var secret in secrets.OfType<string>()) Assert.False(logs.Contains(secret, StringComparison.Ordinal), $"a secret that begins with {secret[..4]} was logged");
    }
}
