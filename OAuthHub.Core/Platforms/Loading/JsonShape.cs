using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace OAuthHub.Core.Platforms.Loading;

internal enum ShapeKind { Text, Flag, Whole, Number, Date, Word, List, Map, Group }

/// <summary>
/// What may stand at a place of an entry, read off the records, which are the schema. The serializer stops at its first fault and
/// cannot say what configuration's texts are to become; this can.
/// </summary>
internal sealed record JsonShape
{
    public required ShapeKind Kind { get; init; }
    public required Type Type { get; init; }
    public bool CanBeNull { get; init; }
    public bool IsRequired { get; init; }

    /// <summary>Of a <see cref="ShapeKind.Group"/>, by their names in JSON.</summary>
    public IReadOnlyDictionary<string, JsonShape> Members { get; init; } = new Dictionary<string, JsonShape>();

    /// <summary>Of a <see cref="ShapeKind.List"/> or <see cref="ShapeKind.Map"/>.</summary>
    public JsonShape? Item { get; init; }

    /// <summary>Of a <see cref="ShapeKind.Word"/>.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    public static JsonShape Platform { get; } = Of(typeof(Platform), null);

    /// <summary>Words for a fault: what belongs there.</summary>
    public string Expected => Kind switch
    {
        ShapeKind.Text => "a text",
        ShapeKind.Flag => "true or false",
        ShapeKind.Whole => "a whole number",
        ShapeKind.Number => "a number",
        ShapeKind.Date => "a day such as 2026-11-22",
        ShapeKind.Word => "one of " + string.Join(", ", Words),
        ShapeKind.List when Item!.Kind is ShapeKind.Text => "a text or a list of texts",
        ShapeKind.List => "a list",
        _ => "an object",
    };

    private static JsonShape Of(Type declared, NullabilityInfo? nullability)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        var shape = new JsonShape { Kind = KindOf(type), Type = type, CanBeNull = nullability?.ReadState is NullabilityState.Nullable };
        return shape.Kind switch
        {
            ShapeKind.Word => shape with { Words = [.. Enum.GetValues(type).Cast<object>().Select(value => JsonSerializer.SerializeToElement(value, type, PlatformJson.Options).GetString()!)] },
            ShapeKind.List or ShapeKind.Map => shape with { Item = Of(type.GetGenericArguments()[^1], nullability?.GenericTypeArguments[^1]) },
            ShapeKind.Group => shape with { Members = MembersOf(type) },
            _ => shape,
        };
    }

    // A property without a setter is computed: no member of the file.
    private static Dictionary<string, JsonShape> MembersOf(Type type)
    {
        var context = new NullabilityInfoContext();
        return type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite).ToDictionary(
            property => JsonNamingPolicy.CamelCase.ConvertName(property.Name),
            property => Of(property.PropertyType, context.Create(property)) with { IsRequired = property.IsDefined(typeof(RequiredMemberAttribute)) },
            StringComparer.Ordinal);
    }

    private static ShapeKind KindOf(Type type) => type switch
    {
        _ when type == typeof(string) => ShapeKind.Text,
        _ when type == typeof(bool) => ShapeKind.Flag,
        _ when type == typeof(int) || type == typeof(long) => ShapeKind.Whole,
        _ when type == typeof(double) => ShapeKind.Number,
        _ when type == typeof(DateOnly) => ShapeKind.Date,
        { IsEnum: true } => ShapeKind.Word,
        { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) => ShapeKind.List,
        { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) => ShapeKind.Map,
        _ => ShapeKind.Group,
    };
}
