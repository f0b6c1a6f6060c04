using System.Text.RegularExpressions;
using OAuthHub.Core.Moving;
using OAuthHub.Core.Moving.Files;
using OAuthHub.Core.Platforms;
using OAuthHub.Tests.Commands;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;
using static OAuthHub.Tests.Moving.MovingSteps;

namespace OAuthHub.Tests.Moving;

public sealed partial class ForeignNamesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task What_others_call_a_platform_leads_to_one_that_there_is_with_variables_that_it_has()
    {
        await using var hub = await HubHost.StartAsync(new HubSetup { Folder = folder });
        foreach (var name in ForeignNames.Nango.All.Concat(ForeignNames.N8n.All))
        {
            var platform = hub.Get<PlatformCatalog>().Find(name.Platform);
            Assert.True(platform is { Kind: PlatformKind.OAuth2 }, name.Platform);
            Assert.All(name.Values.Keys, variable => Assert.True(platform!.TemplateVariables.Any(one => one.Name == variable) || platform.Authorization.CallbackFields.Contains(variable), $"{name.Platform}: {variable}"));
        }
    }

    [Theory]
    [InlineData("nango", """[{ "connection_id": "1", "provider_config_key": "p", "provider": "airtable", "end_user": { "id": "anna" }, "credentials": { "type": "OAUTH2", "refresh_token": "TOKEN", "config_override": { "client_id": "CLIENT" } } }]""")]
    [InlineData("n8n", """[{ "id": "1", "name": "Mine", "type": "airtableOAuth2Api", "data": { "clientId": "CLIENT", "clientSecret": "practice-only", "oauthTokenData": { "refresh_token": "TOKEN" } } }]""")]
    public async Task What_they_export_is_brought_in_where_the_hub_has_their_client(string format, string text)
    {
        await using var sandbox = await StartSandboxAsync();
        await using var hub = await sandbox.StartHubAsync(folder);
        var seeded = await sandbox.SeedAsync();
        text = text.Replace("TOKEN", seeded.RefreshToken, StringComparison.Ordinal);
        string[] options = ["--user", "anna", $"--OAuthHub:PublicUrl={sandbox.Address[..^"/sandbox".Length]}", .. SecondPlatform.Of("airtable").Settings.Select(setting => $"--{setting.Key}={setting.Value}")];
        var wrong = (await hub.ImportAsync(sandbox, folder.WriteFile("wrong.json", text.Replace("CLIENT", "theirs", StringComparison.Ordinal)), options)).Json;
        Assert.Equal(["failed client_mismatch"], wrong.Ends());
        Assert.Equal(0, await sandbox.TotalAsync("token_requests"));
        var right = (await hub.ImportAsync(sandbox, folder.WriteFile("right.json", text.Replace("CLIENT", "oauthhub-sandbox", StringComparison.Ordinal)), options)).Ends(0).Json;
        Assert.Equal(["imported"], right.Ends());
        Assert.Equal((format, "anna"), (right.GetProperty("format").GetString(), right.GetProperty("records")[0].GetProperty("user").GetString()));
        Assert.Equal(1, (await sandbox.GrantAsync(seeded.Grant)).GetProperty("refreshes").GetInt32());
    }

    [Fact]
    public async Task The_documentation_lists_every_field_and_code_and_its_examples_can_be_read()
    {
        var page = await File.ReadAllTextAsync(Repository.File("docs", "moving.md"));
        Assert.Equal(MovingCodes.All.Order(StringComparer.Ordinal), Code().Matches(page).Select(match => match.Groups["code"].Value).Order(StringComparer.Ordinal));
        foreach (var field in GrantFields.All) Assert.Contains($"`{field}`", page, StringComparison.Ordinal);
        var examples = Example().Matches(page).Select(match => match.Groups["text"].Value).ToList();
        Assert.Equal([GrantFormat.Csv, GrantFormat.Json, GrantFormat.Nango, GrantFormat.N8n], examples.Select(text => GrantFile.Read(folder.WriteFile("example", text), null, () => "").Format));
        Assert.All(examples, text => Assert.All(GrantFile.Read(folder.WriteFile("example", text), null, () => "").Records, record => Assert.True(record is { Fault: null, Fingerprint: not null }, text)));
    }

    public void Dispose() => folder.Dispose();

    [GeneratedRegex(@"^\| `(?<code>[a-z_]+)` \| (?:failed|skipped)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();

    [GeneratedRegex(@"^```(?:csv|json)\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Example();
}
