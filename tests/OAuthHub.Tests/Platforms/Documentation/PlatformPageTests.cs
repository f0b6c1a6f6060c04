using OAuthHub.Core.Platforms;
using OAuthHub.Core.Platforms.Documentation;
using OAuthHub.Core.Platforms.Loading;
using OAuthHub.Tests.Support;
using static OAuthHub.Tests.Platforms.CatalogSteps;
using File = System.IO.File;

namespace OAuthHub.Tests.Platforms.Documentation;

/// <summary>docs/platforms.md says what the entries say.</summary>
public sealed class PlatformPageTests
{
    private const string Command = "dotnet run --project OAuthHub.Api -- platforms docs --output ../docs/platforms.md";

    [Fact]
    public async Task The_page_in_docs_is_up_to_date()
    {
        var stored = (await File.ReadAllTextAsync(Repository.File("docs", "platforms.md"))).ReplaceLineEndings("\n");
        Assert.True(stored == PlatformPage.Write(), $"docs/platforms.md is not what the entries say. Write it anew: {Command}");
    }

    [Fact]
    public void The_page_has_a_line_and_a_card_for_every_entry_and_names_its_command()
    {
        var page = PlatformPage.Write();
        Assert.Contains(Command, page, StringComparison.Ordinal);
        foreach (var (platform, _) in PlatformLoader.ReadEach(PlatformFiles.BuiltIn()))
        {
            Assert.Contains($"](#{platform.Id}) |", page, StringComparison.Ordinal);
            Assert.Contains($"<a id=\"{platform.Id}\"></a>", page, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("refresh", "{\"rotation\":\"rotates\",\"leeway\":\"none\"}", "costs the grant")]
    [InlineData("refresh", "{\"rotation\":\"rotates\"}", "may cost the grant")]
    [InlineData("refresh", "{\"supported\":false,\"notSupportedReason\":\"None.\"}", "no known end and nothing replaces it")]
    [InlineData("refresh", "{\"idleSeconds\":5184000}", "60 days without use")]
    [InlineData("refresh", "{\"absoluteSeconds\":31536000}", "365 days after consent")]
    [InlineData("refresh", "{\"killsOldAccessToken\":true}", "ends the old access token")]
    [InlineData("refresh", "{\"usesLiveAccessToken\":true,\"grantType\":null}", "Only a live token can be renewed")]
    [InlineData("manualRevocationUrl", "\"https://acme.example/apps\"", "by hand at <https://acme.example/apps>")]
    [InlineData("name", "\"Acme\"", "The hub cannot end the grant")]
    [InlineData("revocation", "{\"url\":\"https://acme.example/revoke\",\"cascades\":true}", "every grant of this person")]
    [InlineData("limits.liveGrants", "10", "More than 10 live grants")]
    [InlineData("docs.confidence", "\"low\"", "Little of this entry is certain")]
    [InlineData("docs.unverified", "[\"life of the token\"]", "Not confirmed by any source:** life of the token.")]
    [InlineData("docs.notes", "\"A *star* and a <tag>.\"", @"A \*star\* and a &lt;tag>.")]
    [InlineData("registration.redirectRules", "[\"domain_only\"]", "only the domain is registered")]
    public void A_card_says_what_remains(string path, string json, string told) => Assert.Contains(told, Card((path, json)), StringComparison.Ordinal);

    [Fact]
    public void A_card_says_every_how_many_days_a_person_reconnects() =>
        Assert.Contains("reconnects every 60 days", Card(("refresh", "{\"supported\":false,\"notSupportedReason\":\"None.\"}"), ("token.defaultLifetimeSeconds", "5184000")), StringComparison.Ordinal);

    [Fact]
    public void A_static_token_costs_nothing_and_has_no_such_risk()
    {
        var card = Card(("refresh", "{\"rotation\":\"static\"}"));
        Assert.Contains("A lost answer costs** nothing", card, StringComparison.Ordinal);
        Assert.DoesNotContain("A crash", card, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "1 second")]
    [InlineData(90, "90 seconds")]
    [InlineData(3600, "1 hour")]
    [InlineData(3599, "about 1 hour")]
    [InlineData(5183999, "about 60 days")]
    [InlineData(1800, "30 minutes")]
    [InlineData(129600, "36 hours")]
    public void Durations_are_in_the_largest_unit_that_fits(long seconds, string words) => Assert.Equal(words, Durations.InWords(seconds));

    private static string Card(params (string, string?)[] changes)
    {
        var platform = LoadOne(Entry(changes));
        return PlatformCard.Write(platform, new PlatformCatalog([platform]));
    }
}
