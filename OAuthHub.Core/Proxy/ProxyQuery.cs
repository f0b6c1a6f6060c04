using System.Text;

namespace OAuthHub.Core.Proxy;

/// <summary>A query, part by part as it was written: what stays of it goes out letter by letter.</summary>
public static class ProxyQuery
{
    // Some platforms let a parameter overrule the method; what a key may do must hold for that one too.
    private static readonly string[] MethodNames = ["method", "_method", "http_method", "x-http-method-override"];

    /// <summary>Asked for each parameter's decoded name; true: it does not stay.</summary>
    public delegate bool Taking(ReadOnlySpan<char> name);

    /// <summary>Takes the named parameters out.</summary>
    /// <param name="query">Empty, or beginning with a question mark.</param>
    /// <returns>What stays, in the same form, and what was taken, decoded.</returns>
    public static (string Kept, IReadOnlyList<KeyValuePair<string, string>> Taken) Take(string query, Taking take)
    {
        if (query.Length <= 1) return ("", []);
        List<KeyValuePair<string, string>>? taken = null;
        StringBuilder? kept = null;
        var written = query.AsSpan(1);
        foreach (var range in written.Split('&'))
        {
            var part = written[range];
            var at = part.IndexOf('=');
            var name = Decode(at < 0 ? part : part[..at]);
            if (take(name)) (taken ??= new(1)).Add(KeyValuePair.Create(name.ToString(), at < 0 ? "" : Decode(part[(at + 1)..]).ToString()));
            else (kept is null ? kept = new StringBuilder("?") : kept.Append('&')).Append(part);
        }
        return taken is null ? (query, []) : (kept?.ToString() ?? "", taken);
    }

    /// <summary>The methods that the query names as those that are meant, in upper case.</summary>
    public static IEnumerable<string> MethodsNamed(string query) =>
        query.Contains("method", StringComparison.OrdinalIgnoreCase) || query.Contains('%', StringComparison.Ordinal)
            ? Take(query, IsMethod).Taken.Select(pair => pair.Value.ToUpperInvariant()).Where(value => value is "GET" or "HEAD" or "POST" or "PUT" or "PATCH" or "DELETE" or "OPTIONS")
            : [];

    private static bool IsMethod(ReadOnlySpan<char> name)
    {
        foreach (var known in MethodNames)
            if (name.Equals(known, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    /// <summary>Most names and values are written plainly, and are not copied for it.</summary>
    private static ReadOnlySpan<char> Decode(ReadOnlySpan<char> text) => text.ContainsAny('+', '%') ? Uri.UnescapeDataString(text.ToString().Replace('+', ' ')) : text;
}
