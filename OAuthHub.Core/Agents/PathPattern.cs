namespace OAuthHub.Core.Agents;

/// <summary>
/// Which paths a key may use: <c>/repos/*/issues</c>, where <c>*</c> is one segment, and <c>/repos/**</c>, where <c>**</c> at the end is whatever
/// follows, or nothing. Everything else is compared letter by letter.
/// </summary>
public static class PathPattern
{
    private const int Longest = 512;

    public static bool IsValid(string pattern) =>
        pattern.Length is > 0 and <= Longest && pattern[0] == '/' && pattern.All(c => c is > ' ' and <= '~' and not ('?' or '#' or '\\')) &&
        Segments(pattern) is var parts && parts.Select((part, at) => part is "*" || (part is "**" && at == parts.Length - 1) || !part.Contains('*', StringComparison.Ordinal) && part is not ("." or "..")).All(holds => holds);

    public static bool Matches(string pattern, string path)
    {
        var (wanted, given) = (Segments(pattern), Segments(path));
        for (var i = 0; i < wanted.Length; i++)
        {
            if (wanted[i] is "**" && i == wanted.Length - 1) return true;
            if (i >= given.Length) return false;
            if (wanted[i] is "*" ? given[i].Length == 0 : !string.Equals(wanted[i], given[i], StringComparison.Ordinal)) return false;
        }
        return wanted.Length == given.Length;
    }

    private static string[] Segments(string path) => path.TrimStart('/').Split('/');
}
