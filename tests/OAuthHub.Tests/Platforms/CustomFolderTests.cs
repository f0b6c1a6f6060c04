using OAuthHub.Core.Platforms.Loading;
using OAuthHub.Tests.Support;
using static OAuthHub.Tests.Platforms.CatalogSteps;

namespace OAuthHub.Tests.Platforms;

/// <summary>Files of <c>&lt;DataDirectory&gt;/platforms/</c>.</summary>
public sealed class CustomFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task A_file_in_the_folder_is_a_platform()
    {
        await System.IO.File.WriteAllTextAsync(folder.File("acme.json"), Entry());
        await System.IO.File.WriteAllTextAsync(folder.File("platform.schema.json"), "{}");
        await System.IO.File.WriteAllTextAsync(folder.File("notes.txt"), "not a platform");
        var catalog = Load(PlatformFiles.Read(folder.Path)).Catalog;
        Assert.True(catalog.IsCustom("acme"));
        Assert.Equal("Acme", catalog.Find("acme")!.Name);
        Assert.Equal(PlatformFiles.BuiltIn().Count() + 1, catalog.All.Count);
        Assert.DoesNotContain(PlatformFiles.BuiltIn(), file => catalog.IsCustom(file.Id));
    }

    /// <summary>Custom platforms are files, so the conflict stops the start (and <c>platforms check</c>) instead of being a 409.</summary>
    [Fact]
    public async Task A160_a_built_in_id_is_taken()
    {
        await System.IO.File.WriteAllTextAsync(folder.File("github.json"), Entry(("id", "\"github\"")));
        Tells(Refused(PlatformFiles.Read(folder.Path)), folder.File("github.json"), "id is github", "taken by Catalog/github.json", "Rename the file", "OAuthHub:Platforms:github");
    }

    [Fact]
    public async Task A_file_that_is_not_text_or_too_large_is_named()
    {
        await System.IO.File.WriteAllBytesAsync(folder.File("bytes.json"), [0x7b, 0xc3, 0x28]);
        await System.IO.File.WriteAllTextAsync(folder.File("large.json"), new string(' ', 300_000));
        var refusal = Refused(PlatformFiles.Custom(folder.Path));
        Tells(refusal, folder.File("bytes.json"), "not UTF-8", "take it out");
        Tells(refusal, folder.File("large.json"), "256 KiB", "take it out");
    }

    [Fact]
    public void A_folder_that_does_not_exist_is_empty() => Assert.Empty(PlatformFiles.Custom(folder.File("nowhere")));

    public void Dispose() => folder.Dispose();
}
