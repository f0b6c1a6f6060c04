namespace OAuthHub.Core.ConnectLinks;

/// <summary>
/// Where the person of a connect link may end: an address of the operator's list. Compared as origin and whole parts of the path, never as
/// text, and never by a pattern (RFC 9700 section 4.1.3).
/// </summary>
public static class ReturnAddress
{
    private const int Longest = 512;

    public static bool IsAllowed(string asked, IReadOnlyList<string> allowed) =>
        Read(asked) is { } address && allowed.Any(entry => Read(entry) is { } prefix && Covers(prefix, address));

    /// <summary>Null: nothing that a browser should be sent to.</summary>
    public static Uri? Read(string text)
    {
        // A backslash, a control character or an encoded dot or slash may mean one thing here and another in a browser.
        if (text.Length > Longest || text.Any(c => c is '\\' or '#' or <= ' ' or > '~') || !Uri.TryCreate(text, UriKind.Absolute, out var address)) return null;
        if (address.UserInfo.Length > 0 || address.Host.Length == 0 || IsDisguised(text.Split('?')[0])) return null;
        return address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback) ? address : null;
    }

    private static bool IsDisguised(string path) =>
        path.Contains("/..", StringComparison.Ordinal) || path.Contains("/./", StringComparison.Ordinal) ||
        ((string[])["%2e", "%2f", "%5c"]).Any(code => path.Contains(code, StringComparison.OrdinalIgnoreCase));

    private static bool Covers(Uri prefix, Uri address)
    {
        if (!string.Equals(prefix.GetLeftPart(UriPartial.Authority), address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)) return false;
        var (whole, part) = (address.AbsolutePath, prefix.AbsolutePath);
        return string.Equals(whole, part, StringComparison.Ordinal) || whole.StartsWith(part.TrimEnd('/') + "/", StringComparison.Ordinal);
    }
}
