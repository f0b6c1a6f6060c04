using System.Buffers;

namespace OAuthHub.Core.Platforms.Validation;

/// <summary>Header names and values are sent as they stand: nothing in them may end the header, or replace one of the hub's.</summary>
internal static class HeaderCheck
{
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    private static readonly string[] Taken = ["Authorization", "Host", "Cookie", "Connection", "Content-Length", "Content-Type", "Transfer-Encoding"];

    public static IEnumerable<Finding> Check(Platform platform)
    {
        foreach (var (field, headers) in PlatformParts.Headers(platform))
        {
            foreach (var (name, value) in headers)
            {
                if (!IsName(name)) yield return new($"{field}.{name}", "is no header name (RFC 9110 section 5.1)", "Use letters, digits and hyphens.");
                else if (Taken.Contains(name, StringComparer.OrdinalIgnoreCase)) yield return new($"{field}.{name}", "is a header that the hub sets itself", "Remove it; authorization and authorizationName say how the token travels.");
                if (value.Any(char.IsControl)) yield return new($"{field}.{name}", "holds a line break or another control character", "Write the value on one line.");
            }
        }
        if (platform.Api.Authorization is CallAuthorization.Header && !IsName(platform.Api.AuthorizationName)) yield return new("api.authorizationName", "is missing or no header name", "Name the header that carries the token.");
    }

    public static bool IsName(string? name) => !string.IsNullOrEmpty(name) && !name.AsSpan().ContainsAnyExcept(NameCharacters);
}
