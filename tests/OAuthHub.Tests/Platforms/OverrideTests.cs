using OAuthHub.Core.Platforms;
using static OAuthHub.Tests.Platforms.CatalogSteps;

namespace OAuthHub.Tests.Platforms;

/// <summary>Configuration changes any field of an entry, as text that becomes what the field asks for.</summary>
public sealed class OverrideTests
{
    [Fact]
    public void Numbers_flags_words_and_texts_become_what_the_member_asks_for()
    {
        var platform = LoadOne(
            Entry(), ("acme:Refresh:Rotation", "rotates"), ("acme:Refresh:Leeway", "Predecessor"), ("acme:refresh:LEEWAYSECONDS", "30"), ("acme:Refresh:ReuseRevokesGrant", "True"),
            ("acme:Limits:PerSecond", "0.5"), ("acme:Name", "Our Acme"), ("acme:Client:Authentication", "client_secret_basic"), ("acme:Docs:Checked", "2026-12-01"), ("acme:Token:DefaultLifetimeSeconds", "9000000000"[..7]));
        Assert.Equal((LeewayKind.Predecessor, 30, true), (platform.Refresh.Leeway, platform.Refresh.LeewaySeconds, platform.Refresh.ReuseRevokesGrant));
        Assert.Equal((0.5, "Our Acme", ClientAuthentication.ClientSecretBasic), (platform.Limits.PerSecond, platform.Name, platform.Client.Authentication));
        Assert.Equal((new DateOnly(2026, 12, 1), 9_000_000L), (platform.Docs.Checked, platform.Token.DefaultLifetimeSeconds));
    }

    [Fact]
    public void A_list_replaces_the_whole_list()
    {
        var three = Entry(("account.name", "[\"a\",\"b\",\"c\"]"));
        Assert.Equal(["x", "y"], LoadOne(three, ("acme:Account:Name:0", "x"), ("acme:Account:Name:1", "y")).Account.Name);
        Assert.Equal(["x"], LoadOne(three, ("acme:Account:Name", "x")).Account.Name);
        Assert.Empty(LoadOne(three, ("acme:Account:Name", "")).Account.Name);
    }

    [Fact]
    public void A_list_of_groups_is_given_by_number()
    {
        var platform = LoadOne(Entry(), ("acme:Errors:Rules:0:Error", "gone"), ("acme:Errors:Rules:0:Status", "400"), ("acme:Errors:Rules:0:Means", "grant_gone"));
        Assert.Equal([new ErrorRule { Error = "gone", Status = 400, Means = ErrorMeaning.GrantGone }], platform.Errors.Rules);
    }

    [Fact]
    public void A_map_is_merged_key_by_key_and_an_empty_value_takes_one_away()
    {
        var platform = LoadOne(Entry(("authorization.parameters", "{\"prompt\":\"consent\",\"kept\":\"1\"}")), ("acme:Authorization:Parameters:PROMPT", ""), ("acme:Authorization:Parameters:access_type", "offline"));
        Assert.Equal(new Dictionary<string, string> { ["kept"] = "1", ["access_type"] = "offline" }, platform.Authorization.Parameters);
    }

    [Fact]
    public void An_empty_value_takes_away_what_can_be_absent()
    {
        var platform = LoadOne(Entry(("revocation", "{\"url\":\"https://acme.example/revoke\"}"), ("refresh.url", "\"https://acme.example/renew\"")), ("acme:Revocation", ""), ("acme:Refresh:Url", ""));
        Assert.Null(platform.Revocation);
        Assert.Null(platform.Refresh.Url);
    }

    [Fact]
    public void What_the_entry_does_not_have_yet_can_be_added() =>
        Assert.Equal("https://acme.example/revoke", LoadOne(Entry(), ("acme:Revocation:Url", "https://acme.example/revoke"), ("acme:Revocation:Method", "POST")).Revocation!.Url);

    [Theory]
    [InlineData("Refresh:LeewaySecond", "1", "Did you mean leewaySeconds?")]
    [InlineData("Refresh:LeewaySeconds", "many", "a whole number")]
    [InlineData("Refresh:Supported", "maybe", "true or false")]
    [InlineData("Refresh:Leeway", "wide", "predecessor, window")]
    [InlineData("Refresh", "fast", "Name the member")]
    [InlineData("Name:First", "A", "a text")]
    [InlineData("Account:Id:x", "id", ":0, :1")]
    [InlineData("Errors:Rules", "x", ":0, :1")]
    [InlineData("ClientIdd", "x", "not a setting")]
    public void A_wrong_setting_is_named_with_its_key_and_remedy(string key, string value, string remedy) =>
        Tells(Refused(Entry(), ($"acme:{key}", value)), $"OAuthHub:Platforms:acme:{key[..(key.EndsWith(":x", StringComparison.Ordinal) || key.EndsWith(":First", StringComparison.Ordinal) ? key.LastIndexOf(':') : key.Length)]}", remedy);

    [Fact]
    public void The_rules_hold_for_what_configuration_says_too() =>
        Tells(Refused(Entry(), ("acme:Token:Url", "http://acme.example/token")), "acme.json with the overrides of OAuthHub:Platforms:acme", "token.url", "https");

    [Fact]
    public void A_required_part_that_configuration_leaves_half_is_refused() =>
        Tells(Refused(Entry(), ("acme:Revocation:Method", "POST")), "overrides of OAuthHub:Platforms:acme", "revocation.url is missing");

    [Fact]
    public void The_id_cannot_be_changed() => Tells(Refused(Entry(), ("acme:Id", "other")), "id is 'other'", "cannot be changed by configuration");

    [Fact]
    public void A_misspelt_id_is_refused_with_the_one_that_was_meant() => Tells(Refused(Entry(), ("acmee:ClientId", "x")), "OAuthHub:Platforms:acmee", "Did you mean acme?", "platforms/acmee.json");

    [Fact]
    public void Case_does_not_count_and_an_underscore_does_for_a_hyphen() =>
        Assert.Equal("x", Load([File(Entry(("id", "\"acme-app\"")), "acme-app")], ("ACME_App:ClientId", "x")).Registrations.Find("acme-app")!.ClientId);
}
