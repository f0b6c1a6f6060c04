using System.Buffers;

namespace OAuthHub.Core.Proxy;

/// <summary>
/// What stands behind the platform in a call's address: the path below the API's base. It goes out letter by letter as the agent wrote
/// it, so it must be one that no server on the way can read as leading elsewhere.
/// </summary>
/// <param name="Raw">As it is sent: empty, or beginning with a slash.</param>
/// <param name="Decoded">As the limits of a key have it: decoded once, with a leading slash, and no dot segments.</param>
public sealed record ProxyPath(string Raw, string Decoded)
{
    // RFC 3986 section 3.3: pchar, and the slash. What is not here would have to be encoded.
    private static readonly SearchValues<char> Allowed = SearchValues.Create("/%:@!$&'()*+,;=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz|[]{}^\"`<>");

    /// <summary>Servers decode more than once now and then; no honest path is encoded more often.</summary>
    private const int MostLayers = 4;

    /// <summary>Null: it leads, or may lead, out of the base address.</summary>
    public static ProxyPath? Read(string raw)
    {
        if (raw.Length == 0) return new ProxyPath("", "/");
        if (raw[0] != '/' || raw.AsSpan().ContainsAnyExcept(Allowed)) return null;
        // Appended to a base by others these would begin a host: //evil, /@evil.
        if (raw.Length > 1 && raw[1] is '/' or '@') return null;
        if (!raw.Contains('%', StringComparison.Ordinal)) return HasDots(raw) ? null : new ProxyPath(raw, raw);

        string? once = null;
        var text = raw;
        for (var layer = 0; ; layer++)
        {
            if (HasDots(text)) return null;
            var next = Uri.UnescapeDataString(text);
            if (next.Any(c => c is < ' ' or '\x7f' or '\\')) return null;
            if (next.StartsWith("//", StringComparison.Ordinal)) return null;
            once ??= next;
            if (string.Equals(next, text, StringComparison.Ordinal)) return new ProxyPath(raw, once);
            if (layer == MostLayers) return null;
            text = next;
        }
    }

    /// <summary>A segment that is <c>.</c> or <c>..</c>, also with parameters behind it, which some servers cut off first.</summary>
    private static bool HasDots(ReadOnlySpan<char> path)
    {
        foreach (var range in path.Split('/'))
        {
            var segment = path[range];
            if (segment.IndexOf(';') is >= 0 and var end) segment = segment[..end];
            if (segment is "." or "..") return true;
        }
        return false;
    }
}
