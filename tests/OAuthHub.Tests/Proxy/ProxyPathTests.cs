using OAuthHub.Core.Proxy;

namespace OAuthHub.Tests.Proxy;

/// <summary>Which paths may follow a base address, and how a key's limits see them.</summary>
public sealed class ProxyPathTests
{
    [Theory]
    [InlineData("", "/")]
    [InlineData("/", "/")]
    [InlineData("/me", "/me")]
    [InlineData("/a/b/", "/a/b/")]
    [InlineData("/files/a%20b", "/files/a b")]
    [InlineData("/sites/https%3A%2F%2Fexample.com%2F/query", "/sites/https://example.com//query")]
    [InlineData("/users/@me", "/users/@me")]
    [InlineData("/%40me", "/@me")]
    [InlineData("/a..b/...", "/a..b/...")]
    [InlineData("/100%25", "/100%")]
    [InlineData("/sheets/A1:B2", "/sheets/A1:B2")]
    [InlineData("/caf%C3%A9", "/café")]
    public void A_path_goes_out_as_it_is_and_counts_decoded(string raw, string decoded) => Assert.Equal((raw, decoded), (ProxyPath.Read(raw)!.Raw, ProxyPath.Read(raw)!.Decoded));

    [Theory]
    [InlineData("me")]
    [InlineData("//evil.example")]
    [InlineData("/%2Fevil.example")]
    [InlineData("/@evil.example")]
    [InlineData("/..")]
    [InlineData("/.")]
    [InlineData("/a/../b")]
    [InlineData("/a/./b")]
    [InlineData("/a/..")]
    [InlineData("/%2e%2e/admin")]
    [InlineData("/.%2E/admin")]
    [InlineData("/a%2f..%2fb")]
    [InlineData("/%252e%252e/admin")]
    [InlineData("/%25252525252e%25252525252e/admin")]
    [InlineData("/..;/admin")]
    [InlineData("/..;x=1/admin")]
    [InlineData("/a\\b")]
    [InlineData("/..\\admin")]
    [InlineData("/a%5C..%5Cb")]
    [InlineData("/a%00")]
    [InlineData("/a%0d%0aX: y")]
    [InlineData("/a b")]
    [InlineData("/a#b")]
    [InlineData("/caf\u00e9")]
    public void A162_a_path_that_some_server_could_read_as_leading_elsewhere_is_refused(string raw) => Assert.Null(ProxyPath.Read(raw));

    [Theory]
    [InlineData("", "", "")]
    [InlineData("?", "", "")]
    [InlineData("?a=1&b=%26", "?a=1&b=%26", "")]
    [InlineData("?user=ada&a=1", "?a=1", "user=ada")]
    [InlineData("?a=1&us%65r=a%20b&c", "?a=1&c", "user=a b")]
    [InlineData("?account=a&user=b", "", "account=a,user=b")]
    [InlineData("?user", "", "user=")]
    [InlineData("?users=x&User=y", "?users=x&User=y", "")]
    public void What_is_meant_for_the_hub_is_taken_out_of_a_query_and_the_rest_stays_as_it_is(string query, string kept, string taken)
    {
        var result = ProxyQuery.Take(query, name => name is "user" or "account");
        Assert.Equal((kept, taken), (result.Kept, string.Join(',', result.Taken.Select(pair => $"{pair.Key}={pair.Value}"))));
    }

    [Theory]
    [InlineData("?a=1", "")]
    [InlineData("?method=delete", "DELETE")]
    [InlineData("?a=1&_meth%6fd=PUT", "PUT")]
    [InlineData("?method=fast", "")]
    public void A_query_that_names_another_method_is_seen(string query, string methods) => Assert.Equal(methods, string.Join(',', ProxyQuery.MethodsNamed(query)));
}
