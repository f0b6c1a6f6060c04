using OAuthHub.Api.Commands;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Commands;

public sealed class PlatformsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task The_built_in_files_are_right_and_neither_vault_nor_key_is_needed()
    {
        var report = (await folder.RunAsync("platforms", "check", "--json")).Ends(ExitCode.Done).Json;
        Assert.Contains(report.GetProperty("platforms").EnumerateArray(), one => one.GetProperty("id").GetString() == "github");
        Assert.Empty(report.GetProperty("problems").EnumerateArray());
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Each_problem_is_named_with_its_file_and_the_place_in_it()
    {
        Directory.CreateDirectory(folder.File("platforms"));
        await File.WriteAllTextAsync(folder.File("platforms/acme.json"), """{ "id": "acme", "name": 5 }""");
        await File.WriteAllTextAsync(folder.File("platforms/bad.json"), "{");
        var problems = (await folder.RunAsync("platforms", "check", "--json")).Ends(ExitCode.FoundWrong).Json.GetProperty("problems").EnumerateArray().ToList();
        Assert.Contains(problems, one => one.GetProperty("file").GetString() == folder.File("platforms/acme.json") && one.GetProperty("path").GetString() == "name");
        Assert.Contains(problems, one => one.GetProperty("file").GetString() == folder.File("platforms/bad.json") && one.GetProperty("path").GetString()!.StartsWith("line 1", StringComparison.Ordinal));
        var told = (await folder.RunAsync("platforms", "check")).Ends(ExitCode.FoundWrong).Output;
        Assert.Contains("acme.json", told, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();
}
