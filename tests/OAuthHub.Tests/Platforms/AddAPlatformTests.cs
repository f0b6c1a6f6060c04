using System.Net.Http;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OAuthHub.Core.OAuth;
using OAuthHub.Tests.Commands;
using OAuthHub.Tests.Platforms.Wire;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Platforms;

/// <summary>Does what docs/add-a-platform.md says, word for word, and sees what it promises.</summary>
public sealed class AddAPlatformTests
{
    private const string Program = "dotnet OAuthHub.Api.dll ";

    [Fact]
    public async Task The_page_can_be_followed_word_for_word()
    {
        using var folder = new TemporaryFolder();
        var page = GuidePage.Read();
        Directory.CreateDirectory(folder.File("platforms"));
        await File.WriteAllTextAsync(folder.File(page.FilePath), page.Json[0]);

        var commands = page.Commands.Where(one => one.Command.StartsWith(Program, StringComparison.Ordinal)).ToList();
        Assert.Equal(["platforms check", "platforms guide acme"], commands.Select(one => one.Command[Program.Length..]));
        foreach (var (command, expected) in commands)
            GuidePage.Saw((await folder.RunProcessAsync(command[Program.Length..].Split(' '))).Ends(0).Output, expected, folder.Path);

        await using var acme = new ScriptedPlatform(received => Answer(received, page), text => text);
        await using var hub = await HubHost.StartAsync(new HubSetup
        {
            Folder = folder,
            Settings = page.Settings.ToDictionary(),
            Services = services => services.AddHttpClient(PlatformHttp.ClientName).ConfigurePrimaryHttpMessageHandler((handler, _) => acme.Divert((SocketsHttpHandler)handler)),
        });
        await hub.Browser.SignInAsync();
        var calls = page.Commands.Where(one => one.Command.StartsWith("curl ", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, calls.Count);
        GuidePage.Saw((await hub.Browser.CallAsync(HttpMethod.Get, PathOf(calls[0].Command))).Ok().Body, calls[0].Expected, folder.Path);

        var authorization = await hub.Browser.BeginAsync("acme");
        Assert.Contains($"`{authorization.GetLeftPart(UriPartial.Path)}`", page.Text, StringComparison.Ordinal);
        var end = await hub.Browser.FinishAsync(new Uri($"/auth/acme/callback?code=c&state={Uri.EscapeDataString(Browser.Query(authorization)["state"]!)}", UriKind.Relative));
        Assert.True(end["status"] == "success", string.Join(' ', end));
        GuidePage.Saw((await hub.Agent.SendAsync(HttpMethod.Get, PathOf(calls[1].Command))).Ok().Body, calls[1].Expected, folder.Path);
    }

    [Fact]
    public void Every_rule_member_and_strategy_that_a_file_may_use_is_on_the_page()
    {
        var text = GuidePage.Read().Text;
        using var schema = JsonDocument.Parse(File.ReadAllText(Repository.File("OAuthHub.Core", "Platforms", "platform.schema.json")));
        var members = schema.RootElement.GetProperty("properties").EnumerateObject().Select(member => member.Name);
        var rules = schema.RootElement.GetProperty("definitions").GetProperty("registrationGuide").GetProperty("properties").GetProperty("redirectRules").GetProperty("items").GetProperty("enum").EnumerateArray().Select(rule => rule.GetString()!);
        foreach (var word in members.Concat(rules).Concat(Core.Platforms.QuirkNames.All)) Assert.Contains($"`{word}`", text, StringComparison.Ordinal);
    }

    private static WireAnswer Answer(WireReceived received, GuidePage page) => $"{received.Line.Split(' ')[0]} {received.To}{received.Line.Split(' ')[1]}" switch
    {
        "POST https://acme.example/oauth/token" => new WireAnswer(Json: JsonDocument.Parse(page.Json[1]).RootElement),
        "GET https://api.acme.example/v1/me" => new WireAnswer(Json: JsonDocument.Parse(page.Json[2]).RootElement),
        _ => new WireAnswer(404),
    };

    private static string PathOf(string command) => new Uri(command.Split(' ')[^1]).PathAndQuery;
}
