using System.Text.Json.Nodes;

namespace OAuthHub.Tests.Support;

/// <summary>A platform of the hub's own: the sandbox's entry under another id, changed as the test wants.</summary>
internal static class CustomPlatform
{
    public static void Write(TemporaryFolder folder, string id, Action<JsonObject>? change = null)
    {
        var entry = JsonNode.Parse(File.ReadAllText(Repository.File("OAuthHub.Core", "Platforms", "Catalog", "sandbox.json")))!.AsObject();
        (entry["id"], entry["name"]) = (id, $"Platform {id}");
        change?.Invoke(entry);
        Directory.CreateDirectory(folder.File("platforms"));
        File.WriteAllText(Path.Combine(folder.File("platforms"), id + ".json"), entry.ToJsonString());
    }

    /// <summary>The registration that the sandbox knows.</summary>
    public static Dictionary<string, string?> Registration(string id) => new()
    {
        [$"OAuthHub:Platforms:{id}:ClientId"] = "oauthhub-sandbox",
        [$"OAuthHub:Platforms:{id}:ClientSecret"] = "practice-only",
    };
}
