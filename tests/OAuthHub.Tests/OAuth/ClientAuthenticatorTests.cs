using System.Text;
using OAuthHub.Core.OAuth;
using OAuthHub.Core.Platforms;

namespace OAuthHub.Tests.OAuth;

public sealed class ClientAuthenticatorTests
{
    [Theory]
    [InlineData("client-1", "secret-1", "client-1:secret-1")]
    [InlineData("id:with colon", "a+b/c=d&e%f", "id%3Awith+colon:a%2Bb%2Fc%3Dd%26e%25f")] // RFC 6749 section 2.3.1 and appendix B
    [InlineData("ünï", "§", "%C3%BCn%C3%AF:%C2%A7")]
    public void Basic_encodes_both_halves_as_a_form_before_Base64(string id, string secret, string pair)
    {
        var parameters = new List<(string, string)>();
        var header = ClientAuthenticator.Apply(Client(ClientAuthentication.ClientSecretBasic, id, secret), parameters);
        Assert.Equal(("Basic", pair), (header!.Scheme, Encoding.UTF8.GetString(Convert.FromBase64String(header.Parameter!))));
        Assert.Empty(parameters); // one way a request, never two
    }

    [Fact]
    public void Basic_is_left_raw_for_the_platforms_that_want_it_so()
    {
        var client = Client(ClientAuthentication.ClientSecretBasic, "a b", "c+d", isRaw: true);
        Assert.Equal("a b:c+d", Encoding.UTF8.GetString(Convert.FromBase64String(ClientAuthenticator.Apply(client, [])!.Parameter!)));
    }

    [Fact]
    public void Post_puts_id_and_secret_among_the_parameters_and_nothing_into_the_header()
    {
        var parameters = new List<(string, string)>();
        Assert.Null(ClientAuthenticator.Apply(Client(ClientAuthentication.ClientSecretPost, "id", "sec+ret"), parameters));
        Assert.Equal([("client_id", "id"), ("client_secret", "sec+ret")], parameters);
    }

    [Theory]
    [InlineData(ClientAuthentication.None, "secret")]
    [InlineData(ClientAuthentication.ClientSecretBasic, null)]
    [InlineData(ClientAuthentication.ClientSecretPost, null)]
    public void A_public_client_sends_its_id_alone(ClientAuthentication authentication, string? secret)
    {
        var parameters = new List<(string, string)>();
        Assert.Null(ClientAuthenticator.Apply(Client(authentication, "id", secret), parameters));
        Assert.Equal([("client_id", "id")], parameters);
    }

    private static PlatformClient Client(ClientAuthentication authentication, string id, string? secret, bool isRaw = false) =>
        Samples.Client(Samples.Platform with { Client = new ClientRules { Authentication = authentication, BasicWithoutFormEncoding = isRaw } }, id, secret);
}
