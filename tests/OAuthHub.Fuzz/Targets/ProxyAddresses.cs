using System.Text;
using OAuthHub.Core.Proxy;

namespace OAuthHub.Fuzz.Targets;

/// <summary>Path and query of a proxied call, as they stand in the request's first line.</summary>
internal static class ProxyAddresses
{
    private const string Base = "https://api.example.com/v1";
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public static void Check(byte[] input)
    {
        var text = Encoding.Latin1.GetString(input);
        var mark = text.IndexOf('?', StringComparison.Ordinal);
        var (path, query) = mark < 0 ? (text, "") : (text[..mark], text[mark..]);
        if (ProxyPath.Read(path) is { } read)
        {
            FuzzTarget.Demand(read.Decoded.StartsWith('/') && !read.Decoded.StartsWith("//", StringComparison.Ordinal), "a path has one leading slash");
            FuzzTarget.Demand(read.Decoded.Split('/').All(segment => segment is not ("." or "..")), "a path has no dots");
            // As it is sent, and as a server that tidies up reads it, once and twice.
            CheckAddress(new Uri(Base + read.Raw, AsWritten));
            CheckAddress(new Uri(Base + read.Raw));
            CheckAddress(new Uri(Base + read.Decoded.Replace("?", "%3F", StringComparison.Ordinal).Replace("#", "%23", StringComparison.Ordinal)));
        }
        var (kept, taken) = ProxyQuery.Take(query, name => name is "user" or "account");
        FuzzTarget.Demand(kept.Length == 0 || kept[0] == '?', "a query begins with its mark");
        FuzzTarget.Demand(ProxyQuery.Take(kept, name => name is "user" or "account").Taken.Count == 0, "what was taken is gone");
        FuzzTarget.Demand(taken.Count > 0 || kept == (query.Length <= 1 ? "" : query), "where nothing is taken, nothing changes");
        FuzzTarget.Demand(ProxyQuery.MethodsNamed(query).All(method => method.All(char.IsAsciiLetterUpper)), "a method is a method");
    }

    private static void CheckAddress(Uri address) =>
        FuzzTarget.Demand(address is { Host: "api.example.com", Scheme: "https", UserInfo: "", Port: 443 } && address.AbsolutePath.StartsWith("/v1", StringComparison.Ordinal), "a call goes below the base and nowhere else");
}
