namespace OAuthHub.Client;

/// <summary>Whose token is meant.</summary>
/// <param name="Platform">The platform's id, such as <c>twitter</c>.</param>
/// <param name="User">Null: that of the options, or the one user that the key is for.</param>
/// <param name="Account">An account's id or a connection's; null: the only one that is connected.</param>
public sealed record OAuthHubAccount(string Platform, string? User = null, string? Account = null)
{
    /// <summary>The only account of the key's user at this platform.</summary>
    public static implicit operator OAuthHubAccount(string platform) => new(platform);

    /// <summary>The only account of the key's user at this platform.</summary>
    public static OAuthHubAccount FromString(string platform) => new(platform);
}
