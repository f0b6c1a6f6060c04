using System.Text.Json;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Platforms.Loading;
using OAuthHub.Tests.Support;
using static OAuthHub.Tests.Platforms.CatalogSteps;

namespace OAuthHub.Tests.Platforms;

/// <summary>The built-in catalogue itself.</summary>
public sealed class CatalogTests
{
    private static readonly PlatformCatalog Catalog = Load(PlatformFiles.BuiltIn()).Catalog;

    public static TheoryData<string> Ids { get; } = [.. Catalog.All.Select(platform => platform.Id)];

    [Fact]
    public void The_catalogue_holds_every_file_of_its_folder_and_the_first_six()
    {
        var files = Directory.GetFiles(Repository.File("OAuthHub.Core", "Platforms", "Catalog"), "*.json").Select(path => Path.GetFileNameWithoutExtension(path)!);
        Assert.Equal(files.Order(StringComparer.Ordinal), Catalog.All.Select(platform => platform.Id).Order(StringComparer.Ordinal));
        foreach (var id in new[] { "sandbox", "twitter", "linkedin", "google", "github", "slack" }) Assert.NotNull(Catalog.Find(id));
        Assert.Null(Catalog.Find("GitHub"));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void An_entry_survives_being_written_and_read_again(string id)
    {
        var once = JsonSerializer.Serialize(Catalog.Find(id), PlatformJson.Options);
        var again = LoadAs(id, once);
        Assert.Equal(once, JsonSerializer.Serialize(again, PlatformJson.Options));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void An_entry_tells_an_operator_how_to_register_and_where_its_facts_come_from(string id)
    {
        var platform = Catalog.Find(id)!;
        if (platform.Kind is PlatformKind.OAuth2) Assert.NotEmpty(platform.Registration.Steps);
        Assert.All(platform.Registration.Steps, step => Assert.Matches(@"^[A-Z].*\.$", step));
        Assert.True(platform.Docs.Checked >= new DateOnly(2026, 11, 22));
    }

    /// <summary>With the entry whose client it uses, if it has none of its own.</summary>
    private static Platform LoadAs(string id, string text)
    {
        var owner = Catalog.Find(id)!.ClientOf;
        return Load([CatalogSteps.File(text, id), .. PlatformFiles.BuiltIn().Where(file => file.Id == owner)]).Catalog.Find(id)!;
    }
}
