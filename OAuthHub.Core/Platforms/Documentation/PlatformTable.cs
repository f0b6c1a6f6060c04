namespace OAuthHub.Core.Platforms.Documentation;

/// <summary>One line for each platform.</summary>
internal static class PlatformTable
{
    public static string Write(PlatformCatalog platforms) => string.Join('\n', platforms.All.Select(platform => Line(platform, platforms)).Prepend(
        """
        | Platform | Category | Status | PKCE | Client | Access token | Refresh | Rotation | Variables | Confidence |
        |---|---|---|---|---|---|---|---|---|---|
        """.ReplaceLineEndings("\n")));

    private static string Line(Platform platform, PlatformCatalog platforms) => $"| {string.Join(" | ", Cells(platform, platforms))} |";

    private static IEnumerable<string> Cells(Platform platform, PlatformCatalog platforms)
    {
        var isConnectable = platform.Kind is PlatformKind.OAuth2;
        yield return $"[{Markdown.Cell(platform.Name)}](#{platform.Id})";
        yield return platform.Category;
        yield return FactWords.Status(platform, platforms);
        yield return PlatformWords.Snake(platform.Authorization.Pkce);
        yield return PlatformWords.Snake(platform.Client.Authentication);
        yield return isConnectable ? platform.Token.DefaultLifetimeSeconds is { } life ? Durations.InWords(life) : "no known end" : "–";
        yield return isConnectable ? FactWords.Refresh(platform.Refresh) : "–";
        yield return isConnectable && platform.Refresh is { Supported: true, UsesLiveAccessToken: false } ? PlatformWords.Snake(platform.Refresh.Rotation) : "–";
        yield return string.Join(", ", platform.TemplateVariables.Where(variable => variable is { Of: null, Found: false }).Select(variable => variable.AskUser ? $"*{variable.Name}*" : variable.Name)) is { Length: > 0 } names ? names : "–";
        yield return PlatformWords.Snake(platform.Docs.Confidence);
    }
}
