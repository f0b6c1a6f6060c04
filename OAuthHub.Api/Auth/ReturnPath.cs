namespace OAuthHub.Api.Auth;

/// <summary>Where a flow may end: a path of the dashboard. Anything that a browser could read as another site is refused.</summary>
internal static class ReturnPath
{
    private const string Default = "/dashboard";
    private const int Longest = 512;
    private static readonly string[] Words = ["status", "platform", "connection", "reason"];

    /// <summary>The path; the default for none; null when it is not allowed.</summary>
    public static string? Check(string? asked)
    {
        if (asked is null) return Default;
        if (asked.Length > Longest || (!asked.StartsWith("/dashboard/", StringComparison.Ordinal) && !asked.StartsWith("/dashboard?", StringComparison.Ordinal) && asked != Default)) return null;
        // A backslash, a second slash or a control character can turn a path into a host or a header; dots can climb out.
        return asked.Contains("//", StringComparison.Ordinal) || asked.Contains("..", StringComparison.Ordinal) || asked.Any(c => c is '\\' or '#' or '%' || c < ' ' || c > '~') ? null : asked;
    }

    /// <summary>The path with the hub's own words appended. A link that already holds such a word cannot speak for the hub: its word is taken out.</summary>
    public static string With(string path, params (string Name, string Value)[] query)
    {
        var parts = path.Split('?', 2);
        var asked = parts.Length == 1 ? [] : parts[1].Split('&', StringSplitOptions.RemoveEmptyEntries).Where(pair => !Words.Contains(pair.Split('=')[0], StringComparer.OrdinalIgnoreCase));
        return parts[0] + "?" + string.Join('&', asked.Concat(query.Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}")));
    }
}
