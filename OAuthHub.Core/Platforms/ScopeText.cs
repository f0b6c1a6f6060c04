namespace OAuthHub.Core.Platforms;

/// <summary>Scopes as one text: RFC 6749 section 3.3 separates them by spaces, many platforms and people by commas.</summary>
internal static class ScopeText
{
    public static string[] Split(string text) => text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
