using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace OAuthHub.Core.Platforms.Loading;

/// <summary>How an entry is written: camelCase members, snake_case words, nothing unknown, nothing twice, no comments.</summary>
internal static class PlatformJson
{
    /// <summary>Lets an editor help; says nothing about the platform.</summary>
    public const string SchemaMember = "$schema";

    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            AllowDuplicateProperties = false,
            RespectNullableAnnotations = true,
            IgnoreReadOnlyProperties = true,
            WriteIndented = true,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false), new TextListConverter() },
        };
        options.MakeReadOnly();
        return options;
    }

    /// <summary>A list of texts with one member may be written as that text: <c>"id": "data.id"</c>.</summary>
    private sealed class TextListConverter : JsonConverter<IReadOnlyList<string>>
    {
        public override IReadOnlyList<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType is JsonTokenType.String ? [reader.GetString()!] : JsonSerializer.Deserialize<string[]>(ref reader, options)!;

        public override void Write(Utf8JsonWriter writer, IReadOnlyList<string> value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            foreach (var text in value) writer.WriteStringValue(text);
            writer.WriteEndArray();
        }
    }
}
