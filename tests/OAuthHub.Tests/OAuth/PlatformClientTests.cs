using OAuthHub.Core.OAuth;

namespace OAuthHub.Tests.OAuth;

/// <summary>Filling the holes of URLs: a value stays within its hole.</summary>
public sealed class PlatformClientTests
{
    [Theory]
    [InlineData("evil.example/")]
    [InlineData("evil.example?")]
    [InlineData("evil.example#")]
    [InlineData("user@evil.example/")]
    [InlineData("evil.example:443/")]
    [InlineData("a\\b")]
    [InlineData("a b")]
    [InlineData("a%2fb")]
    [InlineData("a&x=y")]
    public void A_value_cannot_change_the_host(string value)
    {
        var url = Samples.Client(values: [("shop", value)]).Resolve("https://{shop}.shops.example/token");
        // Either it is no address at all, or it is one of the platform's.
        if (Uri.TryCreate(url, UriKind.Absolute, out var address)) Assert.EndsWith(".shops.example", address.Host, StringComparison.Ordinal);
        if (address is not null) Assert.Equal(("/token", "", ""), (address.AbsolutePath, address.UserInfo, address.Query));
    }

    [Theory]
    [InlineData("a/b?c=d#e")]
    [InlineData("x&admin=true")]
    [InlineData("x=1;y=2")]
    [InlineData("{clientId}")]
    public void A_value_cannot_add_a_parameter_or_a_path_segment(string value)
    {
        var address = new Uri(Samples.Client(values: [("tenant", value)]).Resolve("https://login.example/{tenant}/token?tenant={tenant}"));
        Assert.Equal("login.example", address.Host);
        Assert.Equal(3, address.Segments.Length);
        Assert.Equal("?tenant=" + Uri.EscapeDataString(value), address.Query);
        Assert.Equal("", address.Fragment);
    }

    [Fact]
    public void A_value_at_the_very_beginning_is_an_address()
    {
        var client = Samples.Client(values: [("hub", "http://localhost:8400")]);
        Assert.Equal("http://localhost:8400/sandbox/token", client.Resolve("{hub}/sandbox/token"));
    }

    [Fact]
    public void The_clients_own_values_and_those_of_the_call_fill_holes_too()
    {
        var client = Samples.Client();
        var more = new Dictionary<string, string> { ["token.id"] = "a/b" };
        Assert.Equal("https://x.example/client-1/a%2Fb?r=https%3A%2F%2Fhub.example%2Fauth%2Fsample%2Fcallback&s=read%20write", client.Resolve("https://x.example/{clientId}/{token.id}?r={redirectUri}&s={scopes}", more));
        Assert.Equal("id=a/b", client.Fill("id={token.id}", more)); // encoded where the whole is written
    }

    [Fact]
    public void A_hole_without_a_value_is_named()
    {
        var failure = Assert.Throws<MissingValueException>(() => Samples.Client().Resolve("https://{shop}.example/"));
        Assert.Contains("{shop}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_of_it_is_printed() => Assert.DoesNotContain("secret-1", $"{Samples.Client()} {Samples.Client().Registration}", StringComparison.Ordinal);
}
