using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OAuthHub.Tests.Commands;
using OAuthHub.Tests.Sandbox;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Moving;

/// <summary>Commands beside a hub that runs, at the same platform and with the same clock.</summary>
internal static class MovingSteps
{
    public static Task<SandboxHost> StartSandboxAsync(params (string Key, string Value)[] more) =>
        SandboxHost.StartAsync([("AutoApprove", "true"), ("AccessTokenSeconds", "3600"), ("Leeway", "none"), .. more]);

    public static Task<HubHost> StartHubAsync(this SandboxHost sandbox, TemporaryFolder at) =>
        HubHost.StartAsync(new HubSetup { Folder = at, SandboxAddress = sandbox.Address, Settings = { ["OAuthHub:Audit:RetentionDays"] = "0" } }); // files of today are old to a hub of 2030

    public static Task<CommandReply> CommandAsync(this HubHost hub, SandboxHost sandbox, params string[] arguments) =>
        hub.Folder.RunAsync(services => services.AddSingleton<TimeProvider>(hub.Clock), [.. arguments, $"--OAuthHub:Sandbox:Url={sandbox.Address}", "--OAuthHub:Audit:RetentionDays=0"]);

    public static Task<CommandReply> ImportAsync(this HubHost hub, SandboxHost sandbox, string file, params string[] options) => hub.CommandAsync(sandbox, ["import", file, "--json", .. options]);

    /// <summary>A file of mode 0600 with this text.</summary>
    public static string WriteFile(this TemporaryFolder folder, string name, string text)
    {
        File.WriteAllText(folder.File(name), text);
        File.SetUnixFileMode(folder.File(name), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return folder.File(name);
    }

    /// <summary>How each record ended: its status, and its code where it has one.</summary>
    public static string[] Ends(this JsonElement report) =>
        [.. report.GetProperty("records").EnumerateArray().Select(one => one.GetProperty("code").GetString() is { } code ? $"{one.GetProperty("status").GetString()} {code}" : one.GetProperty("status").GetString()!)];
}
