using Microsoft.Extensions.Options;
using OAuthHub.Core.Network;

namespace OAuthHub.Tests.Network;

/// <summary>What may be typed as a server, and in which form it is kept.</summary>
public sealed class HostRuleTests
{
    [Theory]
    [InlineData("social.example", "social.example")]
    [InlineData("  Social.EXAMPLE. ", "social.example")]
    [InlineData("social.example:443", "social.example")]
    [InlineData("a-b.c3.example", "a-b.c3.example")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("BÜCHER.example", "xn--bcher-kva.example")]
    [InlineData("xn--bcher-kva.example", "xn--bcher-kva.example")]
    [InlineData("social。example", "social.example")]
    [InlineData("internal.example", "internal.example")]
    [InlineData("8.8.8.8", "8.8.8.8")]
    [InlineData("[2606:4700::1111]", "[2606:4700::1111]")]
    [InlineData("[2606:4700::1111]:443", "[2606:4700::1111]")]
    public void A_public_name_is_taken_in_one_form(string typed, string expected) => Assert.Equal(expected, Accepted(typed));

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("100.100.100.200")]
    [InlineData("168.63.129.16")]
    [InlineData("[fd00:ec2::254]")]
    [InlineData("metadata.google.internal")]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("[64:ff9b::7f00:1]")]
    public void A150_addresses_and_names_of_metadata_services_and_private_networks_are_refused(string typed) => Refused(typed);

    [Theory]
    [InlineData("2130706433")]
    [InlineData("0x7f000001")]
    [InlineData("0x7f.1")]
    [InlineData("0x7F.0.0.0x1")]
    [InlineData("0177.0.0.1")]
    [InlineData("127.1")]
    [InlineData("127.0.1")]
    [InlineData("8.8.8.08")]
    [InlineData("8.8.8.8.8")]
    [InlineData("8.8.8.256")]
    [InlineData("social.0x")]
    [InlineData("social.1")]
    [InlineData("127.0.0.1.")]
    [InlineData("[0:0:0:0:0:0:0:1]")]
    [InlineData("[2606:4700:0::1111]")]
    [InlineData("2606:4700::1111")]
    [InlineData("[::1%1]")]
    [InlineData("[127.0.0.1]")]
    [InlineData("１２７.0.0.1")]
    public void A151_a_number_in_disguise_is_no_name(string typed) => Refused(typed);

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST.")]
    [InlineData("foo.localhost")]
    [InlineData("x.internal")]
    [InlineData("x.local")]
    [InlineData("x.home.arpa")]
    [InlineData("router.lan")]
    [InlineData("x.localdomain")]
    [InlineData("x.localdomain.")]
    [InlineData("redis")]
    [InlineData("vault")]
    [InlineData("git.corp")]
    public void A153_names_that_mean_another_machine_in_each_network_are_refused(string typed) => Refused(typed);

    [Theory]
    [InlineData("http://social.example")]
    [InlineData("https://social.example")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://social.example")]
    [InlineData("unix:social.example")]
    [InlineData("social.example/path")]
    [InlineData("social.example\\path")]
    [InlineData("social.example?x")]
    [InlineData("social.example#x")]
    [InlineData("user@social.example")]
    [InlineData("user:password@social.example")]
    [InlineData("social.example%2f")]
    [InlineData("social .example")]
    [InlineData("social.example\r\nX: y")]
    public void A158_schemes_users_and_paths_are_refused(string typed) => Refused(typed);

    [Theory]
    [InlineData("social.example:22")]
    [InlineData("social.example:6379")]
    [InlineData("social.example:8200")]
    [InlineData("social.example:25")]
    [InlineData("social.example:80")]
    [InlineData("social.example:0")]
    [InlineData("social.example:65979")]
    [InlineData("social.example:")]
    [InlineData("social.example:+443")]
    [InlineData("8.8.8.8:53")]
    public void A159_other_ports_are_refused(string typed) => Refused(typed);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(".")]
    [InlineData("social..example")]
    [InlineData(".social.example")]
    [InlineData("social.example..")]
    [InlineData("-social.example")]
    [InlineData("social-.example")]
    [InlineData("so_cial.example")]
    [InlineData("social.exa*mple")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example")]
    public void What_is_no_name_at_all_is_refused(string typed) => Refused(typed);

    [Theory]
    [InlineData("git.corp.internal", "git.corp.internal")]
    [InlineData("GIT.corp.internal.", "git.corp.internal")]
    [InlineData("forge", "forge")]
    [InlineData("git.example.com:8443", "git.example.com:8443")]
    [InlineData("10.1.2.3", "10.1.2.3")]
    public void What_the_operator_allowed_is_taken(string typed, string expected) => Assert.Equal(expected, Accepted(typed, Allowing()));

    [Theory]
    [InlineData("other.corp.internal")]
    [InlineData("git.corp.internal:8443")]
    [InlineData("git.example.com:22")]
    [InlineData("other")]
    [InlineData("10.2.0.1")]
    [InlineData("169.254.169.254")]
    public void What_the_operator_allowed_opens_nothing_else(string typed) => Refused(typed, Allowing());

    [Theory]
    [InlineData("https://social.example/token", true)]
    [InlineData("https://SOCIAL.example:443/", true)]
    [InlineData("http://social.example/token", false)]
    [InlineData("https://social.example:8443/", false)]
    [InlineData("https://user@social.example/", false)]
    [InlineData("https://2130706433/", false)]
    [InlineData("https://0x7f.1/", false)]
    [InlineData("https://[::ffff:7f00:1]/", false)]
    [InlineData("https://localhost/", false)]
    [InlineData("ftp://social.example/", false)]
    [InlineData("file:///etc/passwd", false)]
    public void A161_an_address_that_a_platform_named_passes_the_same_rule(string address, bool expected) => Assert.Equal(expected, Rule(new NetworkOptions()).Allows(new Uri(address)));

    private static NetworkOptions Allowing() => new() { AllowedHosts = ["git.corp.internal", "forge", "git.example.com:8443"], AllowedPrivateNetworks = ["10.1.0.0/16"] };

    private static HostRule Rule(NetworkOptions options) => new(new OutboundAddresses(Options.Create(options)), Options.Create(options));

    private static string Accepted(string typed, NetworkOptions? options = null) => Assert.IsType<HostReading.Accepted>(Rule(options ?? new()).Check(typed)).Host;

    private static void Refused(string typed, NetworkOptions? options = null) => Assert.EndsWith(".", Assert.IsType<HostReading.Refused>(Rule(options ?? new()).Check(typed)).Why, StringComparison.Ordinal);
}
