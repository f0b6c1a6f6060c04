using OAuthHub.Core.Platforms;
using OAuthHub.Core.Platforms.Loading;
using OAuthHub.Core.Platforms.Validation;
using static OAuthHub.Tests.Platforms.CatalogSteps;

namespace OAuthHub.Tests.Platforms.Validation;

/// <summary>What a reviewer looks at, and the hosts that somebody has read.</summary>
public sealed class ReviewTests
{
    private static readonly DateOnly Today = new(2026, 11, 29);

    public static TheoryData<string> BuiltIn { get; } = [.. PlatformFiles.BuiltIn().Select(file => file.Id)];

    [Theory]
    [MemberData(nameof(BuiltIn))]
    public void A254_a_built_in_entry_sends_secrets_only_to_hosts_that_were_reviewed(string id)
    {
        var (platform, _) = Assert.Single(PlatformLoader.ReadEach(PlatformFiles.BuiltIn().Where(file => file.Id == id)));
        var findings = EntryReview.Check(platform, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime)).Concat(ReviewedHosts.BuiltIn.Check(platform));
        Assert.Empty(findings.Select(finding => $"{id}: {finding.Field} {finding.Wrong}. {finding.Remedy}"));
    }

    [Fact]
    public void No_host_is_reviewed_for_an_entry_that_is_gone() => Assert.Subset(PlatformFiles.BuiltIn().Select(file => file.Id).ToHashSet(), ReviewedHosts.BuiltIn.Ids.ToHashSet());

    [Theory]
    [InlineData("token.url", "\"https://acme.exarnple/token\"", "token.url leads to acme.exarnple")]
    [InlineData("account.lookup.url", "\"https://evil.example/me\"", "account.lookup.url leads to evil.example")]
    [InlineData("revocation", "{\"url\":\"https://evil.example/revoke\"}", "revocation.url leads to evil.example")]
    [InlineData("api.baseUrl", "\"https://evil.example\"", "api.baseUrl leads to evil.example")]
    [InlineData("api.hosts", "[\"*.evil.example\"]", "api.hosts leads to *.evil.example")]
    [InlineData("refresh.url", "\"https://acme.example.evil.example/token\"", "refresh.url leads to acme.example.evil.example")]
    public void A254_a_host_that_nobody_reviewed_is_found(string path, string json, string finding) =>
        Assert.Contains(Hosts("acme: acme.example api.acme.example", (path, json)), told => told.StartsWith(finding, StringComparison.Ordinal));

    [Fact]
    public void The_hosts_of_one_entry_are_not_those_of_another()
    {
        Assert.Empty(Hosts("# read by somebody\nacme: acme.example api.acme.example # both\n"));
        Assert.Equal(2, Hosts("other: acme.example api.acme.example").Count());
        Assert.Contains("no longer leads to old.acme.example", Assert.Single(Hosts("acme: acme.example api.acme.example old.acme.example")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("docs.checked", "\"2026-12-01\"", "docs.checked", "were gathered")]
    [InlineData("docs.confidence", "\"low\"", "docs.notes", "what is doubtful")]
    [InlineData("docs.confidence", "\"medium\"", "docs.unverified", "no source confirmed")]
    [InlineData("docs.unverified", "[\"a\",\"a\"]", "docs.unverified", "Keep one")]
    [InlineData("docs.unverified", "[\" \"]", "docs.unverified", "Name the fact")]
    public void A_description_that_says_too_little_is_found(string path, string json, string field, string remedy) =>
        Assert.Contains(EntryReview.Check(LoadOne(Entry((path, json))), Today), finding => finding.Field == field && finding.Remedy.Contains(remedy, StringComparison.Ordinal));

    [Theory]
    [InlineData("docs.checked", "\"2026-11-30\"")]
    [InlineData("docs.confidence", "\"high\"")]
    [InlineData("docs.notes", "\"The life of the token is a guess.\"")]
    public void A_description_that_names_its_doubts_is_fine(string path, string json) =>
        Assert.DoesNotContain(EntryReview.Check(LoadOne(Entry(("docs.confidence", "\"high\""), (path, json))), Today), _ => true);

    private static IEnumerable<string> Hosts(string reviewed, params (string, string?)[] changes) =>
        new ReviewedHosts(reviewed).Check(LoadOne(Entry(changes))).Select(finding => $"{finding.Field} {finding.Wrong}");
}
