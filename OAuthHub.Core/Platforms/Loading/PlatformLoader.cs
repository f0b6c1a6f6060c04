using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using OAuthHub.Core.Platforms.Validation;

namespace OAuthHub.Core.Platforms.Loading;

internal sealed record LoadedPlatforms(PlatformCatalog Catalog, ConfiguredRegistrations Registrations);

/// <summary>Puts the catalogue together: files, then configuration over them, then the rules. Either all of it is right, or the hub does not start.</summary>
internal sealed class PlatformLoader
{
    public const string Section = "OAuthHub:Platforms";

    private static readonly JsonDocumentOptions Strict = new() { CommentHandling = JsonCommentHandling.Disallow, MaxDepth = 16 };

    private readonly List<PlatformFault> faults = [];
    private readonly Dictionary<string, (Platform Platform, string Place)> entries = new(StringComparer.Ordinal);
    private readonly List<AppRegistration> registrations = [];

    private PlatformLoader() { }

    /// <exception cref="PlatformCatalogException">With every fault that was found.</exception>
    public static LoadedPlatforms Load(IEnumerable<PlatformFile> files, IConfigurationSection settings)
    {
        var loader = new PlatformLoader();
        var known = loader.WithoutRepeats(files);
        var sections = loader.Assign(settings, known);
        foreach (var file in known.Values) loader.Add(file, sections.GetValueOrDefault(file.Id));
        loader.faults.AddRange(PlatformValidator.CheckTogether(loader.entries));
        if (loader.faults.Count > 0) throw new PlatformCatalogException(loader.faults);
        return new LoadedPlatforms(
            new PlatformCatalog(loader.entries.Values.Select(entry => entry.Platform), known.Values.Where(file => file.IsCustom).Select(file => file.Id)),
            new ConfiguredRegistrations(loader.registrations));
    }

    /// <summary>The entries as their files have them, without configuration; those that cannot be read are left out.</summary>
    public static IReadOnlyList<(Platform Platform, string Place)> ReadEach(IEnumerable<PlatformFile> files)
    {
        var loader = new PlatformLoader();
        foreach (var file in files) loader.Add(file, null);
        return [.. loader.entries.Values];
    }

    private Dictionary<string, PlatformFile> WithoutRepeats(IEnumerable<PlatformFile> files)
    {
        var known = new Dictionary<string, PlatformFile>(StringComparer.Ordinal);
        foreach (var file in files)
            if (!known.TryAdd(file.Id, file))
                faults.Add(new PlatformFault(file.Place, "id", $"is {file.Id}, which is already taken by {known[file.Id].Place}", $"Rename the file and its id, or change single fields of {file.Id} by {Section}:{file.Id}."));
        return known;
    }

    /// <summary>Which section belongs to which entry: case does not count, and an underscore does for a hyphen, which shells cannot write.</summary>
    private Dictionary<string, IConfigurationSection> Assign(IConfigurationSection settings, Dictionary<string, PlatformFile> known)
    {
        var sections = new Dictionary<string, IConfigurationSection>(StringComparer.Ordinal);
        foreach (var section in settings.GetChildren())
        {
            var id = section.Key.ToLowerInvariant().Replace('_', '-');
            if (!known.ContainsKey(id)) Refuse(section, "is not a platform of this hub", NearestName.Suggest(id, known.Keys) + $" A platform of your own is a file: <DataDirectory>/platforms/{id}.json.");
            else if (!string.IsNullOrEmpty(section.Value)) Refuse(section, "is a group of settings, not a value", "Name the setting after it, such as :ClientId.");
            else if (!sections.TryAdd(id, section)) Refuse(section, "is there in two spellings", $"Keep {Section}:{id}.");
        }
        return sections;
    }

    private void Add(PlatformFile file, IConfigurationSection? section)
    {
        if (Parse(file) is not { } entry) return;
        var (place, before) = (file.Place, faults.Count);
        var overrides = section?.GetChildren().Where(setting => !RegistrationReader.Owns(setting)).ToList() ?? [];
        if (section is not null) RegistrationReader.ApplyDefaults(entry, section);
        if (overrides.Count > 0)
        {
            place += $" with the overrides of {section!.Path}";
            new ConfigurationOverlay(faults).Apply(entry, overrides, JsonShape.Platform);
            if (faults.Count == before) new ShapeCheck(place, faults).Check(JsonSerializer.SerializeToElement(entry), JsonShape.Platform);
        }
        if (faults.Count > before) return;
        var platform = entry.Deserialize<Platform>(PlatformJson.Options)!;
        faults.AddRange(PlatformValidator.Check(platform, file.Id, place));
        entries[file.Id] = (platform, place);
        if (section is null) return;
        var reader = new RegistrationReader(faults);
        if (reader.Read(section, platform) is { } registration) registrations.Add(registration);
        registrations.AddRange(reader.ReadInstances(section, platform));
    }

    /// <summary>Null: faults were noted.</summary>
    private JsonObject? Parse(PlatformFile file)
    {
        var before = faults.Count;
        try
        {
            if (file.Text is null)
            {
                faults.Add(new PlatformFault(file.Place, "", file.Problem ?? "cannot be read", "Put it right, or take it out of the folder."));
                return null;
            }
            using var document = JsonDocument.Parse(file.Text, Strict);
            new ShapeCheck(file.Place, faults).Check(document.RootElement, JsonShape.Platform);
            if (faults.Count > before) return null;
            var entry = JsonObject.Create(document.RootElement.Clone())!;
            entry.Remove(PlatformJson.SchemaMember);
            return entry;
        }
        catch (JsonException fault)
        {
            faults.Add(new PlatformFault(file.Place, $"line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}", "is not JSON: " + fault.Message.Split(" LineNumber:")[0].TrimEnd('.'), "Correct it there; comments and trailing commas are not allowed."));
            return null;
        }
    }

    private void Refuse(IConfigurationSection section, string wrong, string remedy) => faults.Add(new PlatformFault(section.Path, "", wrong, remedy));
}
