namespace OAuthHub.Core.Proxy;

/// <summary>A query, part by part as it was written: what stays of it goes out letter by letter.</summary>
public static class ProxyQuery
{
    // Some platforms let a parameter overrule the method; what a key may do must hold for that one too.
    private static readonly string[] MethodNames = ["method", "_method", "http_method", "x-http-method-override"];

    /// <summary>Takes the named parameters out.</summary>
    /// <param name="query">Empty, or beginning with a question mark.</param>
    /// <param name="take">Asked for each parameter's decoded name; true: it does not stay.</param>
    /// <returns>What stays, in the same form, and what was taken, decoded.</returns>
    public static (string Kept, IReadOnlyList<KeyValuePair<string, string>> Taken) Take(string query, Func<string, bool> take)
    {
        if (query.Length <= 1) return ("", []);
        List<KeyValuePair<string, string>>? taken = null;
        var kept = new List<string>();
        foreach (var part in query[1..].Split('&'))
        {
            var name = Name(part);
            if (take(name)) (taken ??= []).Add(KeyValuePair.Create(name, Decode(part.AsSpan(Math.Min(part.Length, part.IndexOf('=', StringComparison.Ordinal) is >= 0 and var at ? at + 1 : part.Length)))));
            else kept.Add(part);
        }
        if (taken is null) return (query, []);
        return (kept.Count == 0 ? "" : "?" + string.Join('&', kept), taken);
    }

    /// <summary>The methods that the query names as those that are meant, in upper case.</summary>
    public static IEnumerable<string> MethodsNamed(string query) =>
        query.Contains("method", StringComparison.OrdinalIgnoreCase) || query.Contains('%', StringComparison.Ordinal)
            ? Take(query, name => MethodNames.Contains(name, StringComparer.OrdinalIgnoreCase)).Taken.Select(pair => pair.Value.ToUpperInvariant()).Where(value => value is "GET" or "HEAD" or "POST" or "PUT" or "PATCH" or "DELETE" or "OPTIONS")
            : [];

    private static string Name(string part) => Decode(part.IndexOf('=', StringComparison.Ordinal) is >= 0 and var at ? part.AsSpan(0, at) : part);

    private static string Decode(ReadOnlySpan<char> text) => Uri.UnescapeDataString(text.ToString().Replace('+', ' '));
}
