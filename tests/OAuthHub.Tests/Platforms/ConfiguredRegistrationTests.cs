using OAuthHub.Core.Platforms;
using static OAuthHub.Tests.Platforms.CatalogSteps;

namespace OAuthHub.Tests.Platforms;

/// <summary>The app registration in configuration.</summary>
public sealed class ConfiguredRegistrationTests
{
    private static readonly string WithVariable = Entry(("templateVariables", "[{\"name\":\"tenant\",\"default\":\"common\",\"pattern\":\"[a-z]+\"}]"));

    [Fact]
    public void The_registration_is_read_with_its_scopes_and_variables()
    {
        var registration = Load([File(WithVariable)], ("acme:ClientId", " id "), ("acme:ClientSecret", "s3cret"), ("acme:Scopes", "a,b c"), ("acme:Variables:TENANT", "ours")).Registrations.Find("acme")!;
        Assert.Equal(("id", "s3cret", RegistrationSource.Configuration), (registration.ClientId, registration.ClientSecret!.RevealSecret(), registration.Source));
        Assert.Equal(["a", "b", "c"], registration.Scopes!);
        Assert.Equal("ours", registration.Variables["tenant"]);
    }

    [Fact]
    public void Scopes_may_be_a_list() =>
        Assert.Equal(["a", "b"], Load([File(Entry())], ("acme:ClientId", "id"), ("acme:Scopes:0", "a"), ("acme:Scopes:1", "b")).Registrations.Find("acme")!.Scopes!);

    [Fact]
    public void Without_a_client_id_scopes_and_variables_become_the_entrys_defaults()
    {
        var loaded = Load([File(WithVariable)], ("acme:Scopes", "a b"), ("acme:Variables:tenant", "ours"));
        Assert.Null(loaded.Registrations.Find("acme"));
        Assert.Equal(["a", "b"], loaded.Catalog.Find("acme")!.Authorization.Scopes);
        Assert.Equal("ours", loaded.Catalog.Find("acme")!.TemplateVariables[0].Default);
    }

    [Fact]
    public void Empty_settings_count_as_none() => Assert.Null(Load([File(Entry())], ("acme:ClientId", ""), ("acme:ClientSecret", ""), ("acme:Scopes", "")).Registrations.Find("acme"));

    [Fact]
    public void A_secret_without_an_id_is_refused_and_not_shown()
    {
        var refusal = Refused(Entry(), ("acme:ClientSecret", "s3cret"));
        Tells(refusal, "OAuthHub:Platforms:acme:ClientSecret", "Set OAuthHub:Platforms:acme:ClientId too");
        Assert.DoesNotContain("s3cret", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_with_a_line_break_inside_is_refused_and_not_shown()
    {
        var refusal = Refused(Entry(), ("acme:ClientId", "id"), ("acme:ClientSecret", "s3c\nret"));
        Tells(refusal, "OAuthHub:Platforms:acme:ClientSecret", "Copy it again");
        Assert.DoesNotContain("s3c", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tenat", "x", "Did you mean tenant?")]
    [InlineData("tenant", "evil.example/", "[a-z]+")]
    [InlineData("tenant", "two\n", "[a-z]+")]
    public void A_variable_must_be_known_and_match_its_pattern(string name, string value, string remedy) =>
        Tells(Refused(WithVariable, ("acme:ClientId", "id"), ($"acme:Variables:{name}", value)), $"OAuthHub:Platforms:acme:Variables:{name}", remedy);
}
