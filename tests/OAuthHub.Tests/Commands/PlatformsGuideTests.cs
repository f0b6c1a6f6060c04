using System.Text.Json.Nodes;
using OAuthHub.Api.Commands;
using OAuthHub.Core.Platforms.Documentation;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Commands;

public sealed class PlatformsGuideTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task A_guide_has_the_steps_what_to_copy_and_the_settings_and_needs_no_vault()
    {
        var told = (await folder.RunAsync("platforms", "guide", "linkedin", "--OAuthHub:PublicUrl=https://hub.example")).Ends(ExitCode.Done).Output;
        foreach (var piece in new[] { "1. Create an app", "https://hub.example/auth/linkedin/callback", "openid profile email w_member_social", "exact_match", "both needed", "OAuthHub:Platforms:linkedin:ClientSecret" })
            Assert.Contains(piece, told, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
        var guide = (await folder.RunAsync("platforms", "guide", "linkedin", "--json")).Ends(ExitCode.Done).Json;
        Assert.Equal("http://localhost:8400/auth/linkedin/callback", guide.GetProperty("values")[0].GetProperty("value").GetString());
        Assert.Equal(["refused", "ok"], guide.GetProperty("redirect_checks").EnumerateArray().Select(check => check.GetProperty("verdict").GetString()));
    }

    [Fact]
    public async Task Each_server_of_its_own_is_named_in_the_guide()
    {
        CustomPlatform.Write(folder, "forge", entry =>
        {
            entry["category"] = "developer";
            entry["templateVariables"]!.AsArray().Add(JsonNode.Parse("""{"name":"host","description":"Your server","default":"forge.example","pattern":"[a-z.]+","askUser":true,"kind":"host","bindsClient":true}"""));
        });
        var told = (await folder.RunAsync("platforms", "guide", "forge", "--OAuthHub:Platforms:forge:Instances:git.acme.example:ClientId=x")).Ends(ExitCode.Done).Output;
        Assert.Contains("Each host has clients of its own", told, StringComparison.Ordinal);
        Assert.Contains("OAuthHub:Platforms:forge:Instances:<host>:ClientId", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_known_is_refused_with_what_to_do()
    {
        Assert.Contains("platforms check", (await folder.RunAsync("platforms", "guide", "nowhere", "--json")).Refused("unknown_platform"), StringComparison.Ordinal);
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await new CommandLineRun(new CommandOutput(output, error)).RunAsync(["platforms", "guide", "github", "--json", "--environment=Production", "--contentRoot", Repository.File("OAuthHub.Api"), $"--OAuthHub:DataDirectory={folder.Path}"]);
        Assert.Contains("--OAuthHub:PublicUrl", new CommandReply(code, output.ToString(), error.ToString()).Refused("no_public_url"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_is_written_to_a_file_or_printed()
    {
        (await folder.RunAsync("platforms", "docs", "--output", folder.File("page.md"))).Ends(ExitCode.Done);
        Assert.Equal(PlatformPage.Write(), await File.ReadAllTextAsync(folder.File("page.md")));
        Assert.Equal(PlatformPage.Write(), (await folder.RunAsync("platforms", "docs")).Ends(ExitCode.Done).Output.ReplaceLineEndings("\n"));
        (await folder.RunAsync("platforms", "docs", "--json", "--output", folder.File("no/such/folder/page.md"))).Refused("not_written");
    }

    [Fact]
    public async Task A_rule_that_a_configured_platform_breaks_is_a_warning_and_no_fault()
    {
        string[] settings = ["--OAuthHub:Platforms:linkedin:ClientId=id", "--OAuthHub:Platforms:linkedin:ClientSecret=secret"];
        var report = (await folder.RunAsync(["platforms", "check", "--json", .. settings])).Ends(ExitCode.Done).Json;
        Assert.Empty(report.GetProperty("problems").EnumerateArray());
        var warning = Assert.Single(report.GetProperty("warnings").EnumerateArray());
        Assert.Equal("OAuthHub:Platforms:linkedin", warning.GetProperty("file").GetString());
        Assert.Contains("accepts only https", warning.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("accepts only https", (await folder.RunAsync(["platforms", "check", .. settings])).Ends(ExitCode.Done).Output, StringComparison.Ordinal);
        Assert.Empty((await folder.RunAsync(["platforms", "check", "--json", "--OAuthHub:PublicUrl=https://hub.example", .. settings])).Ends(ExitCode.Done).Json.GetProperty("warnings").EnumerateArray());
    }

    [Fact]
    public async Task Doubts_that_a_file_of_ones_own_does_not_name_are_a_warning()
    {
        CustomPlatform.Write(folder, "acme", entry => (entry["docs"]!["checked"], entry["docs"]!["confidence"], entry["docs"]!["notes"]) = ("2999-01-01", "low", null));
        var warnings = (await folder.RunAsync("platforms", "check", "--json")).Ends(ExitCode.Done).Json.GetProperty("warnings").EnumerateArray();
        Assert.Equal(["docs.checked", "docs.notes"], warnings.Select(warning => warning.GetProperty("path").GetString()).Order(StringComparer.Ordinal));
    }

    public void Dispose() => folder.Dispose();
}
