namespace OAuthHub.Client;

/// <summary>Says of a single request whose token it needs, where one HttpClient serves many people.</summary>
public static class OAuthHubRequestExtensions
{
    private static readonly HttpRequestOptionsKey<string?> User = new("OAuthHub.User");
    private static readonly HttpRequestOptionsKey<string?> Account = new("OAuthHub.Account");

    /// <summary>The token of this person's account, whatever <c>AddOAuthHubToken</c> said.</summary>
    /// <returns>The same request.</returns>
    public static HttpRequestMessage ForOAuthHubUser(this HttpRequestMessage request, string user, string? account = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentException.ThrowIfNullOrEmpty(user);
        request.Options.Set(User, user);
        request.Options.Set(Account, account);
        return request;
    }

    internal static OAuthHubAccount AccountOr(this HttpRequestMessage request, OAuthHubAccount usual) =>
        request.Options.TryGetValue(User, out var user) ? new(usual.Platform, user, request.Options.TryGetValue(Account, out var account) ? account : null) : usual;
}
