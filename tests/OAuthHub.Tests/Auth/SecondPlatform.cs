using System.Text.Json.Nodes;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Auth;

/// <summary>The practice platform under another id, as an operator would add a platform: by a file.</summary>
internal static class SecondPlatform
{
    public static Dictionary<string, string?> Settings => new()
    {
        ["OAuthHub:Platforms:second:ClientId"] = "oauthhub-sandbox",
        ["OAuthHub:Platforms:second:ClientSecret"] = "practice-only",
    };

    /// <param name="change">Makes it differ from the practice platform.</param>
    public static void Write(TemporaryFolder folder, Action<JsonObject>? change = null)
    {
        var entry = JsonNode.Parse(File.ReadAllText(Repository.File("OAuthHub.Core", "Platforms", "Catalog", "sandbox.json")))!.AsObject();
        entry.Remove("$schema");
        entry["id"] = "second";
        change?.Invoke(entry);
        Directory.CreateDirectory(folder.File("platforms"));
        File.WriteAllText(Path.Combine(folder.File("platforms"), "second.json"), entry.ToJsonString());
    }
}
