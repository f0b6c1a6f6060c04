using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;

namespace OAuthHub.Core.Platforms.Loading;

/// <summary>
/// Lays configuration over an entry's JSON before it is read. Names are compared ignoring case; a list replaces the whole list;
/// a map is merged key by key. Configuration knows only text, so each value becomes what its member asks for, and an empty
/// one takes away what can be absent.
/// </summary>
internal sealed class ConfigurationOverlay(List<PlatformFault> faults)
{
    public void Apply(JsonObject target, IEnumerable<IConfigurationSection> sections, JsonShape shape)
    {
        foreach (var section in sections)
        {
            if (shape.Kind is ShapeKind.Map)
            {
                SetEntry(target, section, shape.Item!);
                continue;
            }
            var (name, member) = shape.Members.FirstOrDefault(pair => string.Equals(pair.Key, section.Key, StringComparison.OrdinalIgnoreCase));
            if (member is null) Add(section, "is not a setting that the hub knows", NearestName.Suggest(section.Key, shape.Members.Keys));
            else if (Convert(section, member, target[name]) is (true, var value)) target[name] = value;
        }
    }

    private void SetEntry(JsonObject target, IConfigurationSection section, JsonShape shape)
    {
        var name = target.Select(pair => pair.Key).FirstOrDefault(key => string.Equals(key, section.Key, StringComparison.OrdinalIgnoreCase)) ?? section.Key;
        if (IsEmpty(section) && !shape.CanBeNull) target.Remove(name);
        else if (Convert(section, shape, target[name]) is (true, var value)) target[name] = value;
    }

    /// <summary>Not done: a fault was noted, and what was there stays.</summary>
    private (bool Done, JsonNode? Value) Convert(IConfigurationSection section, JsonShape shape, JsonNode? current)
    {
        if (IsEmpty(section) && shape.CanBeNull) return (true, null);
        switch (shape.Kind)
        {
            case ShapeKind.List:
                return List(section, shape.Item!);
            case ShapeKind.Map or ShapeKind.Group when section.Value is null or "":
                var target = current?.DeepClone() as JsonObject ?? new JsonObject();
                Apply(target, section.GetChildren(), shape);
                return (true, target);
            case ShapeKind.Map or ShapeKind.Group:
                return Refuse(section, "is a group of settings, not a value", "Name the member to be changed after it.");
            default:
                if (section.GetChildren().Any()) return Refuse(section, "is a value, not a group of settings", $"Give it {shape.Expected}.");
                return Single(section.Value ?? "", shape) is { } value ? (true, value) : Refuse(section, $"is '{section.Value}'", $"Give it {shape.Expected}.");
        }
    }

    private (bool, JsonNode?) List(IConfigurationSection section, JsonShape item)
    {
        var items = section.GetChildren().ToList();
        if (items.Count == 0 && !string.IsNullOrEmpty(section.Value))
            return item.Kind is ShapeKind.Group ? Refuse(section, $"is '{section.Value}'", "Give it a list: the settings :0, :1 and so on.") : Convert(section, item, null) is (true, var only) ? (true, new JsonArray(only)) : (false, null);
        if (items.Exists(one => !int.TryParse(one.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _))) return Refuse(section, "is a list", "Number its items: :0, :1 and so on.");
        var list = new JsonArray();
        foreach (var one in items.OrderBy(one => int.Parse(one.Key, CultureInfo.InvariantCulture)))
        {
            if (Convert(one, item, null) is not (true, var value)) return (false, null);
            list.Add(value);
        }
        return (true, list);
    }

    private static JsonValue? Single(string text, JsonShape shape) => shape.Kind switch
    {
        ShapeKind.Flag => bool.TryParse(text, out var flag) ? JsonValue.Create(flag) : null,
        ShapeKind.Whole when shape.Type == typeof(int) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : null,
        ShapeKind.Whole => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : null,
        ShapeKind.Number => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? JsonValue.Create(number) : null,
        ShapeKind.Date => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? JsonValue.Create(text) : null,
        // client_secret_post and ClientSecretPost are the same word.
        ShapeKind.Word => shape.Words.FirstOrDefault(word => string.Equals(Bare(word), Bare(text), StringComparison.OrdinalIgnoreCase)) is { } found ? JsonValue.Create(found) : null,
        _ => JsonValue.Create(text),
    };

    private static string Bare(string word) => word.Replace("_", "", StringComparison.Ordinal);

    private static bool IsEmpty(IConfigurationSection section) => string.IsNullOrEmpty(section.Value) && !section.GetChildren().Any();

    private (bool, JsonNode?) Refuse(IConfigurationSection section, string wrong, string remedy)
    {
        Add(section, wrong, remedy);
        return (false, null);
    }

    private void Add(IConfigurationSection section, string wrong, string remedy) => faults.Add(new PlatformFault(section.Path, "", wrong, remedy));
}
