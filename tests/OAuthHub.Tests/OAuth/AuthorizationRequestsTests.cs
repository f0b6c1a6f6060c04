using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Platforms;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.OAuth;

public sealed class AuthorizationRequestsTests
{
    [Fact]
    public void A_request_holds_the_standard_parameters_once_each_and_a_fresh_challenge()
    {
        var (request, other) = (Create(), Create());
        var query = Browser.Query(request.Url);
        Assert.Equal("https://login.example/authorize", request.Url.GetLeftPart(UriPartial.Path));
        Assert.Equal(["client_id", "code_challenge", "code_challenge_method", "redirect_uri", "response_type", "scope", "state"], query.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("code", "client-1", "https://hub.example/auth/sample/callback", "read write", "S256"), (query["response_type"], query["client_id"], query["redirect_uri"], query["scope"], query["code_challenge_method"]));
        Assert.Equal(request.State, query["state"]);
        Assert.Equal(Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(request.CodeVerifier!.RevealSecret()))), query["code_challenge"]);
        Assert.Equal((43, 43), (request.State.Length, request.CodeVerifier.RevealSecret().Length));
        Assert.NotEqual(request.State, other.State);
        Assert.NotEqual(request.CodeVerifier, other.CodeVerifier);
        Assert.NotEqual(request.State, request.CodeVerifier.RevealSecret());
        Assert.DoesNotContain(request.State, request.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PkceMode.None, false)]
    [InlineData(PkceMode.Supported, true)]
    [InlineData(PkceMode.Required, true)]
    public void Only_a_platform_that_knows_no_PKCE_gets_none(PkceMode mode, bool isSent)
    {
        var request = Create(rules => rules with { Pkce = mode });
        Assert.Equal(isSent, Browser.Query(request.Url).ContainsKey("code_challenge"));
        Assert.Equal(isSent, request.CodeVerifier is not null);
    }

    [Fact]
    public void A_parameter_may_have_another_name_or_be_left_out()
    {
        var query = Browser.Query(Create(rules => rules with { ParameterNames = new Dictionary<string, string?> { ["client_id"] = "client_key", ["response_type"] = null } }).Url);
        Assert.Equal("client-1", query["client_key"]);
        Assert.DoesNotContain("client_id", query.Keys);
        Assert.DoesNotContain("response_type", query.Keys);
    }

    [Fact]
    public void An_entry_adds_parameters_but_not_a_second_one_of_the_hubs_own()
    {
        var url = Create(rules => rules with { Parameters = new Dictionary<string, string> { ["access_type"] = "offline", ["state"] = "mine", ["redirect_uri"] = "https://evil.example", ["echo"] = "{state}&x={clientId}" } }).Url;
        var query = Browser.Query(url);
        Assert.Equal("offline", query["access_type"]);
        Assert.Equal(43, query["state"]!.Length);
        Assert.Equal("https://hub.example/auth/sample/callback", query["redirect_uri"]);
        Assert.Equal($"{query["state"]}&x=client-1", query["echo"]);
    }

    [Fact]
    public void The_fragment_stays_at_the_end_and_a_query_is_gone_on_with()
    {
        Assert.EndsWith("#wechat_redirect", Create(rules => rules with { Url = "https://login.example/authorize#wechat_redirect" }).Url.OriginalString, StringComparison.Ordinal);
        var url = Create(rules => rules with { Url = "https://login.example/authorize?prompt=select#here" }).Url;
        Assert.Equal("#here", url.Fragment);
        Assert.StartsWith("?prompt=select&response_type=code&", url.Query, StringComparison.Ordinal);
    }

    [Fact]
    public void Scopes_are_joined_as_the_entry_says_and_left_out_when_there_are_none()
    {
        Assert.Equal("read,write", Browser.Query(Create(rules => rules with { ScopeSeparator = "," }).Url)["scope"]);
        Assert.DoesNotContain("scope", Browser.Query(Create(rules => rules with { Scopes = [] }).Url).Keys);
    }

    [Fact]
    public void A_nonce_is_sent_where_the_issuer_sends_it_back()
    {
        var openId = new OpenIdRules { Issuer = "https://login.example" };
        var request = AuthorizationRequests.Create(Samples.Client(Samples.Platform with { OpenId = openId }));
        Assert.Equal(request.Nonce, Browser.Query(request.Url)["nonce"]);
        Assert.Equal(43, request.Nonce!.Length);
        Assert.Null(AuthorizationRequests.Create(Samples.Client(Samples.Platform with { OpenId = openId with { SendsNonce = false } })).Nonce);
    }

    private static AuthorizationRequest Create(Func<AuthorizationRules, AuthorizationRules>? change = null) =>
        AuthorizationRequests.Create(Samples.Client(Samples.Platform with { Authorization = change is null ? Samples.Platform.Authorization : change(Samples.Platform.Authorization) }));
}
