using System.Globalization;
using System.Text.Json;

namespace OAuthHub.Core.Platforms.Loading;

/// <summary>Compares a file with <see cref="JsonShape"/> and notes every fault, not only the first.</summary>
internal sealed class ShapeCheck(string place, List<PlatformFault> faults)
{
    public void Check(JsonElement element, JsonShape shape, string path = "")
    {
        if (element.ValueKind is JsonValueKind.Null && shape.CanBeNull) return;
        switch (shape.Kind)
        {
            case ShapeKind.Group when element.ValueKind is JsonValueKind.Object: CheckGroup(element, shape, path); break;
            case ShapeKind.Map when element.ValueKind is JsonValueKind.Object: CheckMap(element, shape, path); break;
            case ShapeKind.List when element.ValueKind is JsonValueKind.Array: CheckList(element, shape, path); break;
            case ShapeKind.List when shape.Item!.Kind is ShapeKind.Text && element.ValueKind is JsonValueKind.String: break;
            default: CheckSingle(element, shape, path); break;
        }
    }

    private void CheckGroup(JsonElement element, JsonShape shape, string path)
    {
        foreach (var member in WithoutRepeats(element, path))
        {
            if (shape.Members.TryGetValue(member.Name, out var expected)) Check(member.Value, expected, Join(path, member.Name));
            else if (path.Length > 0 || member.Name != PlatformJson.SchemaMember) Add(Join(path, member.Name), "is not a member that the hub knows", NearestName.Suggest(member.Name, shape.Members.Keys));
        }
        foreach (var (name, member) in shape.Members)
            if (member.IsRequired && !element.TryGetProperty(name, out _)) Add(Join(path, name), "is missing", $"Give it {member.Expected}.");
    }

    private void CheckMap(JsonElement element, JsonShape shape, string path)
    {
        foreach (var member in WithoutRepeats(element, path)) Check(member.Value, shape.Item!, Join(path, member.Name));
    }

    private void CheckList(JsonElement element, JsonShape shape, string path)
    {
        var index = 0;
        foreach (var item in element.EnumerateArray()) Check(item, shape.Item!, $"{path}[{index++}]");
    }

    private void CheckSingle(JsonElement element, JsonShape shape, string path)
    {
        var fits = shape.Kind switch
        {
            ShapeKind.Text => element.ValueKind is JsonValueKind.String,
            ShapeKind.Flag => element.ValueKind is JsonValueKind.True or JsonValueKind.False,
            ShapeKind.Whole => element.ValueKind is JsonValueKind.Number && (shape.Type == typeof(int) ? element.TryGetInt32(out _) : element.TryGetInt64(out _)),
            ShapeKind.Number => element.ValueKind is JsonValueKind.Number && element.TryGetDouble(out var number) && double.IsFinite(number),
            ShapeKind.Date => element.ValueKind is JsonValueKind.String && DateOnly.TryParseExact(element.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
            ShapeKind.Word => element.ValueKind is JsonValueKind.String && shape.Words.Contains(element.GetString()!, StringComparer.Ordinal),
            _ => false,
        };
        if (!fits) Add(path.Length == 0 ? "the whole" : path, $"is {Show(element)}", $"Give it {shape.Expected}.");
    }

    private IEnumerable<JsonProperty> WithoutRepeats(JsonElement element, string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            if (seen.Add(member.Name)) yield return member;
            else Add(Join(path, member.Name), "is there twice", "Keep one of them.");
        }
    }

    private void Add(string path, string wrong, string remedy) => faults.Add(new PlatformFault(place, path, wrong, remedy));

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Show(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        _ when element.GetRawText() is var text => text.Length <= 60 ? text : text[..60] + "…",
        _ => "something else",
    };
}
