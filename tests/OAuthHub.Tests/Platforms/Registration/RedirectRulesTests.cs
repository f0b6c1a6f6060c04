using OAuthHub.Core.Platforms;
using OAuthHub.Core.Platforms.Registration;
using static OAuthHub.Tests.Platforms.CatalogSteps;

namespace OAuthHub.Tests.Platforms.Registration;

/// <summary>Each rule, held against each kind of address that a hub can have.</summary>
public sealed class RedirectRulesTests
{
    private const string Https = "https://hub.example/auth/acme/callback";
    private const string Localhost = "http://localhost:8400/auth/acme/callback";
    private const string Loopback = "http://127.0.0.1:8400/auth/acme/callback";
    private const string Six = "http://[::1]:8400/auth/acme/callback";
    private const string Plain = "http://hub.example/auth/acme/callback";

    [Theory]
    [InlineData("https_only", Https, "Ok")]
    [InlineData("https_only", Localhost, "Refused")]
    [InlineData("https_only", Plain, "Refused")]
    [InlineData("https_except_loopback", Https, "Ok")]
    [InlineData("https_except_loopback", Localhost, "Ok")]
    [InlineData("https_except_loopback", Six, "Ok")]
    [InlineData("https_except_loopback", Plain, "Refused")]
    [InlineData("https_except_localhost_name", Https, "Ok")]
    [InlineData("https_except_localhost_name", Localhost, "Ok")]
    [InlineData("https_except_localhost_name", Loopback, "Depends")]
    [InlineData("https_except_localhost_name", Plain, "Refused")]
    [InlineData("http_in_development_only", Https, "Ok")]
    [InlineData("http_in_development_only", Loopback, "Depends")]
    [InlineData("http_in_development_only", Plain, "Refused")]
    [InlineData("no_localhost_name", Localhost, "Refused")]
    [InlineData("no_localhost_name", Loopback, "Ok")]
    [InlineData("no_localhost_name", Https, "Ok")]
    [InlineData("no_loopback", Loopback, "Refused")]
    [InlineData("no_loopback", Localhost, "Refused")]
    [InlineData("no_loopback", "https://localhost/auth/acme/callback", "Refused")]
    [InlineData("no_loopback", Https, "Ok")]
    [InlineData("loopback_any_port", Loopback, "Ok")]
    [InlineData("loopback_any_port", Https, "Ok")]
    [InlineData("single_address", Https, "Ok")]
    public void A_rule_has_a_verdict_and_says_what_to_do(string rule, string address, string verdict)
    {
        var finding = Judge(rule, address);
        Assert.Equal(Enum.Parse<RedirectVerdict>(verdict), finding.Verdict);
        Assert.Equal(rule, PlatformWords.Snake(finding.Rule));
        if (finding.Verdict is not RedirectVerdict.Ok) Assert.Contains("OAuthHub:PublicUrl", finding.Text, StringComparison.Ordinal);
        Assert.Null(finding.Copy);
    }

    [Theory]
    [InlineData("exact_match", Https, Https)]
    [InlineData("prefix_match", Https, Https)]
    [InlineData("domain_only", Https, "hub.example")]
    [InlineData("domain_only", Loopback, "127.0.0.1")]
    [InlineData("origin_only", Https, "https://hub.example")]
    [InlineData("origin_only", Localhost, "http://localhost:8400")]
    public void A_rule_about_what_is_registered_says_what_to_copy(string rule, string address, string copy) => Assert.Equal(copy, Judge(rule, address).Copy);

    [Fact]
    public void The_remedy_for_the_name_localhost_keeps_scheme_and_port()
    {
        Assert.Contains("http://127.0.0.1:8400 ", Judge("no_localhost_name", Localhost).Text, StringComparison.Ordinal);
        Assert.Contains("https://127.0.0.1 ", Judge("no_localhost_name", "https://localhost/auth/acme/callback").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_rule_has_a_verdict()
    {
        foreach (var rule in Enum.GetValues<RedirectRule>()) Assert.NotEmpty(Judge(PlatformWords.Snake(rule), Https).Text);
    }

    private static RedirectFinding Judge(string rule, string address) => Assert.Single(RedirectRules.Judge(LoadOne(Entry(("registration.redirectRules", $"[\"{rule}\"]"))), address));
}
