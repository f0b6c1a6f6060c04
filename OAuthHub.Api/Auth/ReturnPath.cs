namespace OAuthHub.Api.Auth;

/// <summary>Where a flow may end: a path of the dashboard. Anything that a browser could read as another site is refused.</summary>
internal static class ReturnPath
{
    private const string Default = "/dashboard";
    private const int Longest = 512;

    /// <summary>The path; the default for none; null when it is not allowed.</summary>
    public static string? Check(string? asked)
    {
        if (asked is null) return Default;
        if (asked.Length > Longest || (!asked.StartsWith("/dashboard/", StringComparison.Ordinal) && !asked.StartsWith("/dashboard?", StringComparison.Ordinal) && asked != Default)) return null;
        // A backslash, a second slash or a control character can turn a path into a host or a header; dots can climb out.
        return asked.Contains("//", StringComparison.Ordinal) || asked.Contains("..", StringComparison.Ordinal) || asked.Any(c => c is '\\' or '#' or '%' || c < ' ' || c > '~') ? null : asked;
    }

    public static string With(string path, params (string Name, string Value)[] query) =>
        path + (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + string.Join('&', query.Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}"));
}
