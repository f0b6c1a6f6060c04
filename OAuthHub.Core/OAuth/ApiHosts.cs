namespace OAuthHub.Core.OAuth;

/// <summary>Where a connection's token may be sent: the origin of the entry's API, and the further hosts that it names.</summary>
public static class ApiHosts
{
    public static bool Include(PlatformClient client, Uri address)
    {
        if (address.UserInfo.Length > 0) return false;
        if (ApiAccess.Of(client).BaseUrl is { } text && Uri.TryCreate(text, UriKind.Absolute, out var baseUrl) && Uri.Compare(address, baseUrl, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0) return true;
        return address.Scheme == Uri.UriSchemeHttps && address.IsDefaultPort && client.Platform.Api.Hosts.Any(host => Matches(client, host, address.IdnHost));
    }

    private static bool Matches(PlatformClient client, string pattern, string host)
    {
        var below = pattern.StartsWith("*.", StringComparison.Ordinal);
        if (client.TryFill(below ? pattern[2..] : pattern) is not { Length: > 0 } name) return false;
        return below ? host.EndsWith("." + name, StringComparison.OrdinalIgnoreCase) : string.Equals(host, name, StringComparison.OrdinalIgnoreCase);
    }
}
