using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Platforms.Loading;

namespace OAuthHub.Tests.Platforms;

/// <summary>Loads catalogues of a test's own making, by the same way as the hub.</summary>
internal static class CatalogSteps
{
    private const string Smallest = """
        {
          "id": "acme",
          "name": "Acme",
          "authorization": { "url": "https://acme.example/authorize", "scopes": ["read"] },
          "token": { "url": "https://acme.example/token" },
          "account": { "lookup": { "url": "https://api.acme.example/me" }, "id": "id" },
          "docs": { "url": "https://acme.example/docs", "checked": "2026-11-22", "confidence": "low" }
        }
        """;

    /// <summary>The smallest entry, with members changed: a dotted path, and raw JSON (null: the member goes).</summary>
    public static string Entry(params (string Path, string? Json)[] changes)
    {
        var entry = JsonNode.Parse(Smallest)!.AsObject();
        foreach (var (path, json) in changes)
        {
            var names = path.Split('.');
            var target = entry;
            foreach (var name in names[..^1]) target = (target[name] ??= new JsonObject()).AsObject();
            if (json is null) target.Remove(names[^1]);
            else target[names[^1]] = JsonNode.Parse(json);
        }
        return entry.ToJsonString();
    }

    public static PlatformFile File(string text, string id = "acme", bool isCustom = false) => new($"{id}.json", id, isCustom, text);

    /// <summary>Settings are relative to <c>OAuthHub:Platforms</c>.</summary>
    public static LoadedPlatforms Load(IEnumerable<PlatformFile> files, params (string Key, string? Value)[] settings) =>
        PlatformLoader.Load(files, Settings(settings));

    public static Platform LoadOne(string text, params (string Key, string? Value)[] settings) => Load([File(text)], settings).Catalog.Find("acme")!;

    public static PlatformCatalogException Refused(IEnumerable<PlatformFile> files, params (string Key, string? Value)[] settings) =>
        Assert.Throws<PlatformCatalogException>(() => Load(files, settings));

    public static PlatformCatalogException Refused(string text, params (string Key, string? Value)[] settings) => Refused([File(text)], settings);

    /// <summary>One fault says all of this: the place, the field, the remedy.</summary>
    public static void Tells(PlatformCatalogException refusal, params string[] pieces) =>
        Assert.Contains(refusal.Faults, fault => pieces.All(piece => fault.ToString().Contains(piece, StringComparison.Ordinal)) && refusal.Message.Contains(fault.ToString(), StringComparison.Ordinal));

    private static IConfigurationSection Settings((string Key, string? Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"{PlatformLoader.Section}:{setting.Key}", setting.Value))).Build().GetSection(PlatformLoader.Section);
}
