using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OAuthHub.Core.Platforms.Loading;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Platforms.Wire;

/// <summary>
/// Every entry of the catalogue against what its platform documents: login, code exchange, account lookup, refresh, a dead grant, a
/// temporary failure and revocation, byte by byte.
/// </summary>
public sealed partial class PlatformWireTests
{
    private static readonly string Folder = Repository.File("tests", "OAuthHub.Tests", "Platforms", "Wire");

    public static TheoryData<string> Connectable { get; } = [.. PlatformFiles.BuiltIn().Where(IsConnectable).Select(file => file.Id)];

    public static TheoryData<string> Invented { get; } = [.. Directory.GetFiles(Folder, "*.wire.json", SearchOption.AllDirectories).Select(file => Path.GetFileName(file).Split('.')[0]).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Connectable))]
    public async Task The_hub_and_the_platform_understand_each_other(string id)
    {
        var client = Entry(PlatformFiles.BuiltIn().Single(file => file.Id == id).Text!)["clientOf"]?.GetValue<string>();
        await using var run = await WireRun.StartAsync(id, client ?? id, WireFixture.Read(Path.Combine(Folder, id + ".json")));
        await run.DriveAsync();
    }

    /// <summary>The same exchange, byte by byte, but for what stands in place of the secret (RFC 7523 section 2.2).</summary>
    [Theory]
    [InlineData("hubspot", "https://api.hubapi.com/oauth/2026-03/token")]
    [InlineData("microsoft", "https://login.microsoftonline.com/common/oauth2/v2.0/token")]
    public async Task A_key_stands_in_for_the_secret_where_the_platform_takes_one(string id, string audience)
    {
        using var key = RSA.Create(2048);
        var text = File.ReadAllText(Path.Combine(Folder, id + ".json"));
        var assertion = $"client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion={{{{assertion:{audience}}}}}";
        var replaced = SecretParameter().Replace(text, assertion);
        Assert.NotEqual(text, replaced);
        var fixture = WireFixture.Parse(replaced, id) with { Registration = new WireRegistration { ClientId = "client-1", Settings = new Dictionary<string, string> { ["PrivateKey"] = key.ExportPkcs8PrivateKeyPem() } } };
        await using var run = await WireRun.StartAsync(id, id, fixture);
        await run.DriveAsync();
    }

    [Theory]
    [MemberData(nameof(Invented))]
    public async Task A_platform_that_combines_any_oddities_is_added_by_dropping_a_file_into_the_data_folder(string id)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("platforms"));
        File.Copy(Path.Combine(Folder, "invented", id + ".json"), Path.Combine(folder.File("platforms"), id + ".json"));
        var fixture = WireFixture.Read(Path.Combine(Folder, "invented", id + ".wire.json"));
        Assert.True(fixture.Classes.Distinct(StringComparer.Ordinal).Count() >= 10, "It combines fewer than ten.");
        await using var run = await WireRun.StartAsync(id, id, fixture, folder);
        await run.DriveAsync();
    }

    [Fact]
    public void Each_platform_that_can_be_connected_has_a_fixture_and_each_fixture_a_platform()
    {
        var fixtures = Directory.GetFiles(Folder, "*.json").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal);
        Assert.Equal(PlatformFiles.BuiltIn().Where(IsConnectable).Select(file => file.Id).Order(StringComparer.Ordinal), fixtures);
    }

    private static bool IsConnectable(PlatformFile file) => Entry(file.Text!) is var entry && (entry["kind"]?.GetValue<string>() ?? "oauth2") is "oauth2" && entry["category"]?.GetValue<string>() is not "practice";

    private static JsonNode Entry(string text) => JsonNode.Parse(text)!;

    [GeneratedRegex("client_secret=[^&\"]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SecretParameter();
}
