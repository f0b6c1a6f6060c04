using System.Text.Json;
using NJsonSchema;
using OAuthHub.Core.Platforms;
using OAuthHub.Core.Platforms.Loading;
using OAuthHub.Tests.Support;

namespace OAuthHub.Tests.Platforms;

/// <summary>The published schema says exactly what the records say.</summary>
public sealed class SchemaTests
{
    private static readonly string SchemaFile = Repository.File("OAuthHub.Core", "Platforms", "platform.schema.json");

    public static TheoryData<string> Files { get; } = [.. PlatformFiles.BuiltIn().Select(file => file.Id)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_file_of_the_catalogue_fits_the_schema(string id)
    {
        var schema = await JsonSchema.FromFileAsync(SchemaFile);
        Assert.Empty(schema.Validate(PlatformFiles.BuiltIn().Single(file => file.Id == id).Text!));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_of_the_catalogue_leads_an_editor_to_the_schema(string id)
    {
        var folder = Repository.File("OAuthHub.Core", "Platforms", "Catalog");
        using var entry = JsonDocument.Parse(System.IO.File.ReadAllText(Path.Combine(folder, id + ".json")));
        Assert.Equal(SchemaFile, Path.GetFullPath(Path.Combine(folder, entry.RootElement.GetProperty("$schema").GetString()!)));
    }

    [Fact]
    public void The_assembly_carries_the_schema_as_it_stands() => Assert.Equal(System.IO.File.ReadAllBytes(SchemaFile), PlatformSchema.Read());

    [Theory]
    [InlineData("colour", "1")]
    [InlineData("token.url", null)]
    [InlineData("refresh.rotation", "\"never\"")]
    [InlineData("refresh.leewaySeconds", "\"5\"")]
    [InlineData("account.id", "7")]
    public async Task A_file_that_the_hub_refuses_does_not_fit(string path, string? json)
    {
        var schema = await JsonSchema.FromFileAsync(SchemaFile);
        Assert.Empty(schema.Validate(CatalogSteps.Entry()));
        Assert.NotEmpty(schema.Validate(CatalogSteps.Entry((path, json))));
    }

    [Fact]
    public async Task Every_member_of_the_records_is_described_and_nothing_else()
    {
        using var document = JsonDocument.Parse(await System.IO.File.ReadAllTextAsync(SchemaFile));
        var differences = new List<string>();
        Compare(document.RootElement, document.RootElement, JsonShape.Platform, "", differences);
        Assert.Empty(differences);
    }

    private static void Compare(JsonElement root, JsonElement schema, JsonShape shape, string path, List<string> differences)
    {
        schema = Resolve(root, schema);
        if (shape.Kind is ShapeKind.List && shape.Item!.Kind is ShapeKind.Text) return;
        if (shape.Kind is ShapeKind.List) Compare(root, schema.GetProperty("items"), shape.Item!, path + "[]", differences);
        if (shape.Kind is ShapeKind.Map) Compare(root, schema.GetProperty("additionalProperties"), shape.Item!, path + ".*", differences);
        if (shape.Kind is ShapeKind.Word) Note(differences, path, shape.Words, schema.GetProperty("enum").EnumerateArray().Where(word => word.ValueKind is not JsonValueKind.Null).Select(word => word.GetString()!));
        if (shape.Kind is not ShapeKind.Group) return;

        if (schema.GetProperty("additionalProperties").GetBoolean()) differences.Add(path + " lets unknown members in");
        var members = schema.GetProperty("properties").EnumerateObject().Where(member => member.Name != PlatformJson.SchemaMember).ToDictionary(member => member.Name, member => member.Value);
        Note(differences, path, shape.Members.Keys, members.Keys);
        var required = schema.TryGetProperty("required", out var list) ? list.EnumerateArray().Select(name => name.GetString()!) : [];
        Note(differences, path + " required", shape.Members.Where(member => member.Value.IsRequired).Select(member => member.Key), required);
        foreach (var (name, member) in shape.Members.Where(member => members.ContainsKey(member.Key)))
        {
            if (!members[name].TryGetProperty("description", out var description) || description.GetString()!.Length < 5) differences.Add($"{path}.{name} has no description");
            Compare(root, members[name], member, $"{path}.{name}", differences);
        }
    }

    private static JsonElement Resolve(JsonElement root, JsonElement schema)
    {
        if (schema.TryGetProperty("allOf", out var all)) return Resolve(root, all[0]);
        if (schema.TryGetProperty("oneOf", out var one)) return Resolve(root, one[0]);
        return schema.TryGetProperty("$ref", out var reference) ? Resolve(root, root.GetProperty("definitions").GetProperty(reference.GetString()!.Split('/')[^1])) : schema;
    }

    private static void Note(List<string> differences, string path, IEnumerable<string> records, IEnumerable<string> schema)
    {
        var (one, other) = (records.ToHashSet(StringComparer.Ordinal), schema.ToHashSet(StringComparer.Ordinal));
        differences.AddRange(one.Except(other, StringComparer.Ordinal).Select(name => $"{path}: {name} is not in the schema"));
        differences.AddRange(other.Except(one, StringComparer.Ordinal).Select(name => $"{path}: {name} is not in the records"));
    }
}
