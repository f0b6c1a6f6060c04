namespace OAuthHub.Core;

/// <summary>
/// The hub's public address, from <c>OAuthHub:PublicUrl</c>; in Development without it, the first address that the server listens
/// on, which is known only once it listens. Never taken from a request.
/// </summary>
public sealed class HubAddress(Func<string> find)
{
    private readonly Lazy<string> publicUrl = new(() => find().TrimEnd('/'));

    /// <summary>Without a slash at the end.</summary>
    public string PublicUrl => publicUrl.Value;

    public bool IsHttps => PublicUrl.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <summary>The exact redirect URI of a platform; one each (RFC 9700 section 4.4.2.2).</summary>
    public string RedirectUri(string platformId) => $"{PublicUrl}/auth/{platformId}/callback";
}
