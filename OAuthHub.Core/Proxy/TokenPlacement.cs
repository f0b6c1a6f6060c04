using System.Net.Http.Headers;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Secrets;

namespace OAuthHub.Core.Proxy;

/// <summary>Where the token stands in a call to a platform's API, as its entry says.</summary>
internal static class TokenPlacement
{
    private const string UsualParameter = "access_token";

    /// <summary>False: the way needs more than the token, such as the client's secret, which no agent's call carries.</summary>
    public static bool Knows(CallAuthorization way) => way is CallAuthorization.None or CallAuthorization.Bearer or CallAuthorization.Scheme or CallAuthorization.Header or CallAuthorization.Query;

    /// <summary>The header of its own that carries the token; null: none does. Nobody else may set it.</summary>
    public static string? Header(ApiAccess access) => access.Authorization is CallAuthorization.Header ? access.AuthorizationName : null;

    /// <summary>The query parameter that carries the token; null: none does. Nobody else may set it.</summary>
    public static string? Parameter(ApiAccess access) => access.Authorization is CallAuthorization.Query ? access.AuthorizationName ?? UsualParameter : null;

    /// <summary>The address with the token in it, where that is its place.</summary>
    public static string Put(string address, ApiAccess access, AccessToken token) =>
        Parameter(access) is { } name ? $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{Uri.EscapeDataString(name)}={Uri.EscapeDataString(token.RevealSecret())}" : address;

    /// <param name="isBound">It is bound to a key, whose proof the entry's quirk adds; the quirk looks for a bearer token.</param>
    public static void Put(HttpRequestMessage request, ApiAccess access, AccessToken token, bool isBound)
    {
        if (isBound) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.RevealSecret());
        else if (access.Authorization is CallAuthorization.Bearer) request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token.RevealSecret());
        else if (access.Authorization is CallAuthorization.Scheme) request.Headers.TryAddWithoutValidation("Authorization", $"{access.AuthorizationName} {token.RevealSecret()}".Trim());
        else if (Header(access) is { } name) request.Headers.TryAddWithoutValidation(name, token.RevealSecret());
    }
}
